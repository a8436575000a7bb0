package io.yardang.streamjobs.scoring.geometry;

/**
 * The plane a run is scored in: x east, y north of an origin on the WGS84 ellipsoid, in metres.
 *
 * <p>Azimuthal equidistant: a point lies in its direction from the origin (of the normal section)
 * and as far as on the sphere of the origin's mean curvature; within 20 km of the origin that is
 * the geodesic to a tenth of a millimetre. Between other points lengths are off by no more than
 * about (r / earth radius)^2 / 6, which is under 2e-6 there.
 *
 * <p>Own code, where a library would do, for one reason: a score must be the same on every machine,
 * so nothing but StrictMath may be in it. The test holds it against GeographicLib.
 *
 * <p>Source: earth-centred coordinates and east, north, up as in any textbook (NIMA TR8350.2).
 */
public final class LocalFrame {
  /** A position on WGS84, degrees. */
  public record Geodetic(double latitudeDeg, double longitudeDeg) {}

  private record Vector(double x, double y, double z) {
    double dot(Vector other) {
      return x * other.x + y * other.y + z * other.z;
    }

    Vector plus(double times, Vector other) {
      return new Vector(x + times * other.x, y + times * other.y, z + times * other.z);
    }
  }

  private static final double EQUATOR_M = 6_378_137;
  private static final double FLATTENING = 1 / 298.257223563;
  private static final double ECCENTRICITY2 = FLATTENING * (2 - FLATTENING);
  private static final double POLE_M = EQUATOR_M * (1 - FLATTENING);

  private final Vector origin;
  private final Vector east;
  private final Vector north;
  private final Vector up;

  /** Radius of the sphere that fits the ellipsoid best at the origin (Gauss), m. */
  private final double radiusM;

  public LocalFrame(double originLatitudeDeg, double originLongitudeDeg) {
    requirePosition(originLatitudeDeg, originLongitudeDeg);
    double latitude = StrictMath.toRadians(originLatitudeDeg);
    double longitude = StrictMath.toRadians(originLongitudeDeg);
    double sinLat = StrictMath.sin(latitude);
    double cosLat = StrictMath.cos(latitude);
    double sinLon = StrictMath.sin(longitude);
    double cosLon = StrictMath.cos(longitude);
    origin = earthCentred(originLatitudeDeg, originLongitudeDeg);
    east = new Vector(-sinLon, cosLon, 0);
    north = new Vector(-sinLat * cosLon, -sinLat * sinLon, cosLat);
    up = new Vector(cosLat * cosLon, cosLat * sinLon, sinLat);
    radiusM = POLE_M / (1 - ECCENTRICITY2 * sinLat * sinLat);
  }

  public Point toLocal(double latitudeDeg, double longitudeDeg) {
    requirePosition(latitudeDeg, longitudeDeg);
    Vector from = earthCentred(latitudeDeg, longitudeDeg).plus(-1, origin);
    double e = from.dot(east);
    double n = from.dot(north);
    double u = from.dot(up);
    double flatM = StrictMath.sqrt(e * e + n * n);
    if (flatM == 0) {
      return new Point(0, 0);
    }
    double chordM = StrictMath.sqrt(e * e + n * n + u * u);
    double arcM = 2 * radiusM * StrictMath.asin(StrictMath.min(1, chordM / (2 * radiusM)));
    return new Point(e / flatM * arcM, n / flatM * arcM);
  }

  /**
   * The position on the ellipsoid.
   *
   * @throws IllegalArgumentException more than a quarter of the earth away
   */
  public Geodetic toGeodetic(double xM, double yM) {
    double arcM = StrictMath.sqrt(xM * xM + yM * yM);
    if (!(arcM < radiusM * StrictMath.PI / 2)) {
      throw new IllegalArgumentException(
          "no place within a quarter of the earth: x_m=" + xM + ", y_m=" + yM);
    }
    if (arcM == 0) {
      return geodetic(origin);
    }
    double chordM = 2 * radiusM * StrictMath.sin(arcM / (2 * radiusM));
    Vector place = origin;
    double u = 0;
    // How far below the plane it lies depends on how far out it is, and the other way round.
    for (int i = 0; i < 30; i++) {
      double flatM = StrictMath.sqrt(chordM * chordM - u * u);
      place = origin.plus(xM / arcM * flatM, east).plus(yM / arcM * flatM, north);
      u = downToEllipsoid(place);
      place = place.plus(u, up);
    }
    return geodetic(place);
  }

  /** How far up (it is down: negative) the ellipsoid is from a point over it. */
  private double downToEllipsoid(Vector point) {
    Vector weighted = weighted(point);
    double a = weighted(up).dot(up);
    double b = weighted.dot(up);
    double c = weighted.dot(point) - 1;
    return -c / (b + StrictMath.sqrt(StrictMath.max(0, b * b - a * c)));
  }

  private static Vector weighted(Vector v) {
    double equator2 = EQUATOR_M * EQUATOR_M;
    return new Vector(v.x / equator2, v.y / equator2, v.z / (POLE_M * POLE_M));
  }

  private static Vector earthCentred(double latitudeDeg, double longitudeDeg) {
    double latitude = StrictMath.toRadians(latitudeDeg);
    double longitude = StrictMath.toRadians(longitudeDeg);
    double sinLat = StrictMath.sin(latitude);
    double normalM = EQUATOR_M / StrictMath.sqrt(1 - ECCENTRICITY2 * sinLat * sinLat);
    double axisM = normalM * StrictMath.cos(latitude);
    return new Vector(
        axisM * StrictMath.cos(longitude),
        axisM * StrictMath.sin(longitude),
        normalM * (1 - ECCENTRICITY2) * sinLat);
  }

  private static Geodetic geodetic(Vector onEllipsoid) {
    double axisM = StrictMath.sqrt(onEllipsoid.x * onEllipsoid.x + onEllipsoid.y * onEllipsoid.y);
    return new Geodetic(
        StrictMath.toDegrees(StrictMath.atan2(onEllipsoid.z, (1 - ECCENTRICITY2) * axisM)),
        StrictMath.toDegrees(StrictMath.atan2(onEllipsoid.y, onEllipsoid.x)));
  }

  private static void requirePosition(double latitudeDeg, double longitudeDeg) {
    if (!(StrictMath.abs(latitudeDeg) <= 90) || !Double.isFinite(longitudeDeg)) {
      throw new IllegalArgumentException(
          "not a position: latitudeDeg=" + latitudeDeg + ", longitudeDeg=" + longitudeDeg);
    }
  }
}
