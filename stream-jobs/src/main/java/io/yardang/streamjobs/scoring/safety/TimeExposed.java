package io.yardang.streamjobs.scoring.safety;

/**
 * Time exposed and time integrated time-to-collision: TET = sum of dt where TTC <= tau, s; TIT =
 * sum of (tau - TTC) dt there, s^2.
 *
 * <p>A {@link TimeToCollision} is known to one step of {@link TimeToCollision#STEP_S} and never too
 * small by more than rounding, so TIT is too small by up to that step times TET.
 *
 * <p>Source: CommonRoad-CriMe (TET, TIT); M. Minderhoud, P. Bovy, Accident Analysis and Prevention
 * 33 (2001).
 */
public final class TimeExposed {
  /** CriMe's tau, s. */
  public static final double TAU_S = 2.0;

  private TimeExposed() {}

  /** TET, s; stepsS holds the time that each TTC stands for. */
  public static double tetS(double[] ttcS, double[] stepsS, double tauS) {
    double sum = 0;
    for (int i = 0; i < ttcS.length; i++) {
      sum += Bound.ABOVE.breaks(ttcS[i], tauS) ? stepsS[i] : 0;
    }
    return sum;
  }

  /** TIT, s^2. */
  public static double titS2(double[] ttcS, double[] stepsS, double tauS) {
    double sum = 0;
    for (int i = 0; i < ttcS.length; i++) {
      sum += Bound.ABOVE.breaks(ttcS[i], tauS) ? (tauS - ttcS[i]) * stepsS[i] : 0;
    }
    return sum;
  }
}
