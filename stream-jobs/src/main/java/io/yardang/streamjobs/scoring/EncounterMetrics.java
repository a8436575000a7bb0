package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.safety.TimeToCollision;
import java.util.Locale;

/** How near the vehicle came to others: gap, time to collision, contact. */
final class EncounterMetrics {
  private static final String NOBODY = "neither another participant nor a perceived object";

  private EncounterMetrics() {}

  /** gap.smallest: between the outlines; details give the smallest to each participant. */
  static final class SmallestGap implements Metric {
    @Override
    public String id() {
      return "gap.smallest";
    }

    @Override
    public String title() {
      return "Smallest gap";
    }

    @Override
    public String unit() {
      return "m";
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Encounters e = run.encounters();
      if (e.smallestGaps.isEmpty()) {
        return Judgement.notApplicable(NOBODY);
      }
      double smallest = e.smallestGaps.values().stream().min(Double::compare).orElseThrow();
      Judgement judgement =
          Judgement.of(smallest, e.t.length - e.withoutPose)
              .drop("no position or heading", e.withoutPose);
      e.smallestGaps.forEach((other, gap) -> judgement.detail("to " + other, gap));
      for (int k = 0; k < e.t.length; k++) {
        if (e.gap[k] == smallest) {
          return judgement.detail("time_s", e.t[k]);
        }
      }
      return judgement;
    }
  }

  /**
   * ttc: the smallest time to collision; 1 when it never is below the threshold (0.95 s), else 0
   * (nuPlan time_to_collision_within_bound). Details: time below 2 s, TET of CommonRoad-CriMe.
   */
  static final class Ttc implements Metric {
    @Override
    public String id() {
      return "ttc";
    }

    @Override
    public String title() {
      return "Time to collision";
    }

    @Override
    public String unit() {
      return "s";
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Encounters e = run.encounters();
      if (e.compared == 0) {
        return Judgement.notApplicable(NOBODY);
      }
      double threshold = card.thresholdOr(0.95);
      double watch = card.parameter("watch_s", 2.0);
      double smallest = Double.POSITIVE_INFINITY;
      double belowWatchS = 0;
      for (int k = 0; k < e.t.length; k++) {
        smallest = Math.min(smallest, e.timeToCollision[k]);
        double dt = k == 0 ? 0 : Math.min(1, e.t[k] - e.t[k - 1]);
        belowWatchS += e.timeToCollision[k] < watch ? dt : 0;
      }
      boolean seen = !Double.isInfinite(smallest);
      Judgement judgement =
          Judgement.of(seen ? smallest : Double.NaN, e.t.length - e.withoutPose)
              .score(smallest >= threshold ? 1 : 0)
              .drop("no position or heading", e.withoutPose)
              .drop("object without velocity", e.objectsWithoutVelocity)
              .detail("horizon_s", TimeToCollision.HORIZON_S)
              .detail("time_below_" + watch + "_s", belowWatchS);
      for (Excursion x : Excursion.of(e.t, k -> threshold - e.timeToCollision[k])) {
        double worst = e.timeToCollision[x.worst()];
        judgement.violation(
            Violation.during(
                e.t[x.first()],
                e.t[x.last()],
                e.t[x.worst()],
                worst,
                threshold,
                String.format(
                    Locale.ROOT,
                    "Would have hit %s in %.1f s; %.2f s is the limit.",
                    e.collisionWith[x.worst()],
                    worst,
                    threshold)));
      }
      return judgement;
    }
  }

  /**
   * collision: contacts at fault; the gate is the product of max(0, 1 - n / (N + 1)) with N = 0 for
   * vulnerable road users and vehicles and 1 for other objects (nuPlan no_ego_at_fault_collisions).
   * At fault is policy: the vehicle moved, and what it touched was ahead of its rear axle or stood.
   */
  static final class Collision implements Metric {
    @Override
    public String id() {
      return "collision";
    }

    @Override
    public String title() {
      return "Collisions at fault";
    }

    @Override
    public String unit() {
      return "count";
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Encounters e = run.encounters();
      if (e.compared == 0) {
        return Judgement.notApplicable(NOBODY);
      }
      long things = e.contacts.stream().filter(c -> c.atFault() && c.object()).count();
      long all = e.contacts.stream().filter(Encounters.Contact::atFault).count();
      double gate = (all > things ? 0 : 1) * Math.max(0, 1 - things / 2.0);
      Judgement judgement =
          Judgement.of((double) all, e.t.length - e.withoutPose)
              .score(gate)
              .drop("no position or heading", e.withoutPose)
              .detail("contacts", e.contacts.size());
      for (Encounters.Contact c : e.contacts) {
        judgement.violation(
            Violation.during(
                c.startS(),
                c.endS(),
                c.startS(),
                1,
                0,
                "Touched " + c.other() + (c.atFault() ? ", at fault." : ", not at fault.")));
      }
      return judgement;
    }
  }
}
