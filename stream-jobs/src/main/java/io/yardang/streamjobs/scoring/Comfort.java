package io.yardang.streamjobs.scoring;

import java.util.List;

/**
 * comfort: the share of 15 s windows of the run in which accelerations, jerks, yaw rate and yaw
 * acceleration all stay in their bounds; of a run of up to 15 s, 1 or 0. What is left at the end is
 * a window of its own from 7.5 s on, and else belongs to the last one. The bounds are nuPlan's for
 * passenger cars; by windows (policy), since "all samples in bounds" lets one spike zero hours.
 */
final class Comfort extends NamedMetric {
  private static final List<MotionMetric> PARTS =
      List.of(
          MotionMetric.longitudinalAcceleration(),
          MotionMetric.lateralAcceleration(),
          MotionMetric.longitudinalJerk(),
          MotionMetric.jerkMagnitude(),
          MotionMetric.yawRate(),
          MotionMetric.yawAcceleration());

  Comfort() {
    super("comfort", "Comfort", "1");
  }

  @Override
  public Judgement judge(RunData run, Scorecard.Entry card) {
    Grid grid = run.grid();
    if (grid.size() == 0) {
      return Judgement.notApplicable("no piece of 1.5 s without a gap");
    }
    double windowS = card.parameter("window_s");
    boolean[] known = new boolean[grid.size()];
    boolean[] broken = new boolean[grid.size()];
    for (MotionMetric part : PARTS) {
      Scorecard.Entry bounds = run.card().entryOf(part.id());
      boolean[] out = part.outOfBounds(grid, bounds == null ? card.withoutNumbers() : bounds);
      double[] values = part.values(grid);
      for (int i = 0; i < out.length; i++) {
        known[i] |= !Double.isNaN(values[i]);
        broken[i] |= out[i];
      }
    }
    int all = 0;
    int good = 0;
    long used = 0;
    double lastWindow = Math.max(1, Math.floor(grid.t[grid.size() - 1] / windowS + 0.5)) - 1;
    double newest = Double.NaN;
    boolean isGood = false;
    for (int i = 0; i < known.length; i++) {
      if (!known[i]) {
        continue;
      }
      used++;
      double window = Math.min(Math.floor(grid.t[i] / windowS), lastWindow);
      if (window != newest) {
        good += isGood ? 1 : 0;
        all++;
        newest = window;
        isGood = true;
      }
      isGood &= !broken[i];
    }
    good += isGood ? 1 : 0;
    if (all == 0) {
      return Judgement.notApplicable("no motion is known for 1.5 s without a gap");
    }
    double share = (double) good / all;
    return Judgement.of(share, used)
        .drop("not measured", known.length - used)
        .score(share)
        .detail("windows", all)
        .detail("windows_in_bounds", good);
  }
}
