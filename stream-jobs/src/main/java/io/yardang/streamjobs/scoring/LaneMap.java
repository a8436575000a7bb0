package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.Box;
import io.yardang.streamjobs.scoring.geometry.Point;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.linearref.LengthIndexedLine;

/** The lanes and intersections of a plan: in which lane a vehicle is, and how far along it. */
final class LaneMap {
  /** A lane: its area, and its centre line in driving order. */
  private record Lane(
      String id,
      PreparedGeometry area,
      LineString centre,
      LengthIndexedLine along,
      ArcOfPoint arcs) {}

  /**
   * Where a point is on its lane.
   *
   * @param lane number of the lane
   * @param arcM along its centre line
   */
  record OnLane(int lane, double arcM) {}

  private final List<Lane> lanes = new ArrayList<>();
  private final PreparedGeometry intersections;

  /**
   * @param intersections their union; null: there are none
   */
  LaneMap(Geometry intersections) {
    this.intersections =
        intersections == null ? null : PreparedGeometryFactory.prepare(intersections);
  }

  void add(String id, double[][] centre, double widthM) {
    Coordinate[] coordinates = new Coordinate[centre.length];
    for (int i = 0; i < centre.length; i++) {
      coordinates[i] = new Coordinate(centre[i][0], centre[i][1]);
    }
    LineString line = RunGeometry.FACTORY.createLineString(coordinates);
    Geometry area = RunGeometry.strip(line, widthM);
    lanes.add(
        new Lane(
            id,
            PreparedGeometryFactory.prepare(area),
            line,
            new LengthIndexedLine(line),
            new ArcOfPoint(coordinates)));
  }

  boolean isEmpty() {
    return lanes.isEmpty();
  }

  /** True when the whole outline is within one lane; false where the plan has none. */
  boolean isInOneLane(Box outline) {
    if (lanes.isEmpty()) {
      return false;
    }
    Geometry box = RunGeometry.polygon(outline);
    return lanes.stream().anyMatch(lane -> lane.area.covers(box));
  }

  boolean isOnIntersection(Point place) {
    return intersections != null && intersections.covers(RunGeometry.point(place));
  }

  /**
   * The lane of a point: of those around it the one it was in before, else the one that runs most
   * in the direction of the vehicle; null when it is in none.
   */
  OnLane laneOf(Point place, double yawRad, int before) {
    org.locationtech.jts.geom.Point point = RunGeometry.point(place);
    int best = -1;
    double bestCosine = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < lanes.size(); i++) {
      if (!lanes.get(i).area.covers(point)) {
        continue;
      }
      if (i == before) {
        return new OnLane(i, arcM(i, place));
      }
      double cosine = StrictMath.cos(directionRad(i, arcM(i, place)) - yawRad);
      if (cosine > bestCosine) {
        best = i;
        bestCosine = cosine;
      }
    }
    return best < 0 ? null : new OnLane(best, arcM(best, place));
  }

  /**
   * The way along a lane from one arc length to another: of one that closes to a loop the short way
   * round, as its arc length begins anew where it closes.
   */
  double wayM(int lane, double fromArcM, double toArcM) {
    LineString centre = lanes.get(lane).centre;
    double way = toArcM - fromArcM;
    double loopM = centre.getLength();
    return centre.isClosed() ? way - loopM * StrictMath.rint(way / loopM) : way;
  }

  private double arcM(int lane, Point place) {
    return lanes.get(lane).arcs.nearest(new Coordinate(place.xM(), place.yM()));
  }

  private double directionRad(int lane, double arcM) {
    Lane of = lanes.get(lane);
    double from = Math.max(0, Math.min(arcM, of.centre.getLength() - 0.1));
    Coordinate a = of.along.extractPoint(from);
    Coordinate b = of.along.extractPoint(from + 0.1);
    return StrictMath.atan2(b.y - a.y, b.x - a.x);
  }

  String id(int lane) {
    return lanes.get(lane).id;
  }
}
