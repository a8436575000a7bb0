package io.yardang.streamjobs.scoring.safety;

/**
 * Safe distances of Responsibility-Sensitive Safety.
 *
 * <p>Of two ways that cross, RSS asks who has priority, which neither samples nor plans tell; there
 * is no distance for them here.
 *
 * <p>Sources: S. Shalev-Shwartz et al., arXiv:1708.06374; numbers and the lateral form as in
 * ad-rss-lib, Appendix "Parameter discussion".
 */
public final class Rss {
  /** Of the one in its correct lane when another comes towards it: it may brake gently, m/s^2. */
  public static final double CORRECT_LANE_BRAKING_MPS2 = 3;

  private Rss() {}

  /**
   * What the two vehicles are assumed to do.
   *
   * @param egoResponseS response time of the vehicle under test
   * @param otherResponseS response time of the other vehicle
   * @param accelerationMaxMps2 of the follower during its response
   * @param brakingMinMps2 of the follower after its response
   * @param brakingMaxMps2 of the leader
   * @param lateralAccelerationMps2 towards the other during the response
   * @param lateralBrakingMps2 after it
   * @param lateralMarginM kept for small movements within the lane
   * @param accelerationSpeedMaxMps no vehicle accelerates beyond this during its response
   */
  public record Parameters(
      double egoResponseS,
      double otherResponseS,
      double accelerationMaxMps2,
      double brakingMinMps2,
      double brakingMaxMps2,
      double lateralAccelerationMps2,
      double lateralBrakingMps2,
      double lateralMarginM,
      double accelerationSpeedMaxMps) {
    /** The "conservative starting point" of ad-rss-lib. */
    public static final Parameters CONSERVATIVE =
        new Parameters(1, 2, 3.5, 4, 8, 0.2, 0.8, 0.1, 100);
  }

  /**
   * Distance a vehicle covers that accelerates during its response and then brakes to a stop: v rho
   * + a rho^2 / 2 + (v + a rho)^2 / (2 b), m. It stops accelerating at the speed limit.
   */
  public static double statedBrakingM(
      double speedMps,
      double responseS,
      double accelerationMps2,
      double brakingMps2,
      double speedMaxMps) {
    double topMps =
        StrictMath.max(
            speedMps, StrictMath.min(speedMps + accelerationMps2 * responseS, speedMaxMps));
    double acceleratingS = topMps > speedMps ? (topMps - speedMps) / accelerationMps2 : 0;
    double whileAcceleratingM = 0.5 * (speedMps + topMps) * acceleratingS;
    double atTopM = topMps * (responseS - acceleratingS);
    return whileAcceleratingM + atTopM + stoppingM(topMps, brakingMps2);
  }

  /**
   * Safe gap of two that drive towards each other, m: both cover their stated braking distance; the
   * one in its correct lane may brake more gently (ad-rss-lib: 3 m/s^2).
   */
  public static double oppositeM(
      double correctMps,
      double correctResponseS,
      double correctBrakingMps2,
      double otherMps,
      double otherResponseS,
      Parameters parameters) {
    double max = parameters.accelerationSpeedMaxMps();
    double a = parameters.accelerationMaxMps2();
    return statedBrakingM(correctMps, correctResponseS, a, correctBrakingMps2, max)
        + statedBrakingM(otherMps, otherResponseS, a, parameters.brakingMinMps2(), max);
  }

  /** v^2 / (2 b), m. */
  public static double stoppingM(double speedMps, double brakingMps2) {
    return speedMps * speedMps / (2 * brakingMps2);
  }

  /**
   * Safe gap, bumper to bumper, of a follower behind a leader that drives the same way, m: max(0,
   * follower's stated braking - leader's hardest stop).
   *
   * @param followerResponseS the follower's response time, of the vehicle under test or the other
   */
  public static double longitudinalM(
      double followerMps, double leaderMps, double followerResponseS, Parameters parameters) {
    double followerM =
        statedBrakingM(
            followerMps,
            followerResponseS,
            parameters.accelerationMaxMps2(),
            parameters.brakingMinMps2(),
            parameters.accelerationSpeedMaxMps());
    return StrictMath.max(0, followerM - stoppingM(leaderMps, parameters.brakingMaxMps2()));
  }

  /**
   * Safe gap, side to side, m: both drift towards each other during their response and brake then;
   * max(0, margin + left's offset to the right - right's offset to the right).
   *
   * @param leftMps speed of the left vehicle towards the right one; negative: away from it
   * @param rightMps speed of the right vehicle in the same direction, away from the left one;
   *     negative: towards it
   */
  public static double lateralM(
      double leftMps,
      double rightMps,
      double leftResponseS,
      double rightResponseS,
      Parameters parameters) {
    double leftM = lateralOffsetM(leftMps, leftResponseS, parameters);
    double rightM = lateralOffsetM(-rightMps, rightResponseS, parameters);
    return StrictMath.max(0, leftM + rightM + parameters.lateralMarginM());
  }

  /**
   * Signed way towards the other vehicle until the speed towards it is 0. A vehicle that still
   * moves away after its response need not brake, so nothing of its further way is counted on.
   */
  private static double lateralOffsetM(double towardsMps, double responseS, Parameters parameters) {
    double gained = parameters.lateralAccelerationMps2() * responseS;
    double afterMps = towardsMps + gained;
    double responseM = 0.5 * (towardsMps + afterMps) * responseS;
    double brakingM = stoppingM(afterMps, parameters.lateralBrakingMps2());
    return afterMps > 0 ? responseM + brakingM : responseM;
  }
}
