package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.SweptArea;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * What a sweeper has cleaned of its work areas. The strip between two samples with the brush on is
 * the quadrilateral between their brush ends (sweep_width_m across, sweep_offset_m to the left, at
 * the reference point); samples are thinned to one per 0.25 m or 0.1 rad of turn. A swath is a
 * stretch without the brush lifted, cut where it has turned by more than 2 rad, so that two lanes
 * of one stretch count as two.
 */
final class Sweep {
  private static final double THINNED_M = 0.25;
  private static final double THINNED_RAD = 0.1;
  private static final double NEW_SWATH_RAD = 2.0;

  private final Geometry workArea;
  private final SweptArea area;
  private SweptArea.Result result;
  private long samplesUsed;

  Sweep(Samples s, Geometry workArea) {
    this.workArea = workArea;
    if (workArea == null) {
      area = null;
      return;
    }
    area = new SweptArea(workArea);
    swaths(s).forEach(area::add);
    result = area.result();
  }

  long samplesUsed() {
    return samplesUsed;
  }

  double workAreaM2() {
    return workArea == null ? 0 : workArea.getArea();
  }

  double sweptM2() {
    return result.coveredM2();
  }

  double twiceM2() {
    return Math.max(0, result.sweptM2() - result.coveredM2());
  }

  /**
   * Connected missed pieces of at least the size, largest first, after slivers are taken off: what
   * is narrower than twice the given width is no piece, nor does it join two.
   */
  List<Geometry> missedPieces(double smallestM2, double sliverM) {
    Geometry missed = area.missed().buffer(-sliverM).buffer(sliverM);
    List<Geometry> pieces = new ArrayList<>();
    for (int i = 0; i < missed.getNumGeometries(); i++) {
      if (missed.getGeometryN(i).getArea() >= smallestM2) {
        pieces.add(missed.getGeometryN(i));
      }
    }
    pieces.sort(Comparator.comparingDouble(Geometry::getArea).reversed());
    return pieces;
  }

  private List<Geometry> swaths(Samples s) {
    List<Geometry> swaths = new ArrayList<>();
    List<Geometry> strips = new ArrayList<>();
    int last = -1;
    int lastOn = -1;
    double swathYaw = 0;
    for (int i = 0; i < s.size(); i++) {
      boolean on = isSweeping(s, i);
      samplesUsed += on ? 1 : 0;
      boolean joined = last >= 0 && s.t[i] - s.t[lastOn] <= s.longestStepS();
      if (!on || !joined) {
        if (last >= 0 && lastOn > last) {
          strips.add(strip(s, last, lastOn));
        }
        finish(strips, swaths);
        last = on ? i : -1;
        lastOn = last;
        swathYaw = on ? s.yaw[i] : 0;
        continue;
      }
      lastOn = i;
      double dx = s.x[i] - s.x[last];
      double dy = s.y[i] - s.y[last];
      boolean moved = dx * dx + dy * dy >= THINNED_M * THINNED_M;
      boolean turned = Math.abs(Samples.wrap(s.yaw[i] - s.yaw[last])) >= THINNED_RAD;
      if (moved || turned) {
        strips.add(strip(s, last, i));
        last = i;
        if (Math.abs(Samples.wrap(s.yaw[i] - swathYaw)) > NEW_SWATH_RAD) {
          finish(strips, swaths);
          swathYaw = s.yaw[i];
        }
      }
    }
    if (last >= 0 && lastOn > last) {
      strips.add(strip(s, last, lastOn));
    }
    finish(strips, swaths);
    return swaths;
  }

  private static void finish(List<Geometry> strips, List<Geometry> swaths) {
    if (!strips.isEmpty()) {
      swaths.add(union(strips));
      strips.clear();
    }
  }

  private static Geometry union(List<Geometry> all) {
    List<Geometry> areas = all.stream().filter(g -> g.getArea() > 0).toList();
    return areas.isEmpty()
        ? RunGeometry.FACTORY.createPolygon()
        : OverlayNGRobust.union(areas, RunGeometry.FACTORY);
  }

  static boolean isSweeping(Samples s, int i) {
    return s.sweepWidth[i] > 0
        && !Double.isNaN(s.sweepOffset[i])
        && s.hasPosition(i)
        && !Double.isNaN(s.yaw[i]);
  }

  private static Geometry strip(Samples s, int from, int to) {
    Coordinate[] ends = {
      brushEnd(s, from, 0.5), brushEnd(s, from, -0.5), brushEnd(s, to, 0.5), brushEnd(s, to, -0.5)
    };
    return RunGeometry.FACTORY.createMultiPointFromCoords(ends).convexHull();
  }

  private static Coordinate brushEnd(Samples s, int i, double side) {
    double left = s.sweepOffset[i] + side * s.sweepWidth[i];
    return new Coordinate(
        s.x[i] - left * StrictMath.sin(s.yaw[i]), s.y[i] + left * StrictMath.cos(s.yaw[i]));
  }
}
