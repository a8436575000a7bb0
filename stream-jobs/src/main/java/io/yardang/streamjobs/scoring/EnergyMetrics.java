package io.yardang.streamjobs.scoring;

import java.util.Locale;

/**
 * Consumption: figures of this run, never type-approval figures ("per GB/T"). Where the plan
 * declares a consumption the score is declared / measured, at most 1; else they are only told. Kept
 * on a card of their own, outside the safety score.
 */
final class EnergyMetrics {
  private static final double LEAST_SHARE = 0.9;

  private EnergyMetrics() {}

  private static String tooShort(RunData run) {
    return run.distanceM() >= EnergyUse.SHORTEST_M
        ? ""
        : String.format(
            Locale.ROOT, "%.0f m driven, fewer than %.0f m", run.distanceM(), EnergyUse.SHORTEST_M);
  }

  /** Adds what the consumption is made of, and sets it against the plan's declaration. */
  private static Judgement complete(
      Judgement judgement,
      RunData run,
      String amountName,
      double amount,
      boolean declared,
      double declaration) {
    judgement
        .detail("distance_km", run.distanceM() / 1000)
        .detail(amountName, amount)
        .detail("battery_charge_ratio_change", run.energy().chargeChange);
    if (declared) {
      judgement.detail("declared", declaration);
      judgement.score(judgement.value <= declaration ? 1 : declaration / judgement.value);
    }
    return judgement;
  }

  /** energy.per_km: integral of battery power over distance, Wh/km. */
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
      EnergyUse use = run.energy();
      String tooShort = tooShort(run);
      if (use.batterySamples < 2) {
        return Judgement.notApplicable("no sample has a battery power, or voltage and current");
      }
      if (!tooShort.isEmpty()) {
        return Judgement.notApplicable(tooShort);
      }
      if (use.batteryShare < LEAST_SHARE) {
        return Judgement.notApplicable(
            String.format(
                Locale.ROOT,
                "the battery's power is known for %.0f %% of the time only",
                100 * use.batteryShare));
      }
      double km = run.distanceM() / 1000;
      return complete(
          Judgement.of(use.batteryWh / km, use.batterySamples)
              .drop("no battery power", run.subject().size() - use.batterySamples),
          run,
          "energy_wh",
          use.batteryWh,
          run.plan().getLimits().hasDeclaredEnergyWhPerKm(),
          run.plan().getLimits().getDeclaredEnergyWhPerKm());
    }
  }

  /**
   * hydrogen.per_100km: mass used over distance, kg/100km, with the change of the battery's charge
   * beside it: a battery that ended emptier has driven part of the way.
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
      EnergyUse use = run.energy();
      if (Double.isNaN(use.hydrogenKg)) {
        return Judgement.notApplicable("fewer than two samples tell the mass of hydrogen left");
      }
      String tooShort = tooShort(run);
      if (!tooShort.isEmpty()) {
        return Judgement.notApplicable(tooShort);
      }
      double km = run.distanceM() / 1000;
      return complete(
          Judgement.of(use.hydrogenKg / km * 100, run.subject().size()),
          run,
          "hydrogen_kg",
          use.hydrogenKg,
          run.plan().getLimits().hasDeclaredHydrogenKgPer100Km(),
          run.plan().getLimits().getDeclaredHydrogenKgPer100Km());
    }
  }

  /**
   * energy.total: all that was used, Wh: battery, hydrogen at its lower heating value (33.33
   * kWh/kg), fuel at the card's (8,900 Wh/l, petrol). For ranking entrants with different drives.
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
      boolean battery = use.batterySamples >= 2 && use.batteryShare >= LEAST_SHARE;
      boolean hydrogen = !Double.isNaN(use.hydrogenKg);
      boolean fuel = !Double.isNaN(use.fuelL);
      if (!battery && !hydrogen && !fuel) {
        return Judgement.notApplicable("neither battery power nor hydrogen nor fuel is measured");
      }
      double hydrogenWh = hydrogen ? use.hydrogenKg * card.parameter("hydrogen_wh_per_kg") : 0;
      double fuelWh = fuel ? use.fuelL * card.parameter("fuel_wh_per_l") : 0;
      double batteryWh = battery ? use.batteryWh : 0;
      return Judgement.of(batteryWh + hydrogenWh + fuelWh, run.subject().size())
          .detail("battery_wh", battery ? batteryWh : Double.NaN)
          .detail("hydrogen_wh", hydrogen ? hydrogenWh : Double.NaN)
          .detail("fuel_wh", fuel ? fuelWh : Double.NaN)
          .detail("battery_charge_ratio_change", use.chargeChange);
    }
  }
}
