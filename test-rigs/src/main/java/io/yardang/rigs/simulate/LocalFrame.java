package io.yardang.rigs.simulate;

import io.yardang.v1.GeoPoint;

/**
 * Local metres (x east, y north) to WGS84, by the ellipsoid's radii of curvature at the origin;
 * within 200 m of it this is good to some millimetres.
 */
final class LocalFrame {
  // WGS84 defining parameters (NIMA TR8350.2).
  private static final double A_M = 6_378_137.0;
  private static final double F = 1 / 298.257223563;
  private static final double E2 = F * (2 - F);

  private final double latitudeDeg;
  private final double longitudeDeg;
  private final double northM;
  private final double eastM;

  LocalFrame(double latitudeDeg, double longitudeDeg) {
    this.latitudeDeg = latitudeDeg;
    this.longitudeDeg = longitudeDeg;
    double latitude = Math.toRadians(latitudeDeg);
    double w2 = 1 - E2 * StrictMath.sin(latitude) * StrictMath.sin(latitude);
    this.northM = A_M * (1 - E2) / (w2 * Math.sqrt(w2));
    this.eastM = A_M / Math.sqrt(w2) * StrictMath.cos(latitude);
  }

  double latitudeDeg(double y) {
    return latitudeDeg + Math.toDegrees(y / northM);
  }

  double longitudeDeg(double x) {
    return longitudeDeg + Math.toDegrees(x / eastM);
  }

  GeoPoint point(double x, double y) {
    return GeoPoint.newBuilder()
        .setLatitudeDeg(latitudeDeg(y))
        .setLongitudeDeg(longitudeDeg(x))
        .build();
  }
}
