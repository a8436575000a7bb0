package io.yardang.streamjobs.scoring.signal;

/**
 * Comfort signals from evenly spaced samples, filtered as nuPlan filters them, so that its
 * thresholds apply.
 *
 * <p>Longitudinal, lateral and magnitude signals are filtered alike: pass ax, ay or hypot(ax, ay).
 * Signals shorter than a window take the whole signal as the window, with the order lowered to
 * window - 1 where needed (nuPlan refuses such signals).
 *
 * <p>Source: nuPlan devkit, metrics/utils/state_extractors.py. Its filters are meant for samples
 * every 0.1 s: bring faster signals to that step first, with {@link Resampler}.
 */
public final class Kinematics {
  /** Sample step of nuPlan's logs, s. */
  public static final double NUPLAN_STEP_S = 0.1;

  private static final int ACCELERATION_WINDOW = 8;
  private static final int JERK_WINDOW = 15;
  private static final int YAW_WINDOW = 5;

  private Kinematics() {}

  /**
   * Smooths an acceleration: SG window 8, order 2.
   *
   * @param accelerationMps2 raw acceleration, m/s^2
   * @return m/s^2
   */
  public static double[] acceleration(double[] accelerationMps2) {
    return filter(accelerationMps2, ACCELERATION_WINDOW, 2, 0, 1);
  }

  /**
   * Jerk: derivative, SG window 15, order 2, of an acceleration that {@link #acceleration} has
   * smoothed.
   *
   * @param smoothedAccelerationMps2 m/s^2
   * @param stepS mean time between two samples, s
   * @return m/s^3
   */
  public static double[] jerk(double[] smoothedAccelerationMps2, double stepS) {
    return filter(smoothedAccelerationMps2, JERK_WINDOW, 2, 1, stepS);
  }

  /**
   * Yaw rate: derivative, SG window 5, order 2, of the unwrapped heading.
   *
   * @param yawRad heading, rad, wrapped or not
   * @param stepS mean time between two samples, s
   * @return rad/s
   */
  public static double[] yawRate(double[] yawRad, double stepS) {
    return filter(Unwrap.radians(yawRad), YAW_WINDOW, 2, 1, stepS);
  }

  /**
   * Yaw acceleration: second derivative, SG window 5, order 3, of the unwrapped heading.
   *
   * @param yawRad heading, rad, wrapped or not
   * @param stepS mean time between two samples, s
   * @return rad/s^2
   */
  public static double[] yawAcceleration(double[] yawRad, double stepS) {
    return filter(Unwrap.radians(yawRad), YAW_WINDOW, 3, 2, stepS);
  }

  /**
   * Mean time between two samples.
   *
   * @param timeS ascending times, s, at least two
   */
  public static double meanStepS(double[] timeS) {
    if (timeS.length < 2) {
      throw new IllegalArgumentException("needs two samples or more, got " + timeS.length);
    }
    return (timeS[timeS.length - 1] - timeS[0]) / (timeS.length - 1);
  }

  private static double[] filter(
      double[] samples, int windowMax, int orderMax, int derivative, double stepS) {
    if (samples.length == 0) {
      return new double[0];
    }
    int window = StrictMath.min(windowMax, samples.length);
    int order = StrictMath.min(orderMax, window - 1);
    return SavitzkyGolay.filter(samples, window, order, derivative, stepS);
  }
}
