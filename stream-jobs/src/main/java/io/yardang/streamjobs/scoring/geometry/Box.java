package io.yardang.streamjobs.scoring.geometry;

/**
 * The footprint of a vehicle or object: an oriented rectangle.
 *
 * @param centre middle of the rectangle
 * @param yawRad direction of its length, counter-clockwise from east (x), rad
 * @param lengthM along yaw, >= 0
 * @param widthM across yaw, >= 0
 */
public record Box(Point centre, double yawRad, double lengthM, double widthM) {
  public Box {
    if (!(lengthM >= 0) || !(widthM >= 0) || !Double.isFinite(centre.xM() + centre.yM() + yawRad)) {
      throw new IllegalArgumentException(
          "not a box: centre=%s, yawRad=%s, lengthM=%s, widthM=%s"
              .formatted(centre, yawRad, lengthM, widthM));
    }
  }

  /**
   * The footprint of a vehicle whose reference point is the middle of its rear axle.
   *
   * @param xM east position of the rear axle, m
   * @param yM north position of the rear axle, m
   * @param rearAxleToFrontM from the rear axle forward to the front bumper, m
   */
  public static Box fromReference(
      double xM, double yM, double yawRad, double lengthM, double widthM, double rearAxleToFrontM) {
    double forwardM = rearAxleToFrontM - lengthM / 2;
    Point centre =
        new Point(xM + forwardM * StrictMath.cos(yawRad), yM + forwardM * StrictMath.sin(yawRad));
    return new Box(centre, yawRad, lengthM, widthM);
  }

  /** Corners in the order front left, rear left, rear right, front right. */
  public Point[] corners() {
    double cos = StrictMath.cos(yawRad);
    double sin = StrictMath.sin(yawRad);
    return new Point[] {
      at(lengthM / 2, widthM / 2, cos, sin),
      at(-lengthM / 2, widthM / 2, cos, sin),
      at(-lengthM / 2, -widthM / 2, cos, sin),
      at(lengthM / 2, -widthM / 2, cos, sin)
    };
  }

  /** The point so far forward and left of the centre. */
  public Point at(double forwardM, double leftM) {
    return at(forwardM, leftM, StrictMath.cos(yawRad), StrictMath.sin(yawRad));
  }

  private Point at(double forwardM, double leftM, double cos, double sin) {
    return new Point(
        centre.xM() + forwardM * cos - leftM * sin, centre.yM() + forwardM * sin + leftM * cos);
  }

  /** The same box with its centre moved. */
  public Box moved(double dxM, double dyM) {
    return new Box(new Point(centre.xM() + dxM, centre.yM() + dyM), yawRad, lengthM, widthM);
  }

  /** True when the two share an area or touch. */
  public boolean overlaps(Box other) {
    // Cheap refusals first: most pairs are far apart.
    double reachM = halfDiagonalM() + other.halfDiagonalM();
    if (isSurelyBeyond(other.centre.xM() - centre.xM(), other.centre.yM() - centre.yM(), reachM)
        || centre.distanceM(other.centre) > reachM) {
      return false;
    }
    return overlap(corners(), yawRad, other.corners(), other.yawRad);
  }

  /**
   * True only where the length of the vector is over the reach: without a root, and so with a
   * little room for how squares round.
   */
  public static boolean isSurelyBeyond(double dxM, double dyM, double reachM) {
    return dxM * dxM + dyM * dyM > reachM * reachM * (1 + 1e-9);
  }

  /** No less than this apart, m; cheap: the circles around them. */
  public double atLeastApartM(Box other) {
    return centre.distanceM(other.centre) - halfDiagonalM() - other.halfDiagonalM();
  }

  /** Smallest distance between the two rectangles, m; 0 when they overlap. */
  public double distanceM(Box other) {
    Point[] mine = corners();
    Point[] theirs = other.corners();
    if (overlap(mine, yawRad, theirs, other.yawRad)) {
      return 0;
    }
    // Two convex polygons apart: the closest pair has a corner of one of them.
    double distanceM = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        distanceM =
            StrictMath.min(
                distanceM,
                StrictMath.min(
                    Segments.distanceM(mine[i], theirs[j], theirs[(j + 1) % 4]),
                    Segments.distanceM(theirs[i], mine[j], mine[(j + 1) % 4])));
      }
    }
    return distanceM;
  }

  /** Radius of the circle around the box, m. */
  public double halfDiagonalM() {
    return StrictMath.hypot(lengthM, widthM) / 2;
  }

  /** Separating axis test: apart if and only if an edge direction of one of them tells them so. */
  private static boolean overlap(Point[] a, double yawA, Point[] b, double yawB) {
    return !(apartOnAxesOf(a, b, yawA) || apartOnAxesOf(a, b, yawB));
  }

  private static boolean apartOnAxesOf(Point[] a, Point[] b, double yawRad) {
    double cos = StrictMath.cos(yawRad);
    double sin = StrictMath.sin(yawRad);
    return apart(a, b, cos, sin) || apart(a, b, -sin, cos);
  }

  private static boolean apart(Point[] a, Point[] b, double axisX, double axisY) {
    double maxA = Double.NEGATIVE_INFINITY;
    double minA = Double.POSITIVE_INFINITY;
    double maxB = Double.NEGATIVE_INFINITY;
    double minB = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 4; i++) {
      double onA = a[i].xM() * axisX + a[i].yM() * axisY;
      double onB = b[i].xM() * axisX + b[i].yM() * axisY;
      maxA = StrictMath.max(maxA, onA);
      minA = StrictMath.min(minA, onA);
      maxB = StrictMath.max(maxB, onB);
      minB = StrictMath.min(minB, onB);
    }
    return maxA < minB || maxB < minA;
  }
}
