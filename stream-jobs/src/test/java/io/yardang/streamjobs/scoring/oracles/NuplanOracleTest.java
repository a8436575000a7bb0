package io.yardang.streamjobs.scoring.oracles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.yardang.streamjobs.scoring.safety.Bound;
import io.yardang.streamjobs.scoring.safety.SpeedLimit;
import io.yardang.streamjobs.scoring.signal.Kinematics;
import io.yardang.streamjobs.scoring.signal.Percentile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every closed-loop metric fixture of nuPlan that needs no map, within its tolerance of 1e-2. */
class NuplanOracleTest {
  private static final double TOLERANCE = 1e-2;

  /** Thresholds with which the fixtures' BOOLEAN was made; not nuPlan's production values. */
  private static final Map<String, double[]> BOUNDS =
      Map.of(
          "ego_jerk", new double[] {-7, 7},
          "ego_lon_jerk", new double[] {-8, 8},
          "ego_lat_acceleration", new double[] {-10, 10},
          "ego_lon_acceleration", new double[] {0, 10},
          "ego_yaw_acceleration", new double[] {-3, 3},
          "ego_yaw_rate", new double[] {-5, 5});

  static Stream<Path> kinematics() {
    return Oracles.jsonFiles("nuplan/fixtures").stream()
        .filter(
            file ->
                metricOf(file)
                    .matches("ego_((lon_|lat_)?(acceleration|jerk)|yaw_rate|yaw_acceleration)"));
  }

  static Stream<Path> meanSpeeds() {
    return Oracles.nuplan("ego_mean_speed");
  }

  /** What this test reads; collisions and times to collision are driven as runs elsewhere. */
  static Stream<Path> files() {
    return Stream.of(kinematics(), meanSpeeds(), comfort(), speedLimits()).flatMap(files -> files);
  }

  private static String metricOf(Path file) {
    return file.getParent().getFileName().toString();
  }

  @ParameterizedTest
  @MethodSource("kinematics")
  void shouldFilterComfortSignalsAsNuplan(Path file) {
    JsonNode fixture = Oracles.read(file);
    List<NuplanScene> scenes = NuplanScene.read(fixture);
    String metric = metricOf(file);
    double[] values = signal(metric, scenes);

    JsonNode series = fixture.at("/expected/time_series/values");
    assertThat(values).hasSize(series.size());
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).as("at %d", i).isCloseTo(series.get(i).asDouble(), within(TOLERANCE));
    }
    for (JsonNode statistic : fixture.at("/expected/statistics")) {
      String type = statistic.get(0).asText();
      if ("BOOLEAN".equals(type)) {
        double[] bounds = BOUNDS.get(metric);
        assertThat(isWithin(values, bounds)).isEqualTo(statistic.get(1).asBoolean());
      } else {
        assertThat(statistic(type, values))
            .as(type)
            .isCloseTo(statistic.get(1).asDouble(), within(TOLERANCE));
      }
    }
  }

  private static boolean isWithin(double[] values, double[] bounds) {
    return Arrays.stream(values).noneMatch(v -> Bound.excessOfBoth(v, bounds[0], bounds[1]) > 0);
  }

  private static double[] signal(String metric, List<NuplanScene> scenes) {
    double stepS = Kinematics.meanStepS(column(scenes, NuplanScene::timeS));
    double[] yawRad = column(scenes, NuplanScene::egoYawRad);
    ToDoubleFunction<NuplanScene> raw =
        metric.contains("_lon_")
            ? NuplanScene::egoAx
            : metric.contains("_lat_")
                ? NuplanScene::egoAy
                : scene -> StrictMath.hypot(scene.egoAx(), scene.egoAy());
    return switch (metric) {
      case "ego_yaw_rate" -> Kinematics.yawRate(yawRad, stepS);
      case "ego_yaw_acceleration" -> Kinematics.yawAcceleration(yawRad, stepS);
      case "ego_jerk", "ego_lon_jerk", "ego_lat_jerk" ->
          Kinematics.jerk(Kinematics.acceleration(column(scenes, raw)), stepS);
      default -> Kinematics.acceleration(column(scenes, raw));
    };
  }

  private static double[] column(List<NuplanScene> scenes, ToDoubleFunction<NuplanScene> value) {
    return scenes.stream().mapToDouble(value).toArray();
  }

  private static double statistic(String type, double[] values) {
    return switch (type) {
      case "MAX" -> Arrays.stream(values).max().orElseThrow();
      case "MIN" -> Arrays.stream(values).min().orElseThrow();
      case "MEAN" -> Arrays.stream(values).average().orElseThrow();
      case "P90" -> Percentile.CLOSEST_OBSERVATION.of(values, 0.9);
      default -> throw new IllegalStateException("unknown statistic " + type);
    };
  }

  static Stream<Path> comfort() {
    return Oracles.nuplan("ego_is_comfortable");
  }

  static Stream<Path> speedLimits() {
    return Oracles.nuplan("speed_limit_compliance");
  }

  @ParameterizedTest
  @MethodSource("comfort")
  void shouldCallADriveComfortableAsNuplan(Path file) {
    JsonNode fixture = Oracles.read(file);
    List<NuplanScene> scenes = NuplanScene.read(fixture);
    boolean comfortable =
        BOUNDS.entrySet().stream()
            .allMatch(bound -> isWithin(signal(bound.getKey(), scenes), bound.getValue()));
    assertThat(comfortable).isEqualTo(fixture.at("/expected/statistics/0/1").asBoolean());
  }

  @ParameterizedTest
  @MethodSource("speedLimits")
  void shouldScoreNoSpeedOverTheLimitAsNuplan(Path file) {
    JsonNode fixture = Oracles.read(file);
    double[] speedMps = column(NuplanScene.read(fixture), NuplanScene::egoSpeedMps);
    double[] timeS = column(NuplanScene.read(fixture), NuplanScene::timeS);
    double[] limitMps = new double[speedMps.length];
    Arrays.fill(limitMps, Double.POSITIVE_INFINITY);
    assertThat(SpeedLimit.score(timeS, speedMps, limitMps) == 1)
        .isEqualTo(fixture.at("/expected/statistics/0/1").asBoolean());
  }

  @ParameterizedTest
  @MethodSource("meanSpeeds")
  void shouldMeanSpeedAsNuplan(Path file) {
    JsonNode fixture = Oracles.read(file);
    double[] speedMps = column(NuplanScene.read(fixture), NuplanScene::egoSpeedMps);
    assertThat(statistic("MEAN", speedMps))
        .isCloseTo(fixture.at("/expected/statistics").get(0).get(1).asDouble(), within(TOLERANCE));
  }
}
