package io.yardang.streamjobs.scoring.safety;

import java.util.OptionalDouble;

/**
 * Surrogate safety measures of a follower behind a leader in the same lane.
 *
 * <p>The gap is bumper to bumper: rear of the leader minus front of the follower, m. Speeds are
 * along the lane, m/s. Where the follower is not faster nothing is being closed and TTC, DRAC and
 * MDRAC are empty.
 *
 * <p>Source: SUMO, SSM device (docs/Simulation/Output/SSM_Device, MSDevice_SSM.cpp); THW:
 * CommonRoad-CriMe.
 */
public final class Following {
  /** SUMO's critical DRAC, m/s^2. */
  public static final double DRAC_LIMIT_MPS2 = 3.0;

  /** SUMO's critical MDRAC, m/s^2. */
  public static final double MDRAC_LIMIT_MPS2 = 3.4;

  /** SUMO's perception and reaction time, s. */
  public static final double REACTION_TIME_S = 1.0;

  private Following() {}

  /** Time to collision, gap / (v_f - v_l), s; 0 when the gap is used up. */
  public static OptionalDouble ttcS(double gapM, double followerMps, double leaderMps) {
    double closingMps = followerMps - leaderMps;
    return closingMps > 0
        ? OptionalDouble.of(StrictMath.max(gapM, 0) / closingMps)
        : OptionalDouble.empty();
  }

  /**
   * Deceleration that avoids the crash if the leader keeps its speed, (v_f - v_l)^2 / (2 gap),
   * m/s^2; infinite when the gap is used up.
   */
  public static OptionalDouble dracMps2(double gapM, double followerMps, double leaderMps) {
    double closingMps = followerMps - leaderMps;
    if (!(closingMps > 0)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        gapM > 0 ? 0.5 * closingMps * closingMps / gapM : Double.POSITIVE_INFINITY);
  }

  /**
   * DRAC after a reaction time in which nothing is done, (v_f - v_l) / (2 (TTC - reaction time)),
   * m/s^2; infinite when TTC is no longer than the reaction time.
   */
  public static OptionalDouble mdracMps2(
      double gapM, double followerMps, double leaderMps, double reactionTimeS) {
    OptionalDouble ttcS = ttcS(gapM, followerMps, leaderMps);
    if (ttcS.isEmpty()) {
      return OptionalDouble.empty();
    }
    double leftS = ttcS.getAsDouble() - reactionTimeS;
    return OptionalDouble.of(
        leftS > 0 ? 0.5 * (followerMps - leaderMps) / leftS : Double.POSITIVE_INFINITY);
  }

  /** Time headway, gap / v_f, s; empty when the follower stands. */
  public static OptionalDouble thwS(double gapM, double followerMps) {
    return followerMps > 0
        ? OptionalDouble.of(StrictMath.max(gapM, 0) / followerMps)
        : OptionalDouble.empty();
  }

  /**
   * DRAC at a crossing, 2 (v - d / T) / T, m/s^2: the later vehicle at speed v has d metres to the
   * conflict area, which the earlier one leaves in T seconds; empty when it will arrive later
   * anyway.
   */
  public static OptionalDouble crossingDracMps2(
      double distanceM, double speedMps, double untilClearS) {
    if (!(untilClearS > 0) || !(speedMps * untilClearS > distanceM)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(2 * (speedMps - distanceM / untilClearS) / untilClearS);
  }
}
