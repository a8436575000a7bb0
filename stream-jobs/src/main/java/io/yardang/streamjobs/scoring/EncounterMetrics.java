package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.safety.CollisionType;
import io.yardang.streamjobs.scoring.safety.TimeExposed;
import java.util.List;
import java.util.Locale;

/** How near the vehicle came to others: gap, time to collision, contact. */
final class EncounterMetrics {
  static final String NOBODY = "neither another participant nor a perceived object";

  private EncounterMetrics() {}

  /** gap.smallest: between the outlines; details give the smallest to each participant. */
  static final class SmallestGap extends NamedMetric {
    SmallestGap() {
      super("gap.smallest", "Smallest gap", "m");
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Encounters e = run.encounters();
      if (e.smallestGaps.isEmpty()) {
        return Judgement.notApplicable(NOBODY);
      }
      double smallest = e.smallestGaps.values().stream().min(Double::compare).orElseThrow();
      Judgement judgement = e.judgement(smallest).detail("time_s", e.smallestGapS);
      e.smallestGaps.forEach((other, gap) -> judgement.detail("to " + other, gap));
      return judgement;
    }
  }

  /**
   * ttc: the smallest time to collision; 1 when it always is over the threshold (0.95 s), else 0
   * (nuPlan time_to_collision_within_bound). Details: time below 2 s.
   */
  static final class Ttc extends NamedMetric {
    Ttc() {
      super("ttc", "Time to collision", "s");
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Encounters e = run.encounters();
      if (e.compared == 0) {
        return Judgement.notApplicable(NOBODY);
      }
      double threshold = card.limit();
      double watch = card.parameter("watch_s");
      double[] ttc = e.timeToCollision.value;
      double smallest = e.timeToCollision.worst();
      double belowWatchS = TimeExposed.tetS(ttc, e.stepS, watch);
      Judgement judgement =
          e.judgement(smallest)
              .score(card.breaks(smallest) ? 0 : 1)
              .drop("object without velocity", e.objectsWithoutVelocity)
              .detail("horizon_s", card.parameter("horizon_s"))
              .detail("time_below_" + Rounding.shortest(watch) + "_s", belowWatchS);
      for (Excursion x : Excursion.of(e.t, k -> card.excess(ttc[k]))) {
        double worst = ttc[x.worst()];
        judgement.violation(
            Violation.during(
                    e.t[x.first()],
                    e.t[x.last()],
                    e.t[x.worst()],
                    worst,
                    threshold,
                    Rounding.text(
                        "Would have hit %s in %.1f s; %.2f s is the limit.",
                        e.timeToCollision.of[x.worst()], worst, threshold))
                .against(e.timeToCollision.of(x)));
      }
      return judgement;
    }
  }

  /**
   * collision: contacts at fault; the gate is the product of max(0, 1 - n / (N + 1)) with N = 0 for
   * vulnerable road users and vehicles and 1 for other objects (nuPlan no_ego_at_fault_collisions).
   * A contact by the typical size of an object that none was measured of is told, and does not
   * count.
   */
  static final class Collision extends NamedMetric {
    Collision() {
      super("collision", "Collisions at fault", "count");
    }

    /** Who touches one may touch another. */
    @Override
    public boolean severalAtOnce() {
      return true;
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Encounters e = run.encounters();
      if (e.compared == 0) {
        return Judgement.notApplicable(NOBODY);
      }
      long vulnerable = e.contacts.atFault(Meeting.Kind.VULNERABLE);
      long vehicles = e.contacts.atFault(Meeting.Kind.VEHICLE, Meeting.Kind.PARTICIPANT);
      long things = e.contacts.atFault(Meeting.Kind.THING);
      Judgement judgement =
          e.judgement((double) vulnerable + vehicles + things)
              .score(CollisionType.score(vulnerable, vehicles, things))
              .detail("contacts", e.contacts.all().size())
              .detail("with_vulnerable", (double) vulnerable)
              .detail("with_vehicles", (double) vehicles)
              .detail("with_objects", (double) things)
              .detail("contacts_by_typical_size", e.contacts.byTypicalSize().size());
      for (Contacts.Contact c : e.contacts.all()) {
        judgement.violation(
            Violation.during(
                    c.startS(),
                    c.endS(),
                    c.startS(),
                    1,
                    0,
                    Rounding.text(
                        "Touched %s (%s), %s; change of speed %.1f m/s.",
                        c.other(),
                        c.type().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        c.atFault() ? "at fault" : "not at fault",
                        c.deltaVMps()))
                .against(List.of(c.other())));
      }
      for (Contacts.Contact c : e.contacts.byTypicalSize()) {
        judgement.violation(
            Violation.during(
                c.startS(),
                c.endS(),
                c.startS(),
                Double.NaN,
                Double.NaN,
                "May have touched "
                    + c.other()
                    + ": its size was not measured, but one of the typical size of its class would"
                    + " have been touched. Not counted as a collision."));
      }
      return judgement;
    }
  }

