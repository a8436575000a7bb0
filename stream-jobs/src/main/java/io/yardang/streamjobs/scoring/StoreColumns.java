package io.yardang.streamjobs.scoring;

/**
 * What drives a vehicle, and what is left of it, as columns over its samples; NaN: not measured.
 */
final class StoreColumns {
  private static final double[] NONE = {};

  private final int samples;

  /** As measured, else voltage times current. */
  double[] batteryPowerW = NONE;

  double[] batteryChargeRatio = NONE;
  double[] hydrogenMassKg = NONE;
  double[] fuelVolumeL = NONE;
  double[] fuelRateLph = NONE;

  /** Of so many samples; empty until one tells of something. */
  StoreColumns(int samples) {
    this.samples = samples;
  }

  /** Reads a sample, and counts with the rules what they refuse. */
  void read(int i, Measured.Stores m, SampleRules rules) {
    if (m == Measured.Stores.NONE) {
      return;
    }
    if (batteryPowerW == NONE) {
      batteryPowerW = Samples.unmeasured(samples);
      batteryChargeRatio = Samples.unmeasured(samples);
      hydrogenMassKg = Samples.unmeasured(samples);
      fuelVolumeL = Samples.unmeasured(samples);
      fuelRateLph = Samples.unmeasured(samples);
    }
    batteryPowerW[i] = batteryPowerW(m, rules);
    batteryChargeRatio[i] =
        rules.value(m.batteryChargeRatio, 0, SampleRules.RATIO_MAX, SampleRules.CHARGE);
    hydrogenMassKg[i] =
        rules.value(m.hydrogenMassKg, 0, SampleRules.HYDROGEN_MAX_KG, SampleRules.HYDROGEN);
    fuelVolumeL[i] = rules.value(m.fuelVolumeL, 0, SampleRules.FUEL_MAX_L, SampleRules.FUEL);
    fuelRateLph[i] = rules.value(m.fuelRateLph, 0, SampleRules.FUEL_RATE_MAX_LPH, SampleRules.FUEL);
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
