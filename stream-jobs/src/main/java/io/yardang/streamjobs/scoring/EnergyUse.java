package io.yardang.streamjobs.scoring;

/** What the vehicle under test used of each of its stores, and what is asked of the data. */
final class EnergyUse {
  /** Shorter than this a consumption per distance says nothing, m (policy). */
  static final double SHORTEST_M = 100;

  /** The least share of the time of the samples in which the use must be known (policy). */
  static final double LEAST_SHARE = 0.9;

  /** A mass worked out from pressure and temperature is this true. */
  static final double HYDROGEN_NOISE_KG = 0.05;

  private static final double FUEL_NOISE_L = 1.0;

  /** Watt seconds. */
  final StoreUse battery;

  /** Kilograms. */
  final StoreUse hydrogen;

  /** Litres: of the volume left where that tells enough, else of the rate. */
  final StoreUse fuel;

  /** Last less first state of charge, 0 to 1; NaN when not measured. */
  final double chargeChange;

  EnergyUse(Samples s) {
    StoreColumns stores = s.stores;
    Way way = new Way(s);
    battery = StoreUse.ofRate(s, way, stores.batteryPowerW);
    hydrogen = StoreUse.ofContent(s, way, stores.hydrogenMassKg, HYDROGEN_NOISE_KG);
    fuel =
        better(
            StoreUse.ofContent(s, way, stores.fuelVolumeL, FUEL_NOISE_L),
            StoreUse.ofRate(s, way, perSecond(stores.fuelRateLph)));
    chargeChange = change(stores.batteryChargeRatio);
  }

  /** The content, unless it is known for too short a time, or in steps, and the rate is better. */
  private static StoreUse better(StoreUse content, StoreUse rate) {
    boolean enough = content.share() >= LEAST_SHARE && !content.isInSteps();
    boolean rateIsBetter = rate.share() >= LEAST_SHARE || rate.share() > content.share();
    return !enough && rateIsBetter ? rate : content;
  }

  private static double[] perSecond(double[] perHour) {
    double[] perSecond = new double[perHour.length];
    for (int i = 0; i < perHour.length; i++) {
      perSecond[i] = perHour[i] / 3600;
    }
    return perSecond;
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
