package io.yardang.streamjobs.scoring.oracles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.yardang.streamjobs.scoring.safety.CarlaPenalty;
import io.yardang.streamjobs.scoring.safety.CarlaPenalty.Infraction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Published results of CARLA leaderboard 2.0, and the coefficients of both versions. */
class CarlaOracleTest {
  private static JsonNode cases() {
    return Oracles.read(files().findFirst().orElseThrow());
  }

  static Stream<Path> files() {
    return Stream.of(Oracles.folder("carla-leaderboard").resolve("cases.json"));
  }

  static Stream<JsonNode> records() {
    return StreamSupport.stream(cases().get("records_lb2_0").spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("records")
  void shouldPenaliseAsLeaderboard20(JsonNode row) {
    List<Double> ratios = new ArrayList<>();
    row.get("min_speed_percent").forEach(percent -> ratios.add(percent.asDouble() / 100));
    double factor = CarlaPenalty.factor20(Map.of(), ratios, 0);
    assertThat(factor).isCloseTo(row.get("expected_score_penalty").asDouble(), within(1e-6));
    assertThat(row.get("score_route").asDouble() * factor)
        .isCloseTo(row.get("expected_score_composed").asDouble(), within(1e-4));
  }

  @Test
  void shouldHaveTheCoefficientsOfBothVersions() {
    JsonNode product = cases().get("coefficients_lb2_0_multiplicative");
    JsonNode sum = cases().get("coefficients_lb2_1_additive");
    for (Infraction infraction : Infraction.values()) {
      String name = infraction.name().toLowerCase(Locale.ROOT);
      Map<Infraction, Integer> once = Map.of(infraction, 1);
      assertThat(CarlaPenalty.factor20(once, List.of(), 0))
          .as(name)
          .isCloseTo(product.get(name).asDouble(), within(1e-12));
      assertThat(CarlaPenalty.factor21(once, List.of(), 0))
          .as(name)
          .isCloseTo(1 / (1 + sum.get(name).asDouble()), within(1e-12));
    }
    assertThat(CarlaPenalty.factor21(Map.of(), List.of(0.5), 0.25))
        .isCloseTo(0.75 / 1.2, within(1e-12));
  }
}
