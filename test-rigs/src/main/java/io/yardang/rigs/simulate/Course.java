package io.yardang.rigs.simulate;

import java.util.ArrayList;
import java.util.List;

/**
 * A path in the plane, of pieces whose curvature changes linearly (straights, clothoids, arcs), so
 * that a vehicle can follow it without turning its wheels in no time. Points are laid every {@value
 * #STEP_M} m and looked up by the distance along it.
 */
final class Course {
  private static final double STEP_M = 0.02;
  // Share of the angle of a turn that each of its two clothoids takes.
  private static final double CLOTHOID_SHARE = 0.2;

  /**
   * @param x m, east
   * @param y m, north
   * @param yaw rad, counter-clockwise from east, not wrapped
   * @param curvature 1/m, left positive
   */
  record Point(double x, double y, double yaw, double curvature) {}

  private final List<Point> points = new ArrayList<>();

  Course(double x, double y, double yaw) {
    points.add(new Point(x, y, yaw, 0));
  }

  double lengthM() {
    return (points.size() - 1) * STEP_M;
  }

  Course straight(double lengthM) {
    return piece(lengthM, 0, 0);
  }

  /** A turn by an angle (left positive) with clothoids at both ends; smallest radius as given. */
  Course turn(double angleRad, double radiusM) {
    double k = Math.signum(angleRad) / radiusM;
    double clothoid = 2 * CLOTHOID_SHARE * Math.abs(angleRad) * radiusM;
    double arc = (1 - 2 * CLOTHOID_SHARE) * Math.abs(angleRad) * radiusM;
    return piece(clothoid, 0, k).piece(arc, k, k).piece(clothoid, k, 0);
  }

  /** A half-turn (left positive) to a lane that lies so far aside. */
  Course halfTurn(double asideM) {
    // Tried on a large one, where the grid of points does not matter; all turns are alike.
    Course tried = new Course(0, 0, 0).turn(Math.PI, 100);
    double asideOfUnit = tried.at(tried.lengthM()).y() / 100;
    return turn(Math.signum(asideM) * Math.PI, Math.abs(asideM) / asideOfUnit);
  }

  Point at(double s) {
    double steps = Math.max(0, Math.min(s, lengthM())) / STEP_M;
    int i = Math.min((int) steps, points.size() - 2);
    double f = steps - i;
    Point a = points.get(i);
    Point b = points.get(i + 1);
    return new Point(
        a.x + f * (b.x - a.x),
        a.y + f * (b.y - a.y),
        a.yaw + f * (b.yaw - a.yaw),
        a.curvature + f * (b.curvature - a.curvature));
  }

  private Course piece(double lengthM, double k0, double k1) {
    long steps = Math.max(1, Math.round(lengthM / STEP_M));
    // The last step would not end on the grid: the piece is cut to it, and its curvature raised so
    // that the angle stays.
    double stretch = lengthM / (steps * STEP_M);
    Point start = points.get(points.size() - 1);
    double x = start.x;
    double y = start.y;
    for (long i = 1; i <= steps; i++) {
      double f = (double) i / steps;
      double mid = (i - 0.5) / steps;
      double length = steps * STEP_M;
      double yawMid = start.yaw + stretch * length * (k0 * mid + (k1 - k0) * mid * mid / 2);
      double yaw = start.yaw + stretch * length * (k0 * f + (k1 - k0) * f * f / 2);
      x += STEP_M * StrictMath.cos(yawMid);
      y += STEP_M * StrictMath.sin(yawMid);
      points.add(new Point(x, y, yaw, stretch * (k0 + (k1 - k0) * f)));
    }
    return this;
  }
}
