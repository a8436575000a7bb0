package io.yardang.streamjobs.scoring.oracles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.yardang.streamjobs.scoring.safety.SpeedLimit;
import io.yardang.streamjobs.scoring.signal.Kinematics;
import io.yardang.streamjobs.scoring.signal.Percentile;
import java.nio.file.Path;
import java.util.ArrayList;
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

  static Stream<Path> timesToCollision() {
    return of("time_to_collision_within_bound");
  }

  static Stream<Path> collisions() {
    return of("no_ego_at_fault_collision");
  }

  static Stream<Path> meanSpeeds() {
    return of("ego_mean_speed");
  }

  private static Stream<Path> of(String metric) {
    return Oracles.jsonFiles("nuplan/fixtures").stream()
        .filter(file -> metricOf(file).equals(metric));
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
        assertThat(Arrays.stream(values).allMatch(v -> v > bounds[0] && v < bounds[1]))
            .isEqualTo(statistic.get(1).asBoolean());
      } else {
        assertThat(statistic(type, values))
            .as(type)
            .isCloseTo(statistic.get(1).asDouble(), within(TOLERANCE));
      }
    }
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

  @ParameterizedTest
  @MethodSource("timesToCollision")
  void shouldFindTimeToCollisionAsNuplan(Path file) {
    JsonNode fixture = Oracles.read(file);
    double stepS = fixture.at("/metric_parameters/time_step_size").asDouble();
    double horizonS = fixture.at("/metric_parameters/time_horizon").asDouble();
    double leastS = fixture.at("/metric_parameters/least_min_ttc").asDouble();
    double[] ttcS =
        NuplanScene.read(fixture).stream()
            .mapToDouble(scene -> scene.timeToCollisionS(stepS, horizonS))
            .toArray();

    JsonNode series = fixture.at("/expected/time_series/values");
    assertThat(ttcS).hasSize(series.size());
    for (int i = 0; i < ttcS.length; i++) {
      assertThat(near(ttcS[i], series.get(i).asDouble())).as("at %d: %s", i, ttcS[i]).isTrue();
    }
    double minS = Arrays.stream(ttcS).min().orElseThrow();
    JsonNode statistics = fixture.at("/expected/statistics");
    assertThat(near(minS, statistics.get(0).get(1).asDouble())).isTrue();
    assertThat(minS > leastS).isEqualTo(statistics.get(1).get(1).asBoolean());
  }

  private static boolean near(double a, double b) {
    return a == b || StrictMath.abs(a - b) <= TOLERANCE;
  }

  static Stream<Path> comfort() {
    return of("ego_is_comfortable");
  }

  static Stream<Path> speedLimits() {
    return of("speed_limit_compliance");
  }

  @ParameterizedTest
  @MethodSource("comfort")
  void shouldCallADriveComfortableAsNuplan(Path file) {
    JsonNode fixture = Oracles.read(file);
    List<NuplanScene> scenes = NuplanScene.read(fixture);
    boolean comfortable =
        BOUNDS.entrySet().stream()
            .allMatch(
                bound ->
                    Arrays.stream(signal(bound.getKey(), scenes))
                        .allMatch(v -> v > bound.getValue()[0] && v < bound.getValue()[1]));
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
  @MethodSource("collisions")
  void shouldCountCollisionsAtFaultAsNuplan(Path file) {
    JsonNode fixture = Oracles.read(file);
    List<NuplanScene.Collision> atFault =
        NuplanScene.newCollisions(NuplanScene.read(fixture)).stream()
            .filter(NuplanScene.Collision::atFault)
            .toList();

    List<Double> numbers = new ArrayList<>();
    numbers.add((double) atFault.size());
    List<Double> deltaVs = new ArrayList<>();
    for (String kind : List.of("vru", "vehicle", "object")) {
      double[] ofKind =
          atFault.stream()
              .filter(collision -> collision.track().kind().equals(kind))
              .mapToDouble(NuplanScene.Collision::deltaVMps)
              .toArray();
      numbers.add((double) ofKind.length);
      if (ofKind.length > 0) {
        deltaVs.add(statistic("MAX", ofKind));
        deltaVs.add(statistic("MIN", ofKind));
        deltaVs.add(statistic("MEAN", ofKind));
      }
    }
    numbers.addAll(deltaVs);

    JsonNode expected = fixture.at("/expected/statistics");
    assertThat(expected.get(0).get(1).asBoolean()).isEqualTo(atFault.isEmpty());
    assertThat(numbers).hasSize(expected.size() - 1);
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i))
          .as("statistic %d", i + 1)
          .isCloseTo(expected.get(i + 1).get(1).asDouble(), within(TOLERANCE));
    }
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
