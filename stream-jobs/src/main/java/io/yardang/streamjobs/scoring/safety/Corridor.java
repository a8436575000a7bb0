package io.yardang.streamjobs.scoring.safety;

import io.yardang.streamjobs.scoring.geometry.Box;
import io.yardang.streamjobs.scoring.geometry.Point;

/**
 * Another footprint as seen along the way of a vehicle: how far along and how far aside it lies.
 * The way goes on with the curvature the vehicle drives now, so that in a bend the car ahead is
 * ahead and what stands beside the bend is not. No map is needed.
 *
 * @param nearestM of the other's corners, along the way from the vehicle's reference point
 * @param farthestM of them
 * @param rightM of them, aside; left positive
 * @param leftM of them
 * @param headingRad of the other against the way there
 */
public record Corridor(
    double nearestM, double farthestM, double rightM, double leftM, double headingRad) {
  private static final double STRAIGHT_PER_M = 1e-3;

  /**
   * Looks at the other.
   *
   * @param reference middle of the vehicle's rear axle, whose way it is
   * @param yawRad of the vehicle
   * @param curvaturePerM of its way, left positive
   */
  public static Corridor of(Point reference, double yawRad, double curvaturePerM, Mover other) {
    double nearest = Double.POSITIVE_INFINITY;
    double farthest = Double.NEGATIVE_INFINITY;
    double right = Double.POSITIVE_INFINITY;
    double left = Double.NEGATIVE_INFINITY;
    double cos = StrictMath.cos(yawRad);
    double sin = StrictMath.sin(yawRad);
    boolean straight = StrictMath.abs(curvaturePerM) < STRAIGHT_PER_M;
    Box box = other.box();
    for (Point corner : box.corners()) {
      double dx = corner.xM() - reference.xM();
      double dy = corner.yM() - reference.yM();
      double along = dx * cos + dy * sin;
      double aside = dy * cos - dx * sin;
      if (!straight) {
        double radius = 1 / curvaturePerM;
        double turned = turned(along, aside, radius);
        double fromCentre = StrictMath.hypot(along, radius - aside);
        along = turned * StrictMath.abs(radius);
        aside = radius > 0 ? radius - fromCentre : radius + fromCentre;
      }
      nearest = StrictMath.min(nearest, along);
      farthest = StrictMath.max(farthest, along);
      right = StrictMath.min(right, aside);
      left = StrictMath.max(left, aside);
    }
    double turnedThere = straight ? 0 : 0.5 * (nearest + farthest) * curvaturePerM;
    double heading =
        StrictMath.IEEEremainder(other.headingRad() - yawRad - turnedThere, 2 * StrictMath.PI);
    return new Corridor(nearest, farthest, right, left, heading);
  }

  private static double turned(double along, double aside, double radius) {
    return radius > 0
        ? StrictMath.atan2(along, radius - aside)
        : StrictMath.atan2(along, aside - radius);
  }

  /** True when it lies, in part, in the width of the vehicle's way. */
  public boolean isInWay(double widthM) {
    return rightM < widthM / 2 && leftM > -widthM / 2;
  }

  /** Distance aside of the two, m; 0 where they are abreast. */
  public double lateralGapM(double widthM) {
    return StrictMath.max(0, StrictMath.max(rightM - widthM / 2, -widthM / 2 - leftM));
  }
}
