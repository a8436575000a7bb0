package io.yardang.streamjobs.scoring.safety;

/** How far and how long a vehicle was over the speed limit. */
public final class SpeedLimit {
  /** Driven all the time, this much over the limit takes the whole score, m/s (nuPlan). */
  public static final double OVER_SPEED_MAX_MPS = 2.23;

  private SpeedLimit() {}

  /**
   * max(0, 1 - sum(max(0, v - limit)) dt / (2.23 T)), where dt is the mean time between two samples
   * and T the time from the first to the last.
   *
   * <p>Source: nuPlan devkit, speed_limit_compliance.py.
   *
   * @param timeS ascending times, s
   * @param speedMps speeds at these times
   * @param limitMps limits at these times; infinite where there is none
   * @return 0 to 1; of less than two samples 1 when none is over its limit, 0 otherwise
   */
  public static double score(double[] timeS, double[] speedMps, double[] limitMps) {
    return score(timeS, speedMps, limitMps, OVER_SPEED_MAX_MPS);
  }

  /** The same with another over-speed that takes the whole score. */
  public static double score(
      double[] timeS, double[] speedMps, double[] limitMps, double overSpeedMaxMps) {
    double sumMps = 0;
    for (int i = 0; i < timeS.length; i++) {
      sumMps += StrictMath.max(0, speedMps[i] - limitMps[i]);
    }
    if (sumMps == 0) {
      return 1;
    }
    if (timeS.length < 2) {
      return 0;
    }
    double durationS = timeS[timeS.length - 1] - timeS[0];
    double stepS = durationS / (timeS.length - 1);
    return StrictMath.max(0, 1 - sumMps * stepS / (overSpeedMaxMps * durationS));
  }
}
