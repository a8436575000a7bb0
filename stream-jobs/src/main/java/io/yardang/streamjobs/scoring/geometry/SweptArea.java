package io.yardang.streamjobs.scoring.geometry;

import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.operation.buffer.BufferOp;
import org.locationtech.jts.operation.buffer.BufferParameters;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;
import org.locationtech.jts.simplify.DouglasPeuckerSimplifier;

/**
 * How much of a zone was swept, and how much of it more than once.
 *
 * <p>Each added path is the way of the middle of the brush while it was on. It is cut into
 * <b>passes</b>: a pass ends where the heading has turned by more than 90 degrees from the heading
 * it began with. Within a pass the vehicle always moves forward along that first heading, so it
 * cannot come back to where it was: all that is swept twice is swept by two passes. A sweeper that
 * drives lane after lane in one track, or lap after lap, is thus counted rightly, and the joints of
 * neighbouring samples are not counted as overlap. Each pass becomes a strip with flat ends,
 * clipped to the zone.
 *
 * <p>coverage = area(union of strips) / area(zone); overlap = (sum of strip areas - area(union)) /
 * area(zone), which does not depend on the order of passes.
 *
 * <p>Source: Fields2Cover, field_coverage.cpp and overlaps.cpp. (Its overlap loop compares only the
 * last swath with the others; the definition here gives the values of its own tests.)
 *
 * <p>Joins are bevelled, so that no trigonometric function, whose last bit may differ between JVMs,
 * takes part.
 */
public final class SweptArea {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private static final BufferParameters STRIP =
      new BufferParameters(1, BufferParameters.CAP_FLAT, BufferParameters.JOIN_BEVEL, 1);

  /** Points nearer to each other than this are one: a vehicle that stands has no heading. */
  private static final double STEP_M = 0.2;

  /** Strips may deviate so far from the samples. */
  private static final double SIMPLIFIED_M = 0.01;

  private final Geometry zone;
  private final List<Geometry> notYetInUnion = new ArrayList<>();
  private Geometry union = GEOMETRIES.createPolygon();
  private double sweptM2;
  private int passes;

  /**
   * What was swept so far.
   *
   * @param zoneM2 area of the zone, m^2
   * @param coveredM2 area swept at least once, m^2
   * @param sweptM2 area swept, counted once for each pass, m^2
   * @param passes number of passes that touched the zone
   */
  public record Result(double zoneM2, double coveredM2, double sweptM2, int passes) {
    /** Share of the zone that was swept, 0 to 1. */
    public double coverageRatio() {
      return coveredM2 / zoneM2;
    }

    /** Area swept again, as a share of the zone; over 1 when all was swept more than twice. */
    public double overlapRatio() {
      return StrictMath.max(0, sweptM2 - coveredM2) / zoneM2;
    }
  }

  /**
   * @param ring of the zone, not crossing itself; the last point may, but need not, repeat the
   *     first
   */
  public SweptArea(List<Point> ring) {
    List<Point> closed = new ArrayList<>(ring);
    if (!ring.isEmpty() && !ring.get(0).equals(ring.get(ring.size() - 1))) {
      closed.add(ring.get(0));
    }
    if (closed.size() < 4) {
      throw new IllegalArgumentException("a zone needs three points or more, got " + ring);
    }
    zone = GEOMETRIES.createPolygon(coordinates(closed));
    if (!zone.isValid() || !(zone.getArea() > 0)) {
      throw new IllegalArgumentException(
          "the zone's ring crosses itself or has no area; put its points in order: " + ring);
    }
  }

  /**
   * @param zone polygons, with holes or not, that are valid and have an area
   */
  public SweptArea(Geometry zone) {
    this.zone = zone;
  }

  /**
   * Adds a way that was swept without a break.
   *
   * @param path of the middle of the brush, in driving order
   * @param widthM swept width
   */
  public void add(List<Point> path, double widthM) {
    if (!(widthM > 0)) {
      throw new IllegalArgumentException("widthM=" + widthM + " must be over 0");
    }
    for (List<Point> pass : passesOf(path)) {
      Geometry line =
          DouglasPeuckerSimplifier.simplify(
              GEOMETRIES.createLineString(coordinates(pass)), SIMPLIFIED_M);
      Geometry strip = BufferOp.bufferOp(line, widthM / 2, STRIP);
      add(strip);
    }
  }

  /** Adds the area of one pass. */
  public void add(Geometry pass) {
    Geometry clipped = OverlayNGRobust.overlay(pass, zone, OverlayNG.INTERSECTION);
    if (clipped.getArea() > 0) {
      sweptM2 += clipped.getArea();
      passes++;
      notYetInUnion.add(clipped);
    }
  }

  /** What of the zone was not swept. */
  public Geometry missed() {
    result();
    return OverlayNGRobust.overlay(zone, union, OverlayNG.DIFFERENCE);
  }

  /** Joins what was added since the last call. */
  public Result result() {
    if (!notYetInUnion.isEmpty()) {
      notYetInUnion.add(union);
      union = OverlayNGRobust.union(GEOMETRIES.buildGeometry(notYetInUnion));
      notYetInUnion.clear();
    }
    return new Result(zone.getArea(), union.getArea(), sweptM2, passes);
  }

  /** Cuts a path where its heading has turned by more than 90 degrees since its pass began. */
  static List<List<Point>> passesOf(List<Point> path) {
    List<List<Point>> passes = new ArrayList<>();
    List<Point> pass = new ArrayList<>();
    Point direction = null;
    for (Point p : spaced(path)) {
      if (!pass.isEmpty()) {
        Point from = pass.get(pass.size() - 1);
        Point step = new Point(p.xM() - from.xM(), p.yM() - from.yM());
        if (direction == null) {
          direction = step;
        } else if (direction.xM() * step.xM() + direction.yM() * step.yM() < 0) {
          passes.add(pass);
          pass = new ArrayList<>(List.of(from));
          direction = step;
        }
      }
      pass.add(p);
    }
    if (pass.size() > 1) {
      passes.add(pass);
    }
    return passes;
  }

  /** The path without points that are hardly apart; its last point is kept. */
  private static List<Point> spaced(List<Point> path) {
    List<Point> spaced = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      Point p = path.get(i);
      if (spaced.isEmpty() || spaced.get(spaced.size() - 1).distanceM(p) >= STEP_M) {
        spaced.add(p);
      } else if (i == path.size() - 1 && spaced.size() > 1) {
        spaced.set(spaced.size() - 1, p);
      }
    }
    return spaced;
  }

  private static Coordinate[] coordinates(List<Point> points) {
    return points.stream().map(p -> new Coordinate(p.xM(), p.yM())).toArray(Coordinate[]::new);
  }
}
