package io.yardang.streamjobs.scoring.geometry;

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
}
