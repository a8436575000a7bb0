package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.safety.SpeedLimit;
import io.yardang.streamjobs.scoring.signal.Percentile;
import java.util.Arrays;

/** Speed: its mean, its maximum, and driving over the limit. All of the measured samples. */
final class SpeedMetrics {
  private SpeedMetrics() {}

  /** speed.mean: the mean of the samples' speeds; details: by time, 95th percentile. */
  static final class Mean extends NamedMetric {
    Mean() {
      super("speed.mean", "Mean speed", "m/s");
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      double[] speeds = measured(run.subject());
      if (speeds.length == 0) {
        return Judgement.notApplicable("no sample has a speed");
      }
      double sum = 0;
      for (double speed : speeds) {
        sum += speed;
      }
      return Judgement.of(sum / speeds.length, speeds.length)
          .drop("no speed", run.subject().size() - speeds.length)
          .detail("p95", Percentile.INVERTED_CDF.of(speeds, 0.95))
          .detail("distance_m", run.distanceM());
    }
  }

  /** speed.max: the highest sample. */
  static final class Max extends NamedMetric {
    Max() {
      super("speed.max", "Highest speed", "m/s");
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      double[] speeds = measured(run.subject());
      if (speeds.length == 0) {
        return Judgement.notApplicable("no sample has a speed");
      }
      return Judgement.of(Arrays.stream(speeds).max().getAsDouble(), speeds.length)
          .drop("no speed", run.subject().size() - speeds.length);
    }
  }

  /**
   * speed.over_limit: max(0, 1 - sum (v - limit)+ dt / (2.23 T)), nuPlan speed_limit_compliance, on
   * the 10 Hz grid. The value is the highest excess. The limit is the lowest of the speed-limit
   * zones the vehicle is in, else the plan's. A finding is an excess that goes beyond a tolerance
   * and lasts (both in the card, policy), so that the noise of a speed held at the limit is none.
   */
  static final class OverLimit extends NamedMetric {
    OverLimit() {
      super("speed.over_limit", "Speed over the limit", "m/s");
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      if (!run.geometry().hasSpeedLimit()) {
        return Judgement.notApplicable("the plan sets no speed limit");
      }
      Grid grid = run.grid();
      double[] excess = new double[grid.size()];
      double[] limit = new double[grid.size()];
      double worst = 0;
      double overS = 0;
      long used = 0;
      for (int i = 0; i < grid.size(); i++) {
        limit[i] = run.geometry().speedLimitAt(grid.x[i], grid.y[i]);
        excess[i] = Math.abs(grid.speed[i]) - limit[i];
        if (Double.isNaN(excess[i])) {
          continue;
        }
        used++;
        overS += excess[i] > 0 ? Grid.STEP_S : 0;
        worst = Math.max(worst, excess[i]);
      }
      if (used == 0) {
        return Judgement.notApplicable("no speed could be set against a limit");
      }
      // Time that is not measured is cut out: what is left counts as if it had been driven at once.
      double[] t = new double[(int) used];
      double[] over = new double[(int) used];
      int n = 0;
      for (double by : excess) {
        if (!Double.isNaN(by)) {
          t[n] = n * Grid.STEP_S;
          over[n++] = by;
        }
      }
      double most = card.limit();
      Judgement judgement =
          Judgement.of(worst, used)
              .score(SpeedLimit.score(t, over, new double[n], most))
              .drop("no speed or no limit there", grid.size() - used)
              .detail("time_s", overS);
      double tolerance = card.parameter("finding_tolerance_mps");
      double lasting = card.parameter("finding_min_s");
      for (Excursion e : Excursion.of(grid.t, i -> excess[i] - tolerance)) {
        double seconds = grid.t[e.last()] - grid.t[e.first()] + Grid.STEP_S;
        if (seconds < lasting) {
          continue;
        }
        double speed = Math.abs(grid.speed[e.worst()]);
        judgement.violation(
            Violation.during(
                    grid.t[e.first()],
                    grid.t[e.last()],
                    grid.t[e.worst()],
                    speed,
                    limit[e.worst()],
                    Rounding.text(
                        "Drove up to %.1f m/s (%.0f km/h) where %.1f m/s (%.0f km/h) are allowed, for"
                            + " %.1f s.",
                        speed, 3.6 * speed, limit[e.worst()], 3.6 * limit[e.worst()], seconds))
                .reaching(Grid.REACH_S));
      }
      return judgement;
    }
  }

  private static double[] measured(Samples samples) {
    return Arrays.stream(samples.speed).map(Math::abs).filter(v -> !Double.isNaN(v)).toArray();
  }
}
