package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.Point;
import io.yardang.streamjobs.scoring.geometry.SweptArea;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.operation.buffer.BufferOp;
import org.locationtech.jts.operation.buffer.BufferParameters;

/**
 * What a sweeper has cleaned of its work areas: what {@link SweptArea} makes of the way of its
 * brush (sweep_width_m across, sweep_offset_m to the left, at the reference point), stretch by
 * stretch without the brush lifted or a gap in the data.
 */
final class Sweep {
  /** Bevelled, since round joins are made with functions whose last bit may differ. */
  private static final BufferParameters BEVELLED =
      new BufferParameters(1, BufferParameters.CAP_FLAT, BufferParameters.JOIN_BEVEL, 1);

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
    addStretches(s);
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
    Geometry missed = buffered(buffered(area.missed(), -sliverM), sliverM);
    List<Geometry> pieces = new ArrayList<>();
    for (int i = 0; i < missed.getNumGeometries(); i++) {
      if (missed.getGeometryN(i).getArea() >= smallestM2) {
        pieces.add(missed.getGeometryN(i));
      }
    }
    pieces.sort(Comparator.comparingDouble(Geometry::getArea).reversed());
    return pieces;
  }

  private static Geometry buffered(Geometry geometry, double byM) {
    return BufferOp.bufferOp(geometry, byM, BEVELLED);
  }

  private void addStretches(Samples s) {
    List<SweptArea.Brush> stretch = new ArrayList<>();
    double lastS = 0;
    for (int i = 0; i < s.size(); i++) {
      boolean on = isSweeping(s, i);
      if (!on || s.t[i] - lastS > s.longestStepS()) {
        area.add(stretch);
        stretch.clear();
      }
      if (on) {
        samplesUsed++;
        stretch.add(new SweptArea.Brush(brushEnd(s, i, 0.5), brushEnd(s, i, -0.5)));
        lastS = s.t[i];
      }
    }
    area.add(stretch);
  }

  static boolean isSweeping(Samples s, int i) {
    return s.sweepWidth[i] > 0
        && !Double.isNaN(s.sweepOffset[i])
        && s.hasPosition(i)
        && !Double.isNaN(s.yaw[i]);
  }

  private static Point brushEnd(Samples s, int i, double side) {
    double left = s.sweepOffset[i] + side * s.sweepWidth[i];
    return new Point(
        s.x[i] - left * StrictMath.sin(s.yaw[i]), s.y[i] + left * StrictMath.cos(s.yaw[i]));
  }
}
