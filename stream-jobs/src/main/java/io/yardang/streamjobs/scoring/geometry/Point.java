package io.yardang.streamjobs.scoring.geometry;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A point of the local frame.
 *
 * @param xM east of the origin, m
 * @param yM north of the origin, m
 */
public record Point(double xM, double yM) {
  /** Straight distance, m. */
  public double distanceM(Point other) {
    return StrictMath.hypot(xM - other.xM, yM - other.yM);
  }

  /** To the millimetre, and the same on every Java, as it may come into a report. */
  @Override
  public String toString() {
    return "(" + millimetres(xM) + ", " + millimetres(yM) + ")";
  }

  private static String millimetres(double metres) {
    return Double.isFinite(metres)
        ? new BigDecimal(metres).setScale(3, RoundingMode.HALF_EVEN).toPlainString()
        : String.valueOf(metres);
  }
}
