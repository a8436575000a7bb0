package io.yardang.streamjobs.scoring.geometry;

import java.util.ArrayList;
import java.util.List;

/** Ways of brushes for tests. */
public final class BrushWays {
  private BrushWays() {}

  /** A brush across a path; at its corners, across the mean of both directions. */
  public static List<SweptArea.Brush> along(List<Point> path, double widthM) {
    List<SweptArea.Brush> way = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      Point before = path.get(Math.max(0, i - 1));
      Point after = path.get(Math.min(path.size() - 1, i + 1));
      double dx = after.xM() - before.xM();
      double dy = after.yM() - before.yM();
      double length = StrictMath.hypot(dx, dy);
      double leftX = length == 0 ? 0 : -dy / length * widthM / 2;
      double leftY = length == 0 ? widthM / 2 : dx / length * widthM / 2;
      Point at = path.get(i);
      way.add(
          new SweptArea.Brush(
              new Point(at.xM() + leftX, at.yM() + leftY),
              new Point(at.xM() - leftX, at.yM() - leftY)));
    }
    return way;
  }
}
