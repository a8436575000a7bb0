package io.yardang.streamjobs.scoring.geometry;

import java.util.List;

/** The inside of a simple ring of points, its edge included. */
public final class Zone {
  private final Point[] ring;

  /**
   * @param ring at least three points; the last may, but need not, repeat the first
   */
  public Zone(List<Point> ring) {
    int n = ring.size();
    boolean closed = n > 1 && ring.get(0).equals(ring.get(n - 1));
    this.ring = ring.subList(0, closed ? n - 1 : n).toArray(Point[]::new);
    if (this.ring.length < 3) {
      throw new IllegalArgumentException("a zone needs three points or more, got " + ring);
    }
  }

  public boolean contains(Point p) {
    return outsideM(p) == 0;
  }

  /** Distance from the zone, m; 0 inside. */
  public double outsideM(Point p) {
    boolean inside = false;
    double edgeM = Double.POSITIVE_INFINITY;
    for (int i = 0; i < ring.length; i++) {
      Point a = ring[i];
      Point b = ring[(i + 1) % ring.length];
      edgeM = StrictMath.min(edgeM, Segments.distanceM(p, a, b));
      // Even-odd rule: count the edges that a ray to the east crosses.
      if (a.yM() > p.yM() != b.yM() > p.yM()
          && p.xM() < a.xM() + (p.yM() - a.yM()) / (b.yM() - a.yM()) * (b.xM() - a.xM())) {
        inside = !inside;
      }
    }
    return inside ? 0 : edgeM;
  }
}
