package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.LocalFrame;
import io.yardang.streamjobs.scoring.geometry.Point;
import io.yardang.v1.GeoPoint;
import io.yardang.v1.RunPlan;
import io.yardang.v1.Zone;
import io.yardang.v1.ZoneKind;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;

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
  private final RouteProgress route;

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
    route = plan.getRouteCount() < 2 ? null : new RouteProgress(places(plan.getRouteList()));
  }

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
    org.locationtech.jts.geom.Point p = FACTORY.createPoint(new Coordinate(point.xM(), point.yM()));
    return preparedFence.covers(p) ? 0 : fence.distance(p);
  }

  /** What is to be swept, or null. */
  Geometry workArea() {
    return workArea;
  }

  RouteProgress route() {
    return route;
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
    double[][] ring = places(zone.getRingList());
    Coordinate[] closed = new Coordinate[ring.length + 1];
    for (int i = 0; i <= ring.length; i++) {
      double[] place = ring[i % ring.length];
      closed[i] = new Coordinate(place[0], place[1]);
    }
    Geometry polygon = FACTORY.createPolygon(closed);
    return polygon.isValid() ? polygon : polygon.buffer(0);
  }

  private double[][] places(List<GeoPoint> points) {
    return points.stream()
        .map(p -> toLocal(p.getLatitudeDeg(), p.getLongitudeDeg()))
        .toArray(double[][]::new);
  }
}
