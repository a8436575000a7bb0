package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.safety.Following;
import io.yardang.streamjobs.scoring.safety.Rss;
import io.yardang.streamjobs.scoring.safety.TimeToCollision;
import java.util.Map;

/**
 * The further numbers of each metric where its card names none, by name, with the unit in it: the
 * one place for them. Bounds of accelerations and the like ("lower", "upper") are not here; they
 * follow from the limit.
 */
final class Parameters {
  private static final Rss.Parameters RSS = Rss.Parameters.CONSERVATIVE;

  private static final Map<String, Map<String, Double>> OWN =
      Map.ofEntries(
          Map.entry("direction", Map.of("horizon_s", 1.0, "intolerable_m", 6.0)),
          Map.entry("signal", Map.of("stand_within_m", 3.0, "stand_mps", 0.1)),
          Map.entry("alarms", Map.of("grace_s", 5.0)),
          Map.entry("tracking", Map.of("held_s", 2.0)),
          Map.entry(
              "stop.distance",
              Map.of(
                  "m_at_10_kmh", 1.1, "m_at_15_kmh", 2.0, "m_at_20_kmh", 3.0, "brake_ratio", 0.9)),
          Map.entry("sweep.coverage", Map.of("smallest_missed_m2", 2.0, "sliver_m", 0.2)),
          Map.entry("sweep.working_speed", Map.of("finding_tolerance_kmh", 0.5)),
          Map.entry("ttc", Map.of("horizon_s", TimeToCollision.HORIZON_S, "watch_s", 2.0)),
          Map.entry("drac", Map.of("finding_min_s", 0.0)),
          Map.entry("thw", Map.of("finding_min_s", 0.0)),
          Map.entry("mdrac", Map.of("reaction_s", Following.REACTION_TIME_S, "finding_min_s", 0.0)),
          Map.entry(
              "rss.margin",
              Map.of(
                  "response_s", RSS.egoResponseS(),
                  "other_response_s", RSS.otherResponseS(),
                  "acceleration_max_mps2", RSS.accelerationMaxMps2(),
                  "braking_min_mps2", RSS.brakingMinMps2(),
                  "braking_max_mps2", RSS.brakingMaxMps2(),
                  "lateral_acceleration_mps2", RSS.lateralAccelerationMps2(),
                  "lateral_braking_mps2", RSS.lateralBrakingMps2(),
                  "lateral_margin_m", RSS.lateralMarginM(),
                  "finding_min_s", 0.0)),
          Map.entry(
              "speed.over_limit", Map.of("finding_tolerance_mps", 0.28, "finding_min_s", 0.5)),
          Map.entry("comfort", Map.of("window_s", 15.0)),
          Map.entry(
              "energy.total", Map.of("hydrogen_wh_per_kg", 33_330.0, "fuel_wh_per_l", 8_900.0)),
          Map.entry("challenge.time", Map.of("finish_within_m", 1.0)),
          Map.entry("challenge.penalty", Map.of("version", 2.1)));

  private Parameters() {}

  /** By name; empty when the metric has none. */
  static Map<String, Double> of(String metric) {
    return OWN.getOrDefault(metric, Map.of());
  }
}
