package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.Box;
import io.yardang.streamjobs.scoring.geometry.Point;
import io.yardang.streamjobs.scoring.safety.Bound;

/**
 * direction: the longest way driven against a lane's direction within 1 s, m; under 2 m the gate is
 * 1, under 6 m 0.5, else 0 (nuPlan driving_direction_compliance).
 *
 * <p>As in nuPlan it is the centre of the outline that moves along the centre line of its lane;
 * outside of lanes there is no direction; the first two samples in another lane count for nothing.
 */
final class Direction extends NamedMetric {
  Direction() {
    super("direction", "Way driven against the direction of a lane", "m");
  }

  @Override
  public Judgement judge(RunData run, Scorecard.Entry card) {
    LaneMap lanes = run.geometry().lanes();
    if (lanes.isEmpty()) {
      return Judgement.notApplicable("the plan has no lanes");
    }
    Grid grid = run.grid();
    long[] used = {0};
    double[] progress = progress(run, lanes, used);
    if (used[0] == 0) {
      return Judgement.notApplicable("no sample lies in a lane");
    }
    double horizonS = card.parameter("horizon_s");
    int steps = (int) Math.round(horizonS / Grid.STEP_S);
    double[] against = new double[grid.size()];
    double worst = 0;
    for (int i = 0; i < against.length; i++) {
      double sum = 0;
      for (int j = Math.max(0, i - steps); j <= i; j++) {
        sum += progress[j];
      }
      against[i] = Math.max(0, -sum);
      worst = Math.max(worst, against[i]);
    }
    double compliant = card.limit();
    double intolerable = card.parameter("intolerable_m");
    Judgement judgement =
        Judgement.of(worst, used[0])
            .score(!card.breaks(worst) ? 1 : Bound.BELOW.breaks(worst, intolerable) ? 0 : 0.5)
            .drop("in no lane, or no position", grid.size() - used[0]);
    for (Excursion e : Excursion.of(grid.t, i -> card.excess(against[i]))) {
      judgement.violation(
          Violation.during(
                  Math.max(0, grid.t[e.first()] - horizonS),
                  grid.t[e.last()],
                  grid.t[e.worst()],
                  against[e.worst()],
                  compliant,
                  Rounding.text(
                      "Drove against the direction of its lane, %.1f m within %.1f s.",
                      against[e.worst()], horizonS))
              .reaching(Grid.REACH_S));
    }
    return judgement;
  }

  /** Metres along the lane's direction since the sample before; 0 where that is not known. */
  private static double[] progress(RunData run, LaneMap lanes, long[] used) {
    Grid grid = run.grid();
    double[] progress = new double[grid.size()];
    int lane = -1;
    double arc = Double.NaN;
    for (int i = 0; i < progress.length; i++) {
      if (i > 0 && grid.t[i] - grid.t[i - 1] > 1.5 * Grid.STEP_S) {
        lane = -1;
        arc = Double.NaN;
      }
      if (Double.isNaN(grid.x[i] + grid.yaw[i])) {
        continue;
      }
      Box box = Shapes.box(run.subject().shape, grid.x[i], grid.y[i], grid.yaw[i]);
      Point centre = box.centre();
      LaneMap.OnLane on = lanes.laneOf(centre, grid.yaw[i], lane);
      if (on == null) {
        continue;
      }
      used[0]++;
      if (on.lane() == lane || lane < 0) {
        progress[i] = Double.isNaN(arc) ? 0 : lanes.wayM(lane, arc, on.arcM());
        arc = on.arcM();
      } else {
        arc = Double.NaN;
      }
      lane = on.lane();
    }
    return progress;
  }
}
