package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.Box;
import io.yardang.streamjobs.scoring.geometry.LocalFrame;
import io.yardang.streamjobs.scoring.geometry.Point;
import io.yardang.streamjobs.scoring.geometry.Route;
import io.yardang.v1.GeoPoint;
import io.yardang.v1.RunPlan;
import io.yardang.v1.StopLine;
import io.yardang.v1.Zone;
import io.yardang.v1.ZoneKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.operation.buffer.BufferOp;
import org.locationtech.jts.operation.buffer.BufferParameters;

/** The plan's places in its local frame: metres, x east and y north of the origin. */
final class RunGeometry {
  static final GeometryFactory FACTORY = new GeometryFactory();

  private record LimitZone(PreparedGeometry area, double limitMps) {}

  private final LocalFrame frame;
  private final Geometry fence;
  private final PreparedGeometry preparedFence;
  private final Geometry workArea;
  private final List<LimitZone> limitZones = new ArrayList<>();
  private final double limitMps;
  private final List<Point> route;
  private final LaneMap lanes;
  private final List<Hold> holds = new ArrayList<>();

  /** Takes the geometry of a plan that {@link PlanCheck} has passed. */
  RunGeometry(RunPlan plan) {
    frame =
        plan.hasOrigin()
            ? new LocalFrame(plan.getOrigin().getLatitudeDeg(), plan.getOrigin().getLongitudeDeg())
            : null;
    fence = union(plan, ZoneKind.ZONE_KIND_GEOFENCE);
    preparedFence = fence == null ? null : PreparedGeometryFactory.prepare(fence);
    workArea = union(plan, ZoneKind.ZONE_KIND_WORK_AREA);
    for (Zone zone : plan.getZonesList()) {
      if (zone.getKind() == ZoneKind.ZONE_KIND_SPEED_LIMIT) {
        PreparedGeometry area = PreparedGeometryFactory.prepare(polygon(zone));
        limitZones.add(new LimitZone(area, zone.getSpeedLimitMps()));
      }
    }
    limitMps =
        plan.getLimits().hasSpeedLimitMps() ? plan.getLimits().getSpeedLimitMps() : Double.NaN;
    route = Arrays.stream(places(plan.getRouteList())).map(at -> new Point(at[0], at[1])).toList();
    lanes = new LaneMap(union(plan, ZoneKind.ZONE_KIND_INTERSECTION));
    plan.getLanesList()
        .forEach(
            lane ->
                lanes.add(lane.getLaneId(), places(lane.getCentreLineList()), lane.getWidthM()));
    for (StopLine line : plan.getStopLinesList()) {
      double[][] ends = places(List.of(line.getLeft(), line.getRight()));
      holds.add(
          new Hold(
              line.getStopLineId(),
              new Point(ends[0][0], ends[0][1]),
              new Point(ends[1][0], ends[1][1]),
              line.getSignalId()));
    }
  }

  /**
   * A stop line in the local frame.
   *
   * @param signalId empty: the vehicle must stand before it
   */
  record Hold(String id, Point left, Point right, String signalId) {}

  /** x and y of a position on WGS84; NaN where there is no origin or it is no position. */
  double[] toLocal(double latitudeDeg, double longitudeDeg) {
    if (frame == null || !(Math.abs(latitudeDeg) <= 90) || !Double.isFinite(longitudeDeg)) {
      return new double[] {Double.NaN, Double.NaN};
    }
    Point point = frame.toLocal(latitudeDeg, longitudeDeg);
    return new double[] {point.xM(), point.yM()};
  }

  /** The position on WGS84, or null where the plan has no origin. */
  LocalFrame.Geodetic toGeodetic(double x, double y) {
    return frame == null ? null : frame.toGeodetic(x, y);
  }

  /** Where the vehicle must stay, or null. */
  Geometry fence() {
    return fence;
  }

  /** How far the point is outside the fence; 0 inside. */
  double outsideFenceM(Point point) {
    org.locationtech.jts.geom.Point p = point(point);
    return preparedFence.covers(p) ? 0 : fence.distance(p);
  }

  /** What is to be swept, or null. */
  Geometry workArea() {
    return workArea;
  }

  /** A vehicle's way along the planned route, from its beginning; null where there is none. */
  Route newRoute() {
    return route.size() < 2 ? null : new Route(route);
  }

  LaneMap lanes() {
    return lanes;
  }

  List<Hold> holds() {
    return holds;
  }

  static org.locationtech.jts.geom.Point point(Point place) {
    return FACTORY.createPoint(new Coordinate(place.xM(), place.yM()));
  }

  static Geometry polygon(Box box) {
    Point[] corners = box.corners();
    Coordinate[] ring = new Coordinate[corners.length + 1];
    for (int i = 0; i <= corners.length; i++) {
      Point corner = corners[i % corners.length];
      ring[i] = new Coordinate(corner.xM(), corner.yM());
    }
    return FACTORY.createPolygon(ring);
  }

  /** A line made as wide; without round joins, whose sines may differ between JVMs. */
  static Geometry strip(LineString line, double widthM) {
    BufferParameters flat =
        new BufferParameters(1, BufferParameters.CAP_FLAT, BufferParameters.JOIN_BEVEL, 1);
    return BufferOp.bufferOp(line, widthM / 2, flat);
  }

  boolean hasSpeedLimit() {
    return !limitZones.isEmpty() || !Double.isNaN(limitMps);
  }

  /** The lowest limit of the zones around the place, else the plan's; NaN where none holds. */
  double speedLimitAt(double x, double y) {
    double lowest = Double.NaN;
    if (!limitZones.isEmpty() && !Double.isNaN(x + y)) {
      org.locationtech.jts.geom.Point place = FACTORY.createPoint(new Coordinate(x, y));
      for (LimitZone zone : limitZones) {
        if (zone.area.covers(place)) {
          lowest = Double.isNaN(lowest) ? zone.limitMps : Math.min(lowest, zone.limitMps);
        }
      }
    }
    return Double.isNaN(lowest) ? limitMps : lowest;
  }

  private Geometry union(RunPlan plan, ZoneKind kind) {
    Geometry union = null;
    for (Zone zone : plan.getZonesList()) {
      if (zone.getKind() == kind) {
        Geometry area = polygon(zone);
        union = union == null ? area : union.union(area);
      }
    }
    return union;
  }

  /** The zone's polygon; one that crosses itself is mended. */
  private Geometry polygon(Zone zone) {
    LinearRing[] holes =
        zone.getHolesList().stream()
            .map(hole -> ring(hole.getPointsList()))
            .toArray(LinearRing[]::new);
    Geometry polygon = FACTORY.createPolygon(ring(zone.getRingList()), holes);
    return polygon.isValid() ? polygon : polygon.buffer(0);
  }

  private LinearRing ring(List<GeoPoint> points) {
    double[][] ring = places(points);
    Coordinate[] closed = new Coordinate[ring.length + 1];
    for (int i = 0; i <= ring.length; i++) {
      double[] place = ring[i % ring.length];
      closed[i] = new Coordinate(place[0], place[1]);
    }
    return FACTORY.createLinearRing(closed);
  }

  private double[][] places(List<GeoPoint> points) {
    return points.stream()
        .map(p -> toLocal(p.getLatitudeDeg(), p.getLongitudeDeg()))
        .toArray(double[][]::new);
  }
}
