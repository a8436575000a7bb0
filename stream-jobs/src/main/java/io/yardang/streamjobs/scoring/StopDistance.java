package io.yardang.streamjobs.scoring;

/**
 * stop.distance: metres from the command to brake until the vehicle stands, of the stop that used
 * most of its limit: 1.1 m at 10 km/h, 2 m at 15, 3 m at 20 (T/CITSA 05-2020 4.3.7, as cited by a
 * secondary source), in between in proportion; from faster than 20 km/h there is no limit and it is
 * told only. The command is emergency_stop, or a brake demand of the card's ratio (0.9, policy);
 * one that ends before the vehicle stands is no stop. 1 when no stop is over its limit, else 0.
 */
final class StopDistance extends NamedMetric {
  private static final double[] KMH = {10, 15, 20};
  private static final String[] PARAMETERS = {"m_at_10_kmh", "m_at_15_kmh", "m_at_20_kmh"};
  private static final double SLOWEST_KMH = 1;
  private static final double STANDING_MPS = 0.1;

  StopDistance() {
    super("stop.distance", "Distance to a stand from the command to brake", "m");
  }

  /** A stop: from and to are indices of samples. */
  private record Stop(int from, int to, double metres, double kmh, double limit) {
    double used() {
      return Double.isNaN(limit) ? 0 : metres / limit;
    }
  }

  @Override
  public Judgement judge(RunData run, Scorecard.Entry card) {
    Samples s = run.subject();
    Stop worst = null;
    int stops = 0;
    int beyond = 0;
    Judgement judgement = Judgement.of(Double.NaN, 0);
    double ratio = card.parameter("brake_ratio");
    for (int i = 1; i < s.size(); i++) {
      if (!isCommanded(s, i, ratio) || isCommanded(s, i - 1, ratio)) {
        continue;
      }
      Stop stop = stopFrom(s, i, ratio, card);
      if (stop == null) {
        continue;
      }
      stops++;
      judgement.used += stop.to - stop.from + 1;
      beyond += Double.isNaN(stop.limit) ? 1 : 0;
      worst = worst == null || stop.used() > worst.used() ? stop : worst;
      if (stop.used() > 1) {
        judgement.violation(violation(s, stop));
      }
    }
    if (worst == null) {
      return Judgement.notApplicable("it was not commanded to stop, or did not stand after");
    }
    judgement.value = worst.metres;
    if (beyond < stops) {
      judgement.score(worst.used() > 1 ? 0 : 1);
    }
    return judgement
        .detail("stops", stops)
        .detail("stops_without_limit", beyond)
        .detail("from_kmh", worst.kmh)
        .detail("limit", worst.limit);
  }

  private static boolean isCommanded(Samples s, int i, double ratio) {
    return s.emergencyStop.get(i) || s.brakeRatio[i] >= ratio;
  }

  private static Stop stopFrom(Samples s, int from, double ratio, Scorecard.Entry card) {
    double kmh = 3.6 * s.speed[from];
    double metres = 0;
    if (!(kmh >= SLOWEST_KMH)) {
      return null;
    }
    for (int i = from + 1; i < s.size(); i++) {
      double step = 0.5 * (Math.abs(s.speed[i]) + Math.abs(s.speed[i - 1])) * (s.t[i] - s.t[i - 1]);
      if (Double.isNaN(step) || s.t[i] - s.t[i - 1] > s.longestStepS()) {
        return null;
      }
      metres += step;
      if (Math.abs(s.speed[i]) <= STANDING_MPS) {
        return new Stop(from, i, metres, kmh, limitM(kmh, card));
      }
      if (!isCommanded(s, i, ratio)) {
        return null;
      }
    }
    return null;
  }

  private static double limitM(double kmh, Scorecard.Entry card) {
    double[] limits = new double[KMH.length];
    for (int i = 0; i < limits.length; i++) {
      limits[i] = card.parameter(PARAMETERS[i]);
    }
    if (kmh <= KMH[0]) {
      return limits[0];
    }
    for (int i = 1; i < KMH.length; i++) {
      if (kmh <= KMH[i]) {
        double share = (kmh - KMH[i - 1]) / (KMH[i] - KMH[i - 1]);
        return limits[i - 1] + share * (limits[i] - limits[i - 1]);
      }
    }
    return Double.NaN;
  }

  private static Violation violation(Samples s, Stop stop) {
    return Violation.during(
            s.t[stop.from],
            s.t[stop.to],
            s.t[stop.from],
            stop.metres,
            stop.limit,
            Rounding.text(
                "Took %.1f m to stand from %.0f km/h; %.1f m is the limit.",
                stop.metres, stop.kmh, stop.limit))
        // That the command began there, the sample before it shows.
        .over(s.t[stop.from - 1], s.t[stop.to]);
  }
}
