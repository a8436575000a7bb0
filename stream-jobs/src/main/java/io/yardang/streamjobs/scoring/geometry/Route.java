package io.yardang.streamjobs.scoring.geometry;

import java.util.List;

/**
 * How far a vehicle has come along a planned path, and how far off it is.
 *
 * <p>Feed positions in time order. Each is matched to the closest point of the stretch that the
 * vehicle can have reached: from {@link #BACK_M} behind the last match to a window ahead of it. So
 * where the path crosses itself, or runs back along itself, the vehicle stays on the branch it is
 * on. A position that is farther from that stretch than {@link #LOST_M} is matched nowhere: it has
 * a cross-track error to the stretch but makes no progress; each metre moved while so lost widens
 * the window by two, so that a vehicle that left the path is found again where it comes back.
 *
 * <p>Progress is the furthest matched arc length so far; it never shrinks. A path that ends where
 * it begins is a loop, as a patrol drives it: another round follows, which adds no progress.
 */
public final class Route {
  /** How far behind the last match a vehicle may fall, m (localisation noise, reversing). */
  public static final double BACK_M = 10;

  /** The least distance ahead of the last match that is searched, m. */
  public static final double AHEAD_M = 20;

  /** Farther off than this a vehicle is not on the path, m. */
  public static final double LOST_M = 10;

  private static final double SAME_M = 1e-3;

  private final Point[] points;
  private final double[] arcM;
  private final boolean isLoop;

  private double matchedM;
  private double furthestM;
  private double movedSinceMatchM;
  private Point last;

  /**
   * Where a position is against the path.
   *
   * @param arcM along the path, of the closest point within the searched stretch; on a loop it
   *     counts on from round to round, and below 0 for who began behind the start
   * @param crossTrackM distance from it, m: left of the driving direction positive
   * @param matched false when too far off to be on the path
   */
  public record Match(double arcM, double crossTrackM, boolean matched) {}

  /**
   * @param path at least two points, in driving order
   */
  public Route(List<Point> path) {
    if (path.size() < 2) {
      throw new IllegalArgumentException("a route needs two points or more, got " + path.size());
    }
    points = path.toArray(Point[]::new);
    arcM = new double[points.length];
    for (int i = 1; i < points.length; i++) {
      arcM[i] = arcM[i - 1] + points[i - 1].distanceM(points[i]);
    }
    if (!(lengthM() > 0)) {
      throw new IllegalArgumentException("a route needs a length, all its points are equal");
    }
    isLoop = path.get(0).distanceM(path.get(path.size() - 1)) < SAME_M;
  }

  public double lengthM() {
    return arcM[arcM.length - 1];
  }

  /** Furthest arc length reached so far, m. */
  public double progressM() {
    return furthestM;
  }

  /** Share of the path reached so far, 0 to 1. */
  public double progressRatio() {
    return furthestM / lengthM();
  }

  /** Takes the vehicle's next position. */
  public Match advance(Point position) {
    movedSinceMatchM += last == null ? 0 : last.distanceM(position);
    last = position;
    // Twice the way moved, since a vehicle may cut a bend; at least what bridges noise.
    double aheadM = StrictMath.max(AHEAD_M, 2 * movedSinceMatchM);
    Match match = closest(position, matchedM - BACK_M, matchedM + aheadM);
    if (match.matched()) {
      matchedM = match.arcM();
      furthestM = StrictMath.max(furthestM, StrictMath.min(matchedM, lengthM()));
      movedSinceMatchM = 0;
    }
    return match;
  }

  private Match closest(Point position, double fromM, double toM) {
    if (!isLoop) {
      return closestInRound(position, fromM, toM, 0);
    }
    double roundM = lengthM();
    double endM = StrictMath.min(toM, fromM + roundM);
    Match best = null;
    for (double startM = roundM * StrictMath.floor(fromM / roundM);
        startM <= endM;
        startM += roundM) {
      Match match = closestInRound(position, fromM - startM, endM - startM, startM);
      boolean isNearer =
          best == null || Math.abs(match.crossTrackM()) < Math.abs(best.crossTrackM());
      best = isNearer ? match : best;
    }
    return best;
  }

  /** Within a stretch of a round that begins at an arc length. */
  private Match closestInRound(Point position, double fromM, double toM, double startM) {
    double bestM = Double.POSITIVE_INFINITY;
    double bestArcM = 0;
    double bestSide = 1;
    for (int i = segmentAt(fromM); i < points.length - 1 && arcM[i] <= toM; i++) {
      double segmentM = arcM[i + 1] - arcM[i];
      if (!(segmentM > 0)) {
        continue;
      }
      Point a = points[i];
      Point b = points[i + 1];
      double fraction = Segments.closestFraction(position, a, b);
      double lowest = (fromM - arcM[i]) / segmentM;
      double highest = (toM - arcM[i]) / segmentM;
      fraction = StrictMath.max(StrictMath.min(fraction, highest), StrictMath.max(lowest, 0));
      fraction = StrictMath.min(fraction, 1);
      double distanceM = position.distanceM(Segments.along(a, b, fraction));
      if (distanceM < bestM) {
        bestM = distanceM;
        bestArcM = arcM[i] + fraction * segmentM;
        bestSide =
            (b.xM() - a.xM()) * (position.yM() - a.yM())
                - (b.yM() - a.yM()) * (position.xM() - a.xM());
      }
    }
    return new Match(startM + bestArcM, bestSide < 0 ? -bestM : bestM, bestM <= LOST_M);
  }

  private int segmentAt(double fromM) {
    int low = 0;
    int high = points.length - 2;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (arcM[middle + 1] < fromM) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
