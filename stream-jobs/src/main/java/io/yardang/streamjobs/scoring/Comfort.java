package io.yardang.streamjobs.scoring;

import java.util.List;

/**
 * comfort: the share of 15 s windows of the run in which accelerations, jerks, yaw rate and yaw
 * acceleration all stay in their bounds; of a run of up to 15 s, 1 or 0. The bounds are nuPlan's
 * for passenger cars; by windows (policy), since "all samples in bounds" lets one spike zero hours.
 */
final class Comfort implements Metric {
  private static final List<MotionMetric> PARTS =
      List.of(
          MotionMetric.longitudinalAcceleration(),
          MotionMetric.lateralAcceleration(),
          MotionMetric.longitudinalJerk(),
          MotionMetric.jerkMagnitude(),
          MotionMetric.yawRate(),
          MotionMetric.yawAcceleration());

  @Override
  public String id() {
    return "comfort";
  }

  @Override
  public String title() {
    return "Comfort";
  }

  @Override
  public String unit() {
    return "1";
  }

  @Override
  public Judgement judge(RunData run, Scorecard.Entry card) {
    Grid grid = run.grid();
    if (grid.size() == 0) {
      return Judgement.notApplicable("no piece of 1.5 s without a gap");
    }
    double windowS = card.parameter("window_s", 15);
    int windows = (int) Math.floor(grid.t[grid.size() - 1] / windowS) + 1;
    boolean[] seen = new boolean[windows];
    boolean[] broken = new boolean[windows];
    for (MotionMetric part : PARTS) {
      Scorecard.Entry bounds = run.card().entryOf(part.id());
      boolean[] out = part.outOfBounds(grid, bounds == null ? card.withoutNumbers() : bounds);
      for (int i = 0; i < out.length; i++) {
        int window = (int) Math.floor(grid.t[i] / windowS);
        seen[window] = true;
        broken[window] |= out[i];
      }
    }
    int all = 0;
    int good = 0;
    for (int w = 0; w < windows; w++) {
      all += seen[w] ? 1 : 0;
      good += seen[w] && !broken[w] ? 1 : 0;
    }
    double share = (double) good / all;
    return Judgement.of(share, grid.size())
        .score(share)
        .detail("windows", all)
        .detail("windows_in_bounds", good);
  }
}
