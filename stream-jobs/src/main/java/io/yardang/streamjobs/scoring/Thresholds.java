package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.safety.SpeedLimit;
import io.yardang.streamjobs.scoring.safety.TimeExposed;
import io.yardang.streamjobs.scoring.safety.TimeToCollision;
import java.util.Map;

/**
 * The limit of each metric where its card names none, in the metric's unit: the one place for them.
 * Sources are those of the built-in cards. A metric that is not here has no limit of its own.
 */
final class Thresholds {
  private static final Map<String, Double> OWN =
      Map.ofEntries(
          Map.entry("collision", 0.0),
          Map.entry("geofence", 0.3),
          Map.entry("direction", 2.0),
          Map.entry("signal", 0.0),
          Map.entry("progress.minimum", 0.2),
          Map.entry("takeover.safety", 0.0),
          Map.entry("progress", 1.0),
          Map.entry("checkpoints", 1.0),
          Map.entry("tracking", 0.5),
          Map.entry("localisation", 0.05),
          Map.entry("sweep.coverage", 0.95),
          Map.entry("sweep.overlap", 0.20),
          Map.entry("sweep.efficiency", 3500.0),
          Map.entry("sweep.working_speed", 15.0),
          Map.entry("ttc", TimeToCollision.LEAST_TTC_S),
          Map.entry("tet", TimeExposed.TAU_S),
          Map.entry("tit", TimeExposed.TAU_S),
          Map.entry("drac", 3.0),
          Map.entry("mdrac", 3.4),
          Map.entry("pet", 2.0),
          Map.entry("rss.margin", 0.0),
          Map.entry("speed.over_limit", SpeedLimit.OVER_SPEED_MAX_MPS),
          Map.entry("acceleration.longitudinal", 4.05),
          Map.entry("acceleration.lateral", 4.89),
          Map.entry("jerk.longitudinal", 4.13),
          Map.entry("jerk.magnitude", 8.37),
          Map.entry("yaw_rate", 0.95),
          Map.entry("yaw_acceleration", 1.93),
          Map.entry("comfort", 1.0),
          Map.entry("challenge.penalty", 1.0),
          Map.entry("data.gaps", 1.0));

  private Thresholds() {}

  /** NaN when the metric has none. */
  static double of(String metric) {
    return OWN.getOrDefault(metric, Double.NaN);
  }
}
