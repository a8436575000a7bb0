package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.Point;
import io.yardang.streamjobs.scoring.geometry.Route;
import io.yardang.streamjobs.scoring.signal.Percentile;
import java.util.Arrays;

/**
 * tracking: distance of the reference point from the planned path, m; RMSE, with the 95th
 * percentile and the largest in the details. The score is the share of the time in which no
 * deviation beyond the threshold (0.5 m) is held for 2 s or more (limit and time of NAVSIM v2's
 * lane keeping; to take the share is policy).
 */
final class Tracking extends NamedMetric {
  Tracking() {
    super("tracking", "Distance from the planned path", "m");
  }

  @Override
  public Judgement judge(RunData run, Scorecard.Entry card) {
    Route route = run.geometry().newRoute();
    if (route == null) {
      return Judgement.withoutRoute();
    }
    Grid grid = run.grid();
    double[] off = new double[grid.size()];
    for (int i = 0; i < off.length; i++) {
      off[i] =
          Double.isNaN(grid.x[i])
              ? Double.NaN
              : Math.abs(route.advance(new Point(grid.x[i], grid.y[i])).crossTrackM());
    }
    double[] known = Arrays.stream(off).filter(v -> !Double.isNaN(v)).toArray();
    if (known.length == 0) {
      return Judgement.notApplicable("no sample has a position");
    }
    double limit = card.limit();
    double lasting = card.parameter("held_s");
    Judgement judgement =
        Judgement.of(rmse(known), known.length)
            .drop("no position", off.length - known.length)
            .detail("p95", Percentile.LINEAR.of(known, 0.95))
            .detail("max", Arrays.stream(known).max().orElseThrow());
    long heldSamples = 0;
    for (int i = 0; i < off.length; i++) {
      int last = i;
      int worst = i;
      while (last < off.length && card.breaks(off[last]) && isJoined(grid, i, last)) {
        worst = off[last] > off[worst] ? last : worst;
        last++;
      }
      // Each instant stands for its step: 20 of 10 Hz are the 2 s, as in NAVSIM.
      if (last > i && grid.t[last - 1] - grid.t[i] + Grid.STEP_S >= lasting - 1e-9) {
        heldSamples += last - i;
        judgement.violation(violation(grid, off, i, last - 1, worst, limit));
      }
      i = Math.max(i, last - 1);
    }
    return judgement.score(1 - (double) heldSamples / known.length);
  }

  private static boolean isJoined(Grid grid, int first, int i) {
    return i == first || grid.t[i] - grid.t[i - 1] < 1.5 * Grid.STEP_S;
  }

  private static Violation violation(
      Grid grid, double[] off, int first, int last, int worst, double limit) {
    return Violation.during(
            grid.t[first],
            grid.t[last],
            grid.t[worst],
            off[worst],
            limit,
            Rounding.text(
                "Was up to %.2f m off the planned path, beyond %.2f m for %.1f s.",
                off[worst], limit, grid.t[last] - grid.t[first] + Grid.STEP_S))
        // Which part of the path it was on follows from all the way before.
        .over(Double.NEGATIVE_INFINITY, grid.t[last])
        .reaching(Grid.REACH_S);
  }

  static double rmse(double[] errors) {
    double sum = 0;
    for (double e : errors) {
      sum += e * e;
    }
    return StrictMath.sqrt(sum / errors.length);
  }
}
