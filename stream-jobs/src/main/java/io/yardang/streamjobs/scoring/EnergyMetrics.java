package io.yardang.streamjobs.scoring;

import java.util.stream.Stream;

/**
 * Consumption: figures of this run, never type-approval figures ("per GB/T"). Where the plan
 * declares a consumption the score is declared / measured, at most 1; else they are only told. Kept
 * on a card of their own, outside the safety score.
 *
 * <p>Per distance: what was used on the way that is known, over that way; both must be known for 9
 * in 10 of the run's time at least, without the time of refuelling, and for 100 m. What a sensor
 * tells in steps is not known.
 */
final class EnergyMetrics {
  private static final double WH = 3600;

  /** Less than this is rounding, not a content that rose. */
  private static final double NOTHING = 1e-6;

  private EnergyMetrics() {}

  /** Why there is no consumption per distance; empty when there is one. */
  private static String lacking(StoreUse use, String what) {
    if (use.readings < 2) {
      return "fewer than two samples tell " + what;
    }
    if (use.onWayM < EnergyUse.SHORTEST_M) {
      return Rounding.text(
          "%.0f m driven with %s and the speed known, fewer than %.0f m",
          use.onWayM, what, EnergyUse.SHORTEST_M);
    }
    return lacking(use.shareOnWay(), what + " and the speed are");
  }

  private static String lacking(double share, String what) {
    return share >= EnergyUse.LEAST_SHARE
        ? ""
        : Rounding.text(
            "%s known for %.0f %% of the time only, %.0f %% is the least",
            what, 100 * share, 100 * EnergyUse.LEAST_SHARE);
  }

  private static String risen(double used, String what, String unit) {
    return used >= -NOTHING ? "" : Rounding.text("%s rose by %.3f %s in all", what, -used, unit);
  }

  /** Why a content does not tell what was used; empty when it does. */
  private static String notTold(StoreUse use, double used, String what, String unit) {
    return use.isInSteps()
        ? Rounding.text(
            "%s fell at once by %.3f %s in all (falls: %d), so what was used is not known",
            what, use.fellAtOnceBy, unit, use.fellAtOnce)
        : risen(used, what, unit);
  }

  /** The first of the reasons that there is; empty when there is none. */
  private static String first(String... reasons) {
    return Stream.of(reasons).filter(reason -> !reason.isEmpty()).findFirst().orElse("");
  }

  /** Tells what was left out, and why, and what was refuelled. */
  private static Judgement told(Judgement judgement, RunData run, StoreUse use, String what) {
    if (use.refuelled > 0) {
      judgement.detail("refuelled", use.refuelled).detail("refuelled_by", use.refuelledBy);
    }
    return leftOut(judgement, run, use, what);
  }

  private static Judgement leftOut(Judgement judgement, RunData run, StoreUse use, String what) {
    return judgement
        .drop("no " + what, run.subject().size() - use.readings - use.jumped)
        .drop(what + " apart from those before and after", use.jumped)
        .drop(what + " that fell at once", use.fellAtOnce);
  }

  /** Adds what the consumption is made of, and sets it against the plan's declaration. */
  private static Judgement complete(
      Judgement judgement, RunData run, StoreUse use, boolean declared, double declaration) {
    judgement
        .detail("distance_km", use.onWayM / 1000)
        .detail("share_of_time_known", use.shareOnWay())
        .detail("battery_charge_ratio_change", run.energy().chargeChange);
    if (declared) {
      judgement.detail("declared", declaration);
      judgement.score(judgement.value <= declaration ? 1 : declaration / judgement.value);
    }
    return judgement;
  }

  /**
   * energy.per_km: integral of battery power (or voltage times current) over distance, Wh/km. What
   * flows back counts as less used, be it recovered or charged; it is told.
   */
  static final class Electric extends NamedMetric {
    Electric() {
      super("energy.per_km", "Electric energy", "Wh/km");
    }

    @Override
    public boolean onlyAtEnd() {
      return true;
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      StoreUse use = run.energy().battery;
      String lacking = lacking(use, "the battery's power");
      if (!lacking.isEmpty()) {
        return told(Judgement.notApplicable(lacking), run, use, "battery power");
      }
      Judgement judgement =
          Judgement.of(use.onWay / WH / use.onWayM * 1000, use.readings)
              .detail("energy_wh", use.onWay / WH)
              .detail("returned_wh", use.returned / WH)
              .detail("returned_standing_wh", use.returnedStanding / WH);
      return complete(
          told(judgement, run, use, "battery power"),
          run,
          use,
          run.plan().getLimits().hasDeclaredEnergyWhPerKm(),
          run.plan().getLimits().getDeclaredEnergyWhPerKm());
    }
  }

