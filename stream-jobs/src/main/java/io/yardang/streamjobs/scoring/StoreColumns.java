package io.yardang.streamjobs.scoring;

/**
 * What drives a vehicle, and what is left of it, as columns over its samples; NaN: not measured.
 */
final class StoreColumns {
  private static final double[] NONE = {};

  /** As measured, else voltage times current. */
  final double[] batteryPowerW;

  final double[] batteryChargeRatio;
  final double[] hydrogenMassKg;
  final double[] fuelVolumeL;
  final double[] fuelRateLph;

  /** Reads the samples, and counts with the rules what they refuse; empty where nothing is told. */
  StoreColumns(Samples s, SampleRules rules) {
    int n = s.size();
    boolean any = false;
    for (int i = 0; i < n && !any; i++) {
      any = s.measured(i).stores != Measured.Stores.NONE;
    }
    batteryPowerW = any ? new double[n] : NONE;
    batteryChargeRatio = any ? new double[n] : NONE;
    hydrogenMassKg = any ? new double[n] : NONE;
    fuelVolumeL = any ? new double[n] : NONE;
    fuelRateLph = any ? new double[n] : NONE;
    for (int i = 0; i < batteryPowerW.length; i++) {
      Measured.Stores m = s.measured(i).stores;
      batteryPowerW[i] = batteryPowerW(m, rules);
      batteryChargeRatio[i] =
          rules.value(m.batteryChargeRatio, 0, SampleRules.RATIO_MAX, SampleRules.CHARGE);
      hydrogenMassKg[i] =
          rules.value(m.hydrogenMassKg, 0, SampleRules.HYDROGEN_MAX_KG, SampleRules.HYDROGEN);
      fuelVolumeL[i] = rules.value(m.fuelVolumeL, 0, SampleRules.FUEL_MAX_L, SampleRules.FUEL);
      fuelRateLph[i] =
          rules.value(m.fuelRateLph, 0, SampleRules.FUEL_RATE_MAX_LPH, SampleRules.FUEL);
    }
  }

  private static double batteryPowerW(Measured.Stores m, SampleRules rules) {
    if (m.hasPower()) {
      double most = SampleRules.POWER_MAX_W;
      return rules.value(true, m.batteryPowerW(), -most, most, SampleRules.BATTERY);
    }
    double volts = rules.value(m.voltageV(), 0, SampleRules.VOLTAGE_MAX_V, SampleRules.BATTERY);
    double most = SampleRules.CURRENT_MAX_A;
    return volts * rules.value(m.currentA(), -most, most, SampleRules.BATTERY);
  }
}
