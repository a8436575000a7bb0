package io.yardang.streamjobs.scoring.safety;

import java.util.List;
import java.util.Map;

/**
 * The penalty factor of the CARLA leaderboard, 1 (none) to 0; a challenge's score is route
 * completion times it.
 *
 * <p>2.0: product over infractions of their coefficients; of a share such as the speed against the
 * surrounding traffic's, 1 - (1 - c)(1 - share). 2.1: (1 - share outside the lanes) / (1 + sum of
 * coefficients), so that the tenth infraction still costs something.
 *
 * <p>Source: carla-simulator/leaderboard, statistics_manager.py, branches leaderboard-2.0 and 2.1.
 */
public final class CarlaPenalty {
  /** What can go wrong. */
  public enum Infraction {
    COLLISION_PEDESTRIAN(0.5, 1.0),
    COLLISION_VEHICLE(0.6, 0.7),
    COLLISION_STATIC(0.65, 0.6),
    RED_LIGHT(0.7, 0.4),
    STOP_SIGN(0.8, 0.25),
    SCENARIO_TIMEOUT(0.7, 0.4),
    YIELD_EMERGENCY(0.7, 0.4);

    private final double factor;
    private final double summand;

    Infraction(double factor, double summand) {
      this.factor = factor;
      this.summand = summand;
    }
  }

  private static final double TOO_SLOW_FACTOR = 0.7;
  private static final double TOO_SLOW_SUMMAND = 0.4;

  private CarlaPenalty() {}

  /**
   * The factor of leaderboard 2.0.
   *
   * @param minSpeedRatios of each stretch that was too slow, the speed over the traffic's
   * @param outsideRatio share of the route driven outside its lanes
   */
  public static double factor20(
      Map<Infraction, Integer> counts, List<Double> minSpeedRatios, double outsideRatio) {
    double factor = 1 - outsideRatio;
    for (Infraction infraction : Infraction.values()) {
      for (int i = 0; i < counts.getOrDefault(infraction, 0); i++) {
        factor *= infraction.factor;
      }
    }
    for (double ratio : minSpeedRatios) {
      factor *= 1 - (1 - TOO_SLOW_FACTOR) * (1 - ratio);
    }
    return factor;
  }

  /** The factor of leaderboard 2.1, of the same. */
  public static double factor21(
      Map<Infraction, Integer> counts, List<Double> minSpeedRatios, double outsideRatio) {
    double sum = 0;
    for (Infraction infraction : Infraction.values()) {
      sum += counts.getOrDefault(infraction, 0) * infraction.summand;
    }
    for (double ratio : minSpeedRatios) {
      sum += TOO_SLOW_SUMMAND * (1 - ratio);
    }
    return (1 - outsideRatio) / (1 + sum);
  }
}
