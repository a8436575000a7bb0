package io.yardang.streamjobs.scoring;

/**
 * Progress along the planned route. The vehicle's place on the route only moves forward, and only
 * to a point within 30 m of route ahead of the last one and 10 m of the vehicle, so that a route
 * that crosses itself or runs back beside itself is not taken short (policy).
 */
final class RouteProgress {
  private static final double LOOK_AHEAD_M = 30;
  private static final double REACH_M = 10;

  private final double[][] points;
  private final double[] startM;

  RouteProgress(double[][] points) {
    this.points = points;
    startM = new double[points.length];
    for (int i = 1; i < points.length; i++) {
      startM[i] = startM[i - 1] + length(points[i - 1], points[i]);
    }
  }

  double lengthM() {
    return startM[startM.length - 1];
  }

  /** How far along the route the vehicle came; 0 when it never was near its beginning. */
  double drivenM(Grid grid) {
    double driven = 0;
    for (int i = 0; i < grid.size(); i++) {
      if (!Double.isNaN(grid.x[i])) {
        driven = Math.max(driven, nearestAhead(driven, grid.x[i], grid.y[i]));
      }
    }
    return driven;
  }

  private double nearestAhead(double driven, double x, double y) {
    double nearest = REACH_M;
    double along = driven;
    for (int i = 1; i < points.length; i++) {
      if (startM[i] < driven
          || startM[i - 1] > driven + LOOK_AHEAD_M
          || startM[i] == startM[i - 1]) {
        continue;
      }
      double[] a = points[i - 1];
      double[] b = points[i];
      double length = startM[i] - startM[i - 1];
      double dx = (b[0] - a[0]) / length;
      double dy = (b[1] - a[1]) / length;
      double at = (x - a[0]) * dx + (y - a[1]) * dy;
      double from = Math.max(0, driven - startM[i - 1]);
      double to = Math.min(length, driven + LOOK_AHEAD_M - startM[i - 1]);
      at = Math.max(from, Math.min(to, at));
      double distance = length(new double[] {a[0] + at * dx, a[1] + at * dy}, new double[] {x, y});
      if (distance < nearest) {
        nearest = distance;
        along = startM[i - 1] + at;
      }
    }
    return along;
  }

  private static double length(double[] a, double[] b) {
    double dx = b[0] - a[0];
    double dy = b[1] - a[1];
    return Math.sqrt(dx * dx + dy * dy);
  }
}
