package io.yardang.streamjobs.scoring.geometry;

/** A point against a straight segment. */
final class Segments {
  private Segments() {}

  /** Where along the segment a to b the closest point lies: 0 at a, 1 at b. */
  static double closestFraction(Point p, Point a, Point b) {
    double dx = b.xM() - a.xM();
    double dy = b.yM() - a.yM();
    double squaredLength = dx * dx + dy * dy;
    if (!(squaredLength > 0)) {
      return 0;
    }
    double fraction = ((p.xM() - a.xM()) * dx + (p.yM() - a.yM()) * dy) / squaredLength;
    return StrictMath.min(StrictMath.max(fraction, 0), 1);
  }

  static Point along(Point a, Point b, double fraction) {
    return new Point(a.xM() + fraction * (b.xM() - a.xM()), a.yM() + fraction * (b.yM() - a.yM()));
  }

  static double distanceM(Point p, Point a, Point b) {
    return p.distanceM(along(a, b, closestFraction(p, a, b)));
  }
}
