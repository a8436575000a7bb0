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
    int n = s.size();
    double[] power = new double[n];
    double[] hydrogen = new double[n];
    double[] charge = new double[n];
    double[] fuel = new double[n];
    double[] rate = new double[n];
    for (int i = 0; i < n; i++) {
      Measured.Stores stores = s.measured(i).stores;
      power[i] = finite(stores.batteryPowerW());
      hydrogen[i] = finite(stores.hydrogenMassKg);
      charge[i] = finite(stores.batteryChargeRatio);
      fuel[i] = finite(stores.fuelVolumeL);
      rate[i] = finite(stores.fuelRateLph);
    }
    batterySamples = count(power);
    double[] integral = integral(s, power);
    batteryWh = integral[0] / 3600;
    batteryShare = integral[1];
    hydrogenKg = -change(hydrogen);
    chargeChange = change(charge);
    double content = -change(fuel);
    fuelL =
        !Double.isNaN(content)
            ? content
            : count(rate) < 2 ? Double.NaN : integral(s, rate)[0] / 3600;
  }

  private static double finite(double value) {
    return Double.isInfinite(value) ? Double.NaN : value;
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
