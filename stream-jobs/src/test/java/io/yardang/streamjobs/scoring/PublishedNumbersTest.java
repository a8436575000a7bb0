package io.yardang.streamjobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.yardang.streamjobs.scoring.oracles.Oracles;
import io.yardang.streamjobs.scoring.safety.CollisionType;
import io.yardang.streamjobs.scoring.safety.Rss;
import io.yardang.streamjobs.scoring.safety.TimeToCollision;
import io.yardang.v1.Evidence;
import io.yardang.v1.MetricKind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The limits, weights and assumptions of scores are those that their sources use. */
public class PublishedNumbersTest {
  /** What this test reads. */
  public static Stream<Path> files() {
    return Stream.of(nuplanFile(), rssFile());
  }

  private static Path nuplanFile() {
    return Oracles.folder("nuplan").resolve("thresholds_weights.json");
  }

  private static Path rssFile() {
    return Oracles.folder("rss").resolve("cases.json");
  }

  private static JsonNode nuplan(String part) {
    return Oracles.read(nuplanFile()).get(part);
  }

  /** The metric's own number, and each built-in card's. */
  private static void assertLimit(String metric, double published) {
    assertThat(Thresholds.of(metric)).as(metric).isEqualTo(published);
    for (String card : Scorecards.BUILT_IN) {
      Scorecard.Entry entry = Scorecards.builtIn(card).entryOf(metric);
      if (entry != null) {
        assertThat(Math.abs(entry.limit())).as("%s of %s", metric, card).isEqualTo(published);
      }
    }
  }

  private static void assertParameter(String metric, String name, double published) {
    for (String card : Scorecards.BUILT_IN) {
      Scorecard.Entry entry = Scorecards.builtIn(card).entryOrNone(metric);
      assertThat(entry.parameter(name)).as("%s of %s", name, card).isEqualTo(published);
    }
  }

  @Test
  void shouldLimitMotionAsNuplan() {
    JsonNode comfort = nuplan("comfort");
    assertLimit("acceleration.longitudinal", -comfort.get("min_lon_accel").asDouble());
    assertLimit("acceleration.lateral", comfort.get("max_abs_lat_accel").asDouble());
    assertLimit("jerk.longitudinal", comfort.get("max_abs_lon_jerk").asDouble());
    assertLimit("jerk.magnitude", comfort.get("max_abs_mag_jerk").asDouble());
    assertLimit("yaw_rate", comfort.get("max_abs_yaw_rate").asDouble());
    assertLimit("yaw_acceleration", comfort.get("max_abs_yaw_accel").asDouble());
    MotionMetric longitudinal = MotionMetric.longitudinalAcceleration();
    for (String card : Scorecards.BUILT_IN) {
      Scorecard.Entry entry = Scorecards.builtIn(card).entryOrNone(longitudinal.id());
      assertThat(longitudinal.lower(entry)).isEqualTo(comfort.get("min_lon_accel").asDouble());
      assertThat(longitudinal.upper(entry)).isEqualTo(comfort.get("max_lon_accel").asDouble());
    }
  }

  @Test
  void shouldLimitSafetyAsNuplan() {
    JsonNode ttc = nuplan("ttc");
    assertLimit("ttc", ttc.get("least_min_ttc_s").asDouble());
    assertParameter("ttc", "horizon_s", ttc.get("horizon_s").asDouble());
    assertThat(TimeToCollision.STEP_S).isEqualTo(ttc.get("time_step_s").asDouble());
    assertThat(TimeToCollision.EGO_STOPPED_MPS)
        .isEqualTo(ttc.get("ego_stopped_speed_mps").asDouble());
    assertLimit("geofence", nuplan("drivable_area").get("max_violation_m").asDouble());
    JsonNode direction = nuplan("driving_direction");
    assertLimit("direction", direction.get("compliance_m").asDouble());
    assertParameter("direction", "intolerable_m", direction.get("violation_m").asDouble());
    assertParameter("direction", "horizon_s", direction.get("horizon_s").asDouble());
    assertLimit("speed.over_limit", nuplan("speed_limit").get("max_overspeed_mps").asDouble());
    assertLimit("progress.minimum", nuplan("progress").get("min_ratio").asDouble());
  }

