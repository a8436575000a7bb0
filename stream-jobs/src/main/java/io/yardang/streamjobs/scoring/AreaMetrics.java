package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.Box;
import io.yardang.streamjobs.scoring.geometry.Point;
import io.yardang.streamjobs.scoring.geometry.Route;
import java.util.function.Function;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

/** Where the vehicle was allowed to be, had to go, and had to sweep. */
final class AreaMetrics {
  private AreaMetrics() {}

  /**
   * geofence: the largest distance of a corner of the vehicle outside the fence; from 0.3 m on the
   * gate is closed (nuPlan drivable_area_compliance). Several fences count as their union.
   */
  static final class Geofence extends NamedMetric {
    Geofence() {
      super("geofence", "Distance outside the area", "m");
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      boolean fenced = run.geometry().fence() != null;
      if (!fenced) {
        return Judgement.notApplicable("the plan has no geofence");
      }
      Grid grid = run.grid();
      double[] outside = new double[grid.size()];
      double worst = 0;
      long used = 0;
      for (int i = 0; i < grid.size(); i++) {
        outside[i] = Double.NaN;
        if (!Double.isNaN(grid.x[i] + grid.yaw[i])) {
          used++;
          outside[i] = outsideM(run, grid, i);
          worst = Math.max(worst, outside[i]);
        }
      }
      if (used == 0) {
        return Judgement.notApplicable("no sample has a position and a heading");
      }
      double allowed = card.limit();
      Judgement judgement =
          Judgement.of(worst, used)
              .score(breaks(card, worst) > 0 ? 0 : 1)
              .drop("no position or heading", grid.size() - used);
      for (Excursion e : Excursion.of(grid.t, i -> breaks(card, outside[i]))) {
        judgement.violation(
            Violation.during(
                    grid.t[e.first()],
                    grid.t[e.last()],
                    grid.t[e.worst()],
                    outside[e.worst()],
                    allowed,
                    Rounding.text(
                        "Left the permitted area by up to %.1f m, for %.1f s.",
                        outside[e.worst()], grid.t[e.last()] - grid.t[e.first()] + Grid.STEP_S))
                .reaching(Grid.REACH_S));
      }
      return judgement;
    }

    /** Who is inside breaks no limit, also where the card allows nothing outside. */
    private static double breaks(Scorecard.Entry card, double outsideM) {
      return outsideM > 0 ? card.excess(outsideM) : 0;
    }

    private static double outsideM(RunData run, Grid grid, int i) {
      Box box = Shapes.box(run.subject().shape, grid.x[i], grid.y[i], grid.yaw[i]);
      double outside = 0;
      for (Point corner : box.corners()) {
        outside = Math.max(outside, run.geometry().outsideFenceM(corner));
      }
      return outside;
    }
  }

  /**
   * Progress along the planned route: metres driven forward along it, over the metres required (the
   * route's length times the plan's required share, 1 where it says nothing).
   */
  static final class Progress extends NamedMetric {
    private final Function<Double, Double> scoreOfRatio;

    private Progress(String id, String title, Function<Double, Double> scoreOfRatio) {
      super(id, title, "1");
      this.scoreOfRatio = scoreOfRatio;
    }

    /** progress.minimum: 1 from a ratio of 0.2 (nuPlan ego_is_making_progress), else 0. */
    static Progress gate() {
      return new Progress("progress.minimum", "Minimum progress", null);
    }

    /** progress: the ratio itself, at most 1. */
    static Progress ratio() {
      return new Progress("progress", "Progress along the route", r -> r);
    }

    @Override
    public boolean onlyAtEnd() {
      return true;
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Route route = run.geometry().newRoute();
      if (route == null) {
        return Judgement.withoutRoute();
      }
      Grid grid = run.grid();
      for (int i = 0; i < grid.size(); i++) {
        if (!Double.isNaN(grid.x[i])) {
          route.advance(new Point(grid.x[i], grid.y[i]));
        }
      }
      double driven = route.progressM();
      double share =
          run.plan().getLimits().hasRequiredProgressRatio()
              ? run.plan().getLimits().getRequiredProgressRatio()
              : 1;
      double required = route.lengthM() * share;
      double ratio = Math.min(1, driven / required);
      double bar = card.limit();
      Judgement judgement =
          Judgement.of(ratio, run.grid().size())
              .score(
                  scoreOfRatio == null ? (card.breaks(ratio) ? 0 : 1) : scoreOfRatio.apply(ratio))
              .detail("driven_m", driven)
              .detail("required_m", required);
      if (scoreOfRatio == null && card.breaks(ratio) && run.grid().size() > 0) {
        judgement.violation(
            Violation.during(
                    0,
                    run.endS(),
                    run.endS(),
                    ratio,
                    bar,
                    Rounding.text(
                        "Drove %.0f m of the %.0f m required along the route.", driven, required))
                .knownAtEnd());
      }
      return judgement;
    }
  }

  /**
   * sweep.coverage: area(union of swept strips, brush on, within the work areas) / area(work
   * areas), 1 from the threshold (0.95), else in proportion. Each connected missed piece that stays
   * above the card's size after thin slivers are taken off is a finding.
   */
  static final class Coverage extends NamedMetric {
    Coverage() {
      super("sweep.coverage", "Area swept", "1");
    }

    @Override
    public boolean onlyAtEnd() {
      return true;
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Sweep sweep = run.sweep();
      if (sweep.workAreaM2() == 0) {
        return Judgement.notApplicable("the plan has no work area");
      }
      double coverage = sweep.sweptM2() / sweep.workAreaM2();
      double threshold = card.limit();
      Judgement judgement =
          Judgement.of(coverage, sweep.samplesUsed())
              .score(coverage / threshold)
              .drop(
                  "brush off, or no position or width", run.subject().size() - sweep.samplesUsed())
              .detail("swept_m2", sweep.sweptM2())
              .detail("work_area_m2", sweep.workAreaM2());
      double smallest = card.parameter("smallest_missed_m2");
      for (Geometry piece : sweep.missedPieces(smallest, card.parameter("sliver_m"))) {
        Coordinate centre = piece.getInteriorPoint().getCoordinate();
        judgement.violation(
            Violation.undone(
                run.endS(),
                piece.getArea(),
                smallest,
                centre.x,
                centre.y,
                Rounding.text("Missed %.1f m² of the work area in one piece.", piece.getArea()),
                "m2"));
      }
      return judgement;
    }
  }

  /**
   * sweep.overlap: (sum of swath areas - union) / area(work areas), 1 up to the threshold (0.20),
   * falling to 0 at twice that (policy). A swath is one stretch driven with the brush on.
   */
  static final class Overlap extends NamedMetric {
    Overlap() {
      super("sweep.overlap", "Area swept twice", "1");
    }

    @Override
    public boolean onlyAtEnd() {
      return true;
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Sweep sweep = run.sweep();
      if (sweep.workAreaM2() == 0) {
        return Judgement.notApplicable("the plan has no work area");
      }
      double overlap = sweep.twiceM2() / sweep.workAreaM2();
      double threshold = card.limit();
      return Judgement.of(overlap, sweep.samplesUsed())
          .score(card.breaks(overlap) ? 2 - overlap / threshold : 1)
          .detail("twice_m2", sweep.twiceM2());
    }
  }
}
