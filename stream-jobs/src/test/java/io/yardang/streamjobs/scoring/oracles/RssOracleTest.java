package io.yardang.streamjobs.scoring.oracles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.yardang.streamjobs.scoring.safety.Bound;
import io.yardang.streamjobs.scoring.safety.Rss;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every safe distance that ad-rss-lib's tests expect, within 0.01 m. */
class RssOracleTest {
  private static final Rss.Parameters DEFAULTS = Rss.Parameters.CONSERVATIVE;

  static Stream<JsonNode> statedBraking() {
    return cases("stated_braking_longitudinal");
  }

  static Stream<JsonNode> stopping() {
    return cases("stopping_distance");
  }

  static Stream<JsonNode> sameDirection() {
    return cases("safe_longitudinal_same_direction");
  }

  static Stream<JsonNode> lateralSameSpeed() {
    return cases("safe_lateral_same_speed_both_vehicles");
  }

  static Stream<JsonNode> lateralLeftOnly() {
    return cases("safe_lateral_left_speed_right_zero");
  }

  static Stream<Path> files() {
    return Oracles.jsonFiles("rss").stream();
  }

  private static Stream<JsonNode> cases(String name) {
    List<JsonNode> cases =
        files()
            .flatMap(f -> StreamSupport.stream(Oracles.read(f).path(name).spliterator(), false))
            .toList();
    assertThat(cases).isNotEmpty();
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("statedBraking")
  void shouldCoverStatedBrakingDistance(JsonNode row) {
    assertThat(
            Rss.statedBrakingM(
                mps(row, "v_kmh"),
                row.get("response_time_s").asDouble(),
                row.get("accel_max").asDouble(),
                row.get("brake_min").asDouble(),
                100))
        .isCloseTo(row.get("expected_m").asDouble(), within(0.01));
  }

  @ParameterizedTest
  @MethodSource("stopping")
  void shouldStop(JsonNode row) {
    assertThat(Rss.stoppingM(mps(row, "v_kmh"), row.get("brake").asDouble()))
        .isCloseTo(row.get("expected_m").asDouble(), within(0.01));
  }

  @ParameterizedTest
  @MethodSource("sameDirection")
  void shouldKeepSafeDistanceToLeader(JsonNode row) {
    Rss.Parameters parameters =
        new Rss.Parameters(
            DEFAULTS.egoResponseS(),
            DEFAULTS.otherResponseS(),
            row.path("follower_accel_max").asDouble(DEFAULTS.accelerationMaxMps2()),
            row.path("follower_brake_min").asDouble(DEFAULTS.brakingMinMps2()),
            DEFAULTS.brakingMaxMps2(),
            DEFAULTS.lateralAccelerationMps2(),
            DEFAULTS.lateralBrakingMps2(),
            DEFAULTS.lateralMarginM(),
            row.path("max_speed_on_acceleration_kmh").asDouble(360) / 3.6);
    // In these cases the other vehicle follows the ego.
    double safeM =
        Rss.longitudinalM(
            mps(row, "follower_kmh"),
            mps(row, "leader_kmh"),
            parameters.otherResponseS(),
            parameters);
    if (row.has("expected_m")) {
      assertThat(safeM).isCloseTo(row.get("expected_m").asDouble(), within(0.01));
    } else {
      assertThat(!Bound.ABOVE.breaks(row.get("gap_m").asDouble(), safeM))
          .as("safeM=%s", safeM)
          .isEqualTo(row.get("expected").asText().equals("safe"));
    }
  }

  @ParameterizedTest
  @MethodSource("lateralSameSpeed")
  void shouldKeepSafeDistanceBetweenVehiclesThatMoveAside(JsonNode row) {
    double speedMps = mps(row, "v_lat_kmh");
    assertThat(Rss.lateralM(speedMps, speedMps, 2, 2, DEFAULTS))
        .isCloseTo(row.get("expected_m").asDouble(), within(0.01));
  }

  @ParameterizedTest
  @MethodSource("lateralLeftOnly")
  void shouldKeepSafeDistanceToVehicleThatKeepsItsLane(JsonNode row) {
    assertThat(Rss.lateralM(mps(row, "v_lat_left_kmh"), 0, 2, 2, DEFAULTS))
        .isCloseTo(row.get("expected_m").asDouble(), within(0.01));
  }

  private static double mps(JsonNode row, String kmh) {
    return row.get(kmh).asDouble() / 3.6;
  }
}
