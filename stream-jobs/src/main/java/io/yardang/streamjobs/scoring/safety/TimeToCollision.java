package io.yardang.streamjobs.scoring.safety;

import io.yardang.streamjobs.scoring.geometry.Box;
import io.yardang.streamjobs.scoring.geometry.Point;
import java.util.OptionalDouble;

/**
 * Time to collision of two footprints that keep their velocity and heading.
 *
 * <p>Both boxes move in steps; the answer is the time of the first step at which they overlap, so
 * it is known to one step and a collision shorter than a step can be stepped over.
 *
 * <p>nuPlan asks only while the ego moves ({@link #EGO_STOPPED_MPS}), only about objects that
 * {@link #isAhead lie ahead}, and leaves an object out once it has been collided with; a collision
 * of the ego's own fault has TTC 0. Those decisions are the caller's.
 *
 * <p>Source: nuPlan devkit, time_to_collision_within_bound.py.
 */
public final class TimeToCollision {
  /** Projection step, s. */
  public static final double STEP_S = 0.1;

  /** How far ahead nuPlan's scorecard looks, s. */
  public static final double HORIZON_S = 3.0;

  /** The smallest TTC that nuPlan accepts, s. */
  public static final double LEAST_TTC_S = 0.95;

  /** At or under this speed the ego stands and has no TTC, m/s. */
  public static final double EGO_STOPPED_MPS = 0.005;

  private static final double AHEAD_RAD = StrictMath.toRadians(30);

  private static final double BEHIND_RAD = StrictMath.toRadians(150);

  private TimeToCollision() {}

  /**
   * First overlap at step, 2 step, ... before the horizon, s; 0 when the boxes overlap already;
   * empty when they do not meet before the horizon.
   *
   * @param vx, vy velocity of the ego in the local frame, m/s
   * @param ovx, ovy velocity of the other in the local frame, m/s
   */
  public static OptionalDouble seconds(
      Box ego,
      double vx,
      double vy,
      Box other,
      double ovx,
      double ovy,
      double stepS,
      double horizonS) {
    if (!(stepS > 0) || !(horizonS > 0)) {
      throw new IllegalArgumentException(
          "must be over 0: stepS=" + stepS + ", horizonS=" + horizonS);
    }
    if (ego.overlaps(other)) {
      return OptionalDouble.of(0);
    }
    // Only the relative motion matters, so one box stands and the other moves.
    double dvx = ovx - vx;
    double dvy = ovy - vy;
    double apartM = ego.centre().distanceM(other.centre());
    double reachM = ego.halfDiagonalM() + other.halfDiagonalM();
    if (apartM - StrictMath.hypot(dvx, dvy) * horizonS > reachM) {
      return OptionalDouble.empty();
    }
    int steps = (int) StrictMath.ceil(horizonS / stepS - 1e-9);
    double dx = other.centre().xM() - ego.centre().xM();
    double dy = other.centre().yM() - ego.centre().yM();
    for (int i = 1; i < steps; i++) {
      double afterS = i * stepS;
      // A millimetre more, since here the two are not moved and then set against each other.
      if (Box.isSurelyBeyond(dx + dvx * afterS, dy + dvy * afterS, reachM + 1e-3)) {
        continue;
      }
      if (ego.overlaps(other.moved(dvx * afterS, dvy * afterS))) {
        return OptionalDouble.of(afterS);
      }
    }
    return OptionalDouble.empty();
  }

  /**
   * nuPlan's rule for which objects count (lead and cross traffic): the centre of the object is
   * seen from the ego's rear axle within 30 degrees of straight ahead.
   */
  public static boolean isAhead(Point egoRearAxle, double egoYawRad, Point objectCentre) {
    return bearingRad(egoRearAxle, egoYawRad, objectCentre) < AHEAD_RAD;
  }

  /** The centre of the object is seen more than 150 degrees off straight ahead. */
  public static boolean isBehind(Point egoRearAxle, double egoYawRad, Point objectCentre) {
    return bearingRad(egoRearAxle, egoYawRad, objectCentre) > BEHIND_RAD;
  }

  /** Angle between the ego's heading and the line to the object, 0 to pi. */
  private static double bearingRad(Point egoRearAxle, double egoYawRad, Point object) {
    double dx = object.xM() - egoRearAxle.xM();
    double dy = object.yM() - egoRearAxle.yM();
    double cos = StrictMath.cos(egoYawRad);
    double sin = StrictMath.sin(egoYawRad);
    return StrictMath.abs(StrictMath.atan2(dy * cos - dx * sin, dx * cos + dy * sin));
  }
}
