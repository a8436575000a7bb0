package io.yardang.streamjobs.scoring.geometry;

import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * How much of a zone was swept, and how much of it more than once.
 *
 * <p>What is added is where the brush was while it was on, instant by instant. Between two instants
 * it has swept the hull of its two places. The way is cut into <b>passes</b>: a pass ends where the
 * brush moves by more than 90 degrees away from the direction in which it began to move, whichever
 * way the vehicle is heading. So within a pass it does not come back to where it was, and all that
 * is swept twice is swept by two passes. A sweeper that drives lane after lane in one track, lap
 * after lap, or forth and back, is thus counted rightly, and the joints of neighbouring samples are
 * not counted as overlap. Each pass is clipped to the zone.
 *
 * <p>coverage = area(union of strips) / area(zone); overlap = (sum of strip areas - area(union)) /
 * area(zone), which does not depend on the order of passes.
 *
 * <p>Source: Fields2Cover, field_coverage.cpp and overlaps.cpp. (Its overlap loop compares only the
 * last swath with the others; the definition here gives the values of its own tests.)
 */
public final class SweptArea {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  /** Places of the brush nearer to each other than this, and hardly turned, are one. */
  private static final double STEP_M = 0.25;

  private static final double STEP_RAD = 0.1;

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

  /** Where the brush is at an instant: from its left end to its right one. */
  public record Brush(Point left, Point right) {
    Point middle() {
      return new Point(0.5 * (left.xM() + right.xM()), 0.5 * (left.yM() + right.yM()));
    }

    private boolean isApart(Brush other) {
      return middle().distanceM(other.middle()) >= STEP_M || turnedRad(other) >= STEP_RAD;
    }

    private double turnedRad(Brush other) {
      double ux = left.xM() - right.xM();
      double uy = left.yM() - right.yM();
      double wx = other.left.xM() - other.right.xM();
      double wy = other.left.yM() - other.right.yM();
      return StrictMath.abs(StrictMath.atan2(ux * wy - uy * wx, ux * wx + uy * wy));
    }
  }

  /**
   * Adds a way that was swept without a break.
   *
   * @param way of the brush, in driving order
   */
  public void add(List<Brush> way) {
    List<Geometry> pass = new ArrayList<>();
    Point direction = null;
    Brush last = null;
    for (int i = 0; i < way.size(); i++) {
      Brush next = way.get(i);
      if (last == null) {
        last = next;
        continue;
      }
      boolean isEndOfMotion = i == way.size() - 1 && !pass.isEmpty();
      if (!next.isApart(last) && !isEndOfMotion) {
        continue;
      }
      Point step = step(last, next);
      if (StrictMath.hypot(step.xM(), step.yM()) >= STEP_M) {
        if (direction == null) {
          direction = step;
        } else if (direction.xM() * step.xM() + direction.yM() * step.yM() < 0) {
          finish(pass);
          direction = step;
        }
      }
      pass.add(hull(last, next));
      last = next;
    }
    finish(pass);
  }

  private static Point step(Brush from, Brush to) {
    return new Point(to.middle().xM() - from.middle().xM(), to.middle().yM() - from.middle().yM());
  }

  private static Geometry hull(Brush from, Brush to) {
    return GEOMETRIES
        .createMultiPointFromCoords(coordinates(List.of(from.left, from.right, to.left, to.right)))
        .convexHull();
  }

  private void finish(List<Geometry> pass) {
    List<Geometry> areas = pass.stream().filter(hull -> hull.getArea() > 0).toList();
    if (!areas.isEmpty()) {
      add(OverlayNGRobust.union(areas, GEOMETRIES));
    }
    pass.clear();
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

  private static Coordinate[] coordinates(List<Point> points) {
    return points.stream().map(p -> new Coordinate(p.xM(), p.yM())).toArray(Coordinate[]::new);
  }
}
