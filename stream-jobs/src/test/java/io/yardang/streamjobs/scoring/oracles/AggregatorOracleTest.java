package io.yardang.streamjobs.scoring.oracles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.yardang.streamjobs.scoring.Aggregate;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** nuPlan's weighted average, in which a metric that is missing is in neither sum. */
class AggregatorOracleTest {
  private static JsonNode cases() {
    return Oracles.read(files().findFirst().orElseThrow());
  }

  static Stream<Path> files() {
    return Stream.of(Oracles.folder("nuplan").resolve("aggregator.json"));
  }

  static Stream<JsonNode> rows() {
    return StreamSupport.stream(cases().get("rows").spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldAggregateAsNuplan(JsonNode row) {
    JsonNode weights = cases().get("weights");
    Aggregate aggregate = new Aggregate();
    for (String metric : List.of("dummy_metric", "second_dummy_metric")) {
      if (!row.get(metric).isNull()) {
        JsonNode weight = weights.path(metric);
        aggregate.weighted(
            weight.isMissingNode() ? weights.get("default").asDouble() : weight.asDouble(),
            row.get(metric).asDouble());
      }
    }
    assertThat(aggregate.score())
        .isCloseTo(row.get("expected_score").asDouble(), within(0.005 + 1e-9));
  }
}
