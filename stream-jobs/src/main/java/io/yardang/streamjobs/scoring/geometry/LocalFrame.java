package io.yardang.streamjobs.scoring.geometry;

import net.sf.geographiclib.Geodesic;
import net.sf.geographiclib.GeodesicData;
import net.sf.geographiclib.GeodesicMask;

/**
 * The plane a run is scored in: x east, y north of an origin on the WGS84 ellipsoid, in metres.
 *
 * <p>Azimuthal equidistant projection: distance and direction from the origin are exact. Between
 * other points lengths are off by no more than about (r / earth radius)^2 / 6, which is under 2e-6
 * within 20 km of the origin.
 *
 * <p>Source: C. Karney, Algorithms for geodesics, J. Geodesy 87 (2013); GeographicLib.
 */
public final class LocalFrame {
  /** A position on WGS84, degrees. */
  public record Geodetic(double latitudeDeg, double longitudeDeg) {}

  private final double originLatitudeDeg;
  private final double originLongitudeDeg;

  public LocalFrame(double originLatitudeDeg, double originLongitudeDeg) {
    requirePosition(originLatitudeDeg, originLongitudeDeg);
    this.originLatitudeDeg = originLatitudeDeg;
    this.originLongitudeDeg = originLongitudeDeg;
  }

  public Point toLocal(double latitudeDeg, double longitudeDeg) {
    requirePosition(latitudeDeg, longitudeDeg);
    GeodesicData line =
        Geodesic.WGS84.Inverse(
            originLatitudeDeg,
            originLongitudeDeg,
            latitudeDeg,
            longitudeDeg,
            GeodesicMask.DISTANCE | GeodesicMask.AZIMUTH);
    double azimuthRad = StrictMath.toRadians(line.azi1);
    return new Point(line.s12 * StrictMath.sin(azimuthRad), line.s12 * StrictMath.cos(azimuthRad));
  }

  public Geodetic toGeodetic(double xM, double yM) {
    GeodesicData line =
        Geodesic.WGS84.Direct(
            originLatitudeDeg,
            originLongitudeDeg,
            StrictMath.toDegrees(StrictMath.atan2(xM, yM)),
            StrictMath.hypot(xM, yM),
            GeodesicMask.LATITUDE | GeodesicMask.LONGITUDE);
    return new Geodetic(line.lat2, line.lon2);
  }

  private static void requirePosition(double latitudeDeg, double longitudeDeg) {
    if (!(StrictMath.abs(latitudeDeg) <= 90) || !Double.isFinite(longitudeDeg)) {
      throw new IllegalArgumentException(
          "not a position: latitudeDeg=" + latitudeDeg + ", longitudeDeg=" + longitudeDeg);
    }
  }
}
