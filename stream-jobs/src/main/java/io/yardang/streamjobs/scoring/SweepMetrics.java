package io.yardang.streamjobs.scoring;

/** How a sweeper works, besides what it covers. */
final class SweepMetrics {
  private SweepMetrics() {}

  /**
   * sweep.efficiency: area covered over the time of the run, turns and avoidance included, m2/h; 1
   * from the threshold (3500: a public acceptance specification of sweepers, no standard), below it
   * in proportion.
   */
  static final class Efficiency extends NamedMetric {
    Efficiency() {
      super("sweep.efficiency", "Area swept per hour", "m2/h");
    }

    @Override
    public boolean onlyAtEnd() {
      return true;
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Sweep sweep = run.sweep();
      if (sweep.workAreaM2() == 0 || !(run.endS() > 0)) {
        return Judgement.notApplicable("the plan has no work area");
      }
      double perHour = sweep.sweptM2() / run.endS() * 3600;
      return Judgement.of(perHour, sweep.samplesUsed())
          .score(perHour / card.limit())
          .drop("brush off, or no position or width", run.subject().size() - sweep.samplesUsed())
          .detail("swept_m2", sweep.sweptM2());
    }
  }

  /**
   * sweep.working_speed: the highest speed while brushing, km/h; the score is the share of the
   * brushing time at or under the threshold (15 km/h, DB4502/T 0060-2023 as cited by a secondary
   * source).
   */
  static final class WorkingSpeed extends NamedMetric {
    WorkingSpeed() {
      super("sweep.working_speed", "Highest speed while sweeping", "km/h");
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Samples s = run.subject();
      double limit = card.limit();
      double tolerance = card.parameter("finding_tolerance_kmh");
      double[] excess = new double[s.size()];
      long used = 0;
      long over = 0;
      double highest = 0;
      for (int i = 0; i < s.size(); i++) {
        boolean sweeping = s.brushOn.get(i);
        double kmh = 3.6 * Math.abs(s.speed[i]);
        excess[i] = sweeping ? kmh - limit : Double.NaN;
        if (!Double.isNaN(excess[i])) {
          used++;
          over += card.breaks(kmh) ? 1 : 0;
          highest = Math.max(highest, kmh);
        }
      }
      if (used == 0) {
        return Judgement.notApplicable("the brush was never on");
      }
      Judgement judgement =
          Judgement.of(highest, used)
              .score(1 - (double) over / used)
              .drop("brush off, or no speed", s.size() - used);
      for (Excursion e : Excursion.of(s.t, i -> excess[i] - tolerance)) {
        double kmh = limit + excess[e.worst()];
        judgement.violation(
            Violation.during(
                s.t[e.first()],
                s.t[e.last()],
                s.t[e.worst()],
                kmh,
                limit,
                Rounding.text("Swept at %.1f km/h; %.1f km/h is the limit.", kmh, limit)));
      }
      return judgement;
    }
  }
}
