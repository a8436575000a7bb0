package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.safety.Bound;
import io.yardang.streamjobs.scoring.safety.Following;
import io.yardang.streamjobs.scoring.safety.SpeedLimit;
import io.yardang.streamjobs.scoring.safety.TimeExposed;
import io.yardang.streamjobs.scoring.safety.TimeToCollision;
import java.util.Map;

/**
 * The limit of each metric where its card names none, in the metric's unit, and whether the limit
 * itself is still allowed, which no card changes: the one place for both. Sources are those of the
 * built-in cards. A metric that is not here has no limit of its own. The RSS margin must be above
 * 0: ad-rss-lib's code takes a distance equal to the safe one for dangerous.
 */
final class Thresholds {
  private record Own(double limit, Bound bound) {}

  private static final Map<String, Own> OWN =
      Map.ofEntries(
          Map.entry("collision", new Own(0.0, Bound.AT_MOST)),
          Map.entry("geofence", new Own(0.3, Bound.BELOW)),
          Map.entry("direction", new Own(2.0, Bound.BELOW)),
          Map.entry("signal", new Own(0.0, Bound.AT_MOST)),
          Map.entry("progress.minimum", new Own(0.2, Bound.AT_LEAST)),
          Map.entry("takeover.safety", new Own(0.0, Bound.AT_MOST)),
          Map.entry("progress", new Own(1.0, Bound.AT_LEAST)),
          Map.entry("checkpoints", new Own(1.0, Bound.AT_LEAST)),
          Map.entry("tracking", new Own(0.5, Bound.AT_MOST)),
          Map.entry("localisation", new Own(0.05, Bound.AT_MOST)),
          Map.entry("sweep.coverage", new Own(0.95, Bound.AT_LEAST)),
          Map.entry("sweep.overlap", new Own(0.20, Bound.AT_MOST)),
          Map.entry("sweep.efficiency", new Own(3500.0, Bound.AT_LEAST)),
          Map.entry("sweep.working_speed", new Own(15.0, Bound.AT_MOST)),
          Map.entry("ttc", new Own(TimeToCollision.LEAST_TTC_S, Bound.ABOVE)),
          Map.entry("tet", new Own(TimeExposed.TAU_S, Bound.ABOVE)),
          Map.entry("tit", new Own(TimeExposed.TAU_S, Bound.ABOVE)),
          Map.entry("drac", new Own(Following.DRAC_LIMIT_MPS2, Bound.BELOW)),
          Map.entry("mdrac", new Own(Following.MDRAC_LIMIT_MPS2, Bound.BELOW)),
          Map.entry("pet", new Own(2.0, Bound.ABOVE)),
          Map.entry("thw", new Own(Double.NaN, Bound.AT_LEAST)),
          Map.entry("rss.margin", new Own(0.0, Bound.ABOVE)),
          Map.entry("speed.over_limit", new Own(SpeedLimit.OVER_SPEED_MAX_MPS, Bound.AT_MOST)),
          Map.entry("acceleration.longitudinal", new Own(4.05, Bound.BELOW)),
          Map.entry("acceleration.lateral", new Own(4.89, Bound.BELOW)),
          Map.entry("jerk.longitudinal", new Own(4.13, Bound.BELOW)),
          Map.entry("jerk.magnitude", new Own(8.37, Bound.BELOW)),
          Map.entry("yaw_rate", new Own(0.95, Bound.BELOW)),
          Map.entry("yaw_acceleration", new Own(1.93, Bound.BELOW)),
          Map.entry("comfort", new Own(1.0, Bound.AT_LEAST)),
          Map.entry("challenge.penalty", new Own(1.0, Bound.AT_LEAST)),
          Map.entry("data.gaps", new Own(1.0, Bound.AT_MOST)));

  private static final Own NONE = new Own(Double.NaN, Bound.AT_MOST);

  private Thresholds() {}

  /** NaN when the metric has none. */
  static double of(String metric) {
    return own(metric).limit();
  }

  /** Where the metric's values are allowed. */
  static Bound bound(String metric) {
    return own(metric).bound();
  }

  private static Own own(String metric) {
    return OWN.getOrDefault(metric, NONE);
  }
}