  @Test
  void shouldScoreCollisionsAsNuplan() {
    JsonNode most = nuplan("collision");
    for (int n = 0; n <= 3; n++) {
      assertThat(CollisionType.score(n, 0, 0)).isEqualTo(factor(n, most.get("max_vru").asInt()));
      assertThat(CollisionType.score(0, n, 0))
          .isEqualTo(factor(n, most.get("max_vehicle").asInt()));
      assertThat(CollisionType.score(0, 0, n)).isEqualTo(factor(n, most.get("max_object").asInt()));
    }
    assertThat(CollisionType.score(0, 0, 1)).isEqualTo(0.5);
  }

  private static double factor(int n, int most) {
    return Math.max(0, 1 - n / (most + 1.0));
  }

  /** The trial's card is nuPlan's closed-loop score; its further gates are the plan's and ours. */
  @Test
  void shouldWeighATrialAsNuplan() {
    JsonNode score = nuplan("closed_loop_score");
    Scorecard card = Scorecards.builtIn("automaker");
    Map<String, String> gates =
        Map.of(
            "no_ego_at_fault_collisions", "collision",
            "drivable_area_compliance", "geofence",
            "ego_is_making_progress", "progress.minimum",
            "driving_direction_compliance", "direction");
    for (JsonNode name : score.get("multipliers")) {
      assertThat(card.entryOf(gates.get(name.asText())).kind())
          .as(name.asText())
          .isEqualTo(MetricKind.METRIC_KIND_GATE);
    }
    Map<String, String> metrics =
        Map.of(
            "ego_progress_along_expert_route", "progress",
            "time_to_collision_within_bound", "ttc",
            "speed_limit_compliance", "speed.over_limit",
            "ego_is_comfortable", "comfort");
    Map<String, Double> published = new HashMap<>();
    score
        .get("weights")
        .properties()
        .forEach(w -> published.put(metrics.get(w.getKey()), w.getValue().asDouble()));
    Map<String, Double> ours = new HashMap<>();
    card.metrics().stream()
        .filter(e -> e.kind() == MetricKind.METRIC_KIND_WEIGHTED)
        .forEach(e -> ours.put(e.metric(), e.weight()));
    assertThat(ours).isEqualTo(published);
  }

  @Test
  void shouldAssumeOfVehiclesWhatAdRssLibDoes() {
    JsonNode published = Oracles.read(rssFile()).get("defaults_in_tests");
    Map<String, Double> names =
        Map.of(
            "response_time_ego_s", Parameters.of("rss.margin").get("response_s"),
            "response_time_other_s", Parameters.of("rss.margin").get("other_response_s"),
            "accel_max", Parameters.of("rss.margin").get("acceleration_max_mps2"),
            "brake_min", Parameters.of("rss.margin").get("braking_min_mps2"),
            "brake_max", Parameters.of("rss.margin").get("braking_max_mps2"),
            "brake_min_correct", Rss.CORRECT_LANE_BRAKING_MPS2,
            "lat_accel_max", Parameters.of("rss.margin").get("lateral_acceleration_mps2"),
            "lat_brake_min", Parameters.of("rss.margin").get("lateral_braking_mps2"),
            "lat_fluctuation_margin_m", Parameters.of("rss.margin").get("lateral_margin_m"),
            // Two that stand may stand as near as they like.
            "min_longitudinal_safety_distance_m",
                Rss.longitudinalM(0, 0, 0, Rss.Parameters.CONSERVATIVE));
    published
        .properties()
        .forEach(
            p ->
                assertThat(names.get(p.getKey()))
                    .as(p.getKey())
                    .isCloseTo(p.getValue().asDouble(), within(1e-12)));
    for (String card : List.of("patrol", "sanitation", "automaker")) {
      Scorecard.Entry entry = Scorecards.builtIn(card).entryOf("rss.margin");
      assertThat(WorstMetric.rssParameters(entry)).isEqualTo(Rss.Parameters.CONSERVATIVE);
      assertThat(entry.evidence()).isEqualTo(Evidence.EVIDENCE_VERIFIED);
    }
  }
}
