package io.yardang.streamjobs.scoring.safety;

import java.util.OptionalDouble;

/**
 * Where the straight ways of two footprints cross, as SUMO's SSM device sees it: each vehicle
 * enters half the other's width before the crossing of the centre lines, and has left when it has
 * gone on by its own length and the other's width. Distances are from the front bumper, m; negative
 * when passed.
 *
 * <p>Source: SUMO, SSM device.
 */
public record ConflictArea(double entryM, double exitM, double otherEntryM, double otherExitM) {
  private static final double LEAST_ANGLE_SINE = 0.5;

  /** The area of two that head apart by 30 to 150 degrees; null when they do not. */
  public static ConflictArea of(Mover one, Mover other) {
    double cos = StrictMath.cos(one.headingRad());
    double sin = StrictMath.sin(one.headingRad());
    double otherCos = StrictMath.cos(other.headingRad());
    double otherSin = StrictMath.sin(other.headingRad());
    double cross = cos * otherSin - sin * otherCos;
    if (StrictMath.abs(cross) < LEAST_ANGLE_SINE - 1e-12) {
      return null;
    }
    double dx = other.box().centre().xM() - one.box().centre().xM();
    double dy = other.box().centre().yM() - one.box().centre().yM();
    double toCrossing = (dx * otherSin - dy * otherCos) / cross;
    double otherToCrossing = (dx * sin - dy * cos) / cross;
    double entry = toCrossing - one.box().lengthM() / 2 - other.box().widthM() / 2;
    double otherEntry = otherToCrossing - other.box().lengthM() / 2 - one.box().widthM() / 2;
    return new ConflictArea(
        entry,
        entry + one.box().lengthM() + other.box().widthM(),
        otherEntry,
        otherEntry + other.box().lengthM() + one.box().widthM());
  }

  /**
   * The deceleration that keeps the two apart: for each that has not entered 2 (v - d / T) / T,
   * where the other leaves in T; before another that stands in the area, v^2 / (2 d). The lesser of
   * the two suffices. Empty when none is needed, or both are in.
   */
  public OptionalDouble dracMps2(double speedMps, double otherSpeedMps) {
    if (exitM <= 0 || otherExitM <= 0 || (entryM <= 0 && otherEntryM <= 0)) {
      return OptionalDouble.empty();
    }
    double own = needed(entryM, speedMps, otherEntryM, otherExitM, otherSpeedMps);
    double others = needed(otherEntryM, otherSpeedMps, entryM, exitM, speedMps);
    double least = StrictMath.min(own, others);
    return least > 0 && Double.isFinite(least) ? OptionalDouble.of(least) : OptionalDouble.empty();
  }

  /** What the one before the area needs; infinite when it is in it already. */
  private static double needed(
      double entryM, double speedMps, double otherEntryM, double otherExitM, double otherMps) {
    if (entryM <= 0) {
      return Double.POSITIVE_INFINITY;
    }
    if (otherMps > Mover.STANDING_MPS) {
      double clearS = otherExitM / otherMps;
      return Following.crossingDracMps2(entryM, speedMps, clearS).orElse(0);
    }
    return otherEntryM <= 0 ? Following.dracMps2(entryM, speedMps, 0).orElse(0) : 0;
  }

  /** True when the one comes to the area after the other, if both keep their speed. */
  public boolean isSecond(double speedMps, double otherSpeedMps) {
    return arrivalS(entryM, speedMps) >= arrivalS(otherEntryM, otherSpeedMps);
  }

  private static double arrivalS(double entryM, double speedMps) {
    return entryM <= 0
        ? 0
        : speedMps > Mover.STANDING_MPS ? entryM / speedMps : Double.POSITIVE_INFINITY;
  }
}
