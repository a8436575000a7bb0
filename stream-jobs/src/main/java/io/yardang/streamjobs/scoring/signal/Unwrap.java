package io.yardang.streamjobs.scoring.signal;

/** Makes angles continuous. */
public final class Unwrap {
  private static final double FULL_TURN = 2 * StrictMath.PI;

  private Unwrap() {}

  /**
   * Adds whole turns so that no step between neighbours is over half a turn.
   *
   * <p>Source: nuPlan state_extractors.extract_ego_yaw_rate (phase_unwrap).
   *
   * @param angleRad angles in rad, all finite
   * @return new angles in rad; the first is unchanged
   */
  public static double[] radians(double[] angleRad) {
    double[] out = angleRad.clone();
    double turns = 0;
    for (int i = 1; i < out.length; i++) {
      turns += StrictMath.rint((angleRad[i] - angleRad[i - 1]) / FULL_TURN);
      out[i] = angleRad[i] - FULL_TURN * turns;
    }
    return out;
  }
}