  /**
   * hydrogen.per_100km: mass used over distance, kg/100km, with the change of the battery's charge
   * beside it: a battery that ended emptier has driven part of the way. Refuelling is left out and
   * counted; a mass that rises without it is no consumption, nor is one that falls at once, or one
   * that never changes, be the drive at rest or the sensor: so the metric does not apply.
   */
  static final class Hydrogen extends NamedMetric {
    Hydrogen() {
      super("hydrogen.per_100km", "Hydrogen", "kg/100km");
    }

    @Override
    public boolean onlyAtEnd() {
      return true;
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      StoreUse use = run.energy().hydrogen;
      String left = "the mass of hydrogen left";
      String lacking =
          first(
              lacking(use, left),
              notTold(use, use.onWay, left, "kg"),
              use.isConstant ? left + " never changed, so what was used is not known" : "");
      if (!lacking.isEmpty()) {
        return told(Judgement.notApplicable(lacking), run, use, "hydrogen mass");
      }
      double used = Math.max(0, use.onWay);
      Judgement judgement =
          Judgement.of(used / use.onWayM * 100_000, use.readings).detail("hydrogen_kg", used);
      return complete(
          told(judgement, run, use, "hydrogen mass"),
          run,
          use,
          run.plan().getLimits().hasDeclaredHydrogenKgPer100Km(),
          run.plan().getLimits().getDeclaredHydrogenKgPer100Km());
    }
  }

  /**
   * energy.total: all that was used, Wh: battery, hydrogen at its lower heating value (33.33
   * kWh/kg), fuel at the card's (8,900 Wh/l, petrol). For ranking entrants with different drives,
   * so each store that tells anything must be known for 9 in 10 of the time.
   */
  static final class Total extends NamedMetric {
    Total() {
      super("energy.total", "Energy used, of all kinds", "Wh");
    }

    @Override
    public boolean onlyAtEnd() {
      return true;
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      EnergyUse use = run.energy();
      long used =
          Math.max(Math.max(use.battery.readings, use.hydrogen.readings), use.fuel.readings);
      String lacking =
          first(
              unknown(use.battery, "the battery's power is"),
              unknown(use.hydrogen, "the mass of hydrogen left is"),
              unknown(use.fuel, "the fuel is"),
              notTold(use.hydrogen, use.hydrogen.total, "the hydrogen left", "kg"),
              notTold(use.fuel, use.fuel.total, "the fuel left", "l"),
              used == 0 ? "neither battery power nor hydrogen nor fuel is measured" : "");
      if (!lacking.isEmpty()) {
        return allTold(Judgement.notApplicable(lacking), run);
      }
      double batteryWh = use.battery.total / WH;
      double hydrogenWh = Math.max(0, use.hydrogen.total) * card.parameter("hydrogen_wh_per_kg");
      double fuelWh = Math.max(0, use.fuel.total) * card.parameter("fuel_wh_per_l");
      return allTold(Judgement.of(batteryWh + hydrogenWh + fuelWh, used), run)
          .detail("battery_wh", use.battery.readings > 0 ? batteryWh : Double.NaN)
          .detail("hydrogen_wh", use.hydrogen.readings > 0 ? hydrogenWh : Double.NaN)
          .detail("fuel_wh", use.fuel.readings > 0 ? fuelWh : Double.NaN)
          .detail("refuelled", (double) use.hydrogen.refuelled + use.fuel.refuelled)
          .detail("battery_charge_ratio_change", use.chargeChange);
    }

    /** Tells what was left out of each store that tells anything. */
    private static Judgement allTold(Judgement judgement, RunData run) {
      EnergyUse use = run.energy();
      storeTold(judgement, run, use.battery, "battery power");
      storeTold(judgement, run, use.hydrogen, "hydrogen mass");
      storeTold(judgement, run, use.fuel, "fuel");
      return judgement;
    }

    private static void storeTold(Judgement judgement, RunData run, StoreUse use, String what) {
      if (use.readings > 0) {
        leftOut(judgement, run, use, what);
      }
    }

    private static String unknown(StoreUse use, String what) {
      return use.readings == 0 ? "" : lacking(use.share(), what);
    }
  }
}
