package io.yardang.streamjobs.scoring;

/**
 * What the vehicle under test used: battery energy as the integral of power (or voltage times
 * current) by trapezoids, hydrogen and fuel as the difference of the first and last content, fuel
 * else as the integral of its rate. Nothing is carried over a gap of the data.
 */
final class EnergyUse {
  /** Shorter than this a consumption per distance says nothing, m. */
  static final double SHORTEST_M = 100;

  final double batteryWh;

  /** Samples with a battery power. */
  final long batterySamples;

  final double hydrogenKg;
  final double fuelL;

  /** Last less first state of charge, 0 to 1; NaN when not measured. */
  final double chargeChange;

  /** Share of the time of the samples over which the battery's power is known. */
  final double batteryShare;

  EnergyUse(Samples s) {
    StoreColumns stores = s.stores;
    batterySamples = count(stores.batteryPowerW);
    double[] integral = integral(s, stores.batteryPowerW);
    batteryWh = integral[0] / 3600;
    batteryShare = integral[1];
    hydrogenKg = -change(stores.hydrogenMassKg);
    chargeChange = change(stores.batteryChargeRatio);
    double content = -change(stores.fuelVolumeL);
    double[] rate = stores.fuelRateLph;
    fuelL =
        !Double.isNaN(content)
            ? content
            : count(rate) < 2 ? Double.NaN : integral(s, rate)[0] / 3600;
  }

  /** The integral over time, and the share of the time that it covers. */
  private static double[] integral(Samples s, double[] column) {
    double sum = 0;
    double covered = 0;
    for (int i = 1; i < column.length; i++) {
      double dt = s.t[i] - s.t[i - 1];
      if (dt <= s.longestStepS() && !Double.isNaN(column[i] + column[i - 1])) {
        sum += 0.5 * (column[i] + column[i - 1]) * dt;
        covered += dt;
      }
    }
    double all = s.size() < 2 ? 0 : s.t[s.size() - 1] - s.t[0];
    return new double[] {sum, all > 0 ? covered / all : 0};
  }

  private static long count(double[] column) {
    long count = 0;
    for (double v : column) {
      count += Double.isNaN(v) ? 0 : 1;
    }
    return count;
  }

  /** Last less first value; NaN for fewer than two. */
  private static double change(double[] column) {
    double first = Double.NaN;
    double last = Double.NaN;
    int seen = 0;
    for (double v : column) {
      if (!Double.isNaN(v)) {
        first = seen == 0 ? v : first;
        last = v;
        seen++;
      }
    }
    return seen < 2 ? Double.NaN : last - first;
  }
}