  /**
   * collision.impact_speed: the greatest change of speed in a contact at fault, 0.5 sqrt(v1^2 +
   * v2^2 - 2 v1 v2 cos dpsi), m/s (nuPlan); told, not scored.
   */
  static final class Impact extends NamedMetric {
    Impact() {
      super("collision.impact_speed", "Change of speed in a collision", "m/s");
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Encounters e = run.encounters();
      return e.contacts.all().stream()
          .filter(Contacts.Contact::atFault)
          .map(Contacts.Contact::deltaVMps)
          .max(Double::compare)
          .map(most -> Judgement.of(most, e.contacts.all().size()))
          .orElseGet(() -> Judgement.notApplicable("no collision at fault"));
    }
  }

  /**
   * tet and tit: time exposed, sum of dt where TTC is at most tau (the threshold, 2 s), in s, and
   * time integrated, sum of (tau - TTC) dt, in s2 (CommonRoad-CriMe); told, not scored.
   */
  static final class Exposed extends NamedMetric {
    private final boolean integrated;

    private Exposed(String id, String title, String unit, boolean integrated) {
      super(id, title, unit);
      this.integrated = integrated;
    }

    static Exposed time() {
      return new Exposed("tet", "Time exposed to a short time to collision", "s", false);
    }

    static Exposed integral() {
      return new Exposed("tit", "Time integrated time to collision", "s2", true);
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Encounters e = run.encounters();
      if (e.compared == 0) {
        return Judgement.notApplicable(NOBODY);
      }
      double tau = card.limit();
      double[] ttc = e.timeToCollision.value;
      double value =
          integrated ? TimeExposed.titS2(ttc, e.stepS, tau) : TimeExposed.tetS(ttc, e.stepS, tau);
      return e.judgement(value).detail("tau_s", tau);
    }
  }

  /**
   * pet: the smallest post-encroachment time at a crossing that the vehicle came to second, or
   * first, s; 1 when all are over the threshold (SUMO: 2 s), else 0. See {@link
   * io.yardang.streamjobs.scoring.safety.PostEncroachment}.
   */
  static final class Pet extends NamedMetric {
    Pet() {
      super("pet", "Post-encroachment time", "s");
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Encounters e = run.encounters();
      List<Crossings.Pet> all = e.crossings.all();
      if (all.isEmpty()) {
        return Judgement.notApplicable("its way crossed nobody's within 10 s");
      }
      double threshold = card.limit();
      double smallest = Double.POSITIVE_INFINITY;
      for (Crossings.Pet pet : all) {
        smallest = Math.min(smallest, pet.crossing().petS());
      }
      Judgement judgement =
          Judgement.of(smallest, all.size())
              .score(card.breaks(smallest) ? 0 : 1)
              .detail("crossings", all.size());
      for (Crossings.Pet pet : all) {
        double value = pet.crossing().petS();
        double at = pet.crossing().secondEntryS();
        if (card.breaks(value)) {
          judgement.violation(
              Violation.during(
                      Math.max(0, Math.min(at, at - value)),
                      Math.max(at, at - value),
                      at,
                      value,
                      threshold,
                      Rounding.text(
                          "Crossed %s %s with %.2f s between them; %.2f s is the limit.",
                          pet.crossing().egoSecond() ? "behind" : "ahead of",
                          pet.other(),
                          value,
                          threshold))
                  .over(pet.crossing().fromS(), pet.crossing().untilS())
                  .against(List.of(pet.other())));
        }
      }
      return judgement;
    }
  }
}
