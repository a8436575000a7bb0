package io.yardang.streamjobs.scoring.oracles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.yardang.streamjobs.scoring.geometry.BrushWays;
import io.yardang.streamjobs.scoring.geometry.Point;
import io.yardang.streamjobs.scoring.geometry.SweptArea;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;

/** Every coverage and overlap that Fields2Cover's tests expect. */
class SweptAreaOracleTest {
  static Stream<Path> files() {
    return Oracles.jsonFiles("fields2cover").stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void shouldCoverAndOverlapAsFields2Cover(Path file) {
    JsonNode cases = Oracles.read(file);
    for (JsonNode row : cases.get("coverage")) {
      assertThat(swept(cases, row).coverageRatio())
          .as(row.toString())
          .isCloseTo(row.get("expected").asDouble(), within(1e-9));
    }
    for (JsonNode row : cases.get("overlap")) {
      assertThat(swept(cases, row).overlapRatio())
          .as(row.toString())
          .isCloseTo(row.get("expected").asDouble(), within(1e-9));
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void shouldTellTheShareThatAFieldLeavesOfTheWholeAsFields2Cover(Path file) {
    for (JsonNode row : Oracles.read(file).get("remaining_area")) {
      SweptArea whole = new SweptArea(points(row.get("total")));
      whole.add(
          new GeometryFactory()
              .createPolygon(
                  points(row.get("field")).stream()
                      .map(p -> new Coordinate(p.xM(), p.yM()))
                      .toArray(Coordinate[]::new)));
      assertThat(whole.result().coverageRatio())
          .isCloseTo(row.get("expected").asDouble(), within(1e-9));
      assertThat(whole.missed().getArea() / whole.result().zoneM2())
          .isCloseTo(1 - row.get("expected").asDouble(), within(1e-9));
    }
  }

  private static SweptArea.Result swept(JsonNode cases, JsonNode row) {
    SweptArea area = new SweptArea(points(cases.get("field_square_4x4")));
    for (JsonNode name : row.get("swaths")) {
      JsonNode swath = cases.get("swaths").get(name.asText());
      area.add(BrushWays.along(points(swath.get("path")), swath.get("width").asDouble()));
    }
    return area.result();
  }

  private static List<Point> points(JsonNode list) {
    List<Point> points = new ArrayList<>();
    list.forEach(p -> points.add(new Point(p.get(0).asDouble(), p.get(1).asDouble())));
    return points;
  }
}
