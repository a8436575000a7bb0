package io.yardang.streamjobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.yardang.streamjobs.scoring.geometry.Point;
import io.yardang.streamjobs.scoring.oracles.NuplanScene;
import io.yardang.streamjobs.scoring.oracles.Oracles;
import io.yardang.streamjobs.scoring.safety.TimeToCollision;
import io.yardang.v1.Lane;
import io.yardang.v1.ObjectClass;
import io.yardang.v1.Participant;
import io.yardang.v1.PerceivedObject;
import io.yardang.v1.RunPlan;
import io.yardang.v1.TelemetryFrame;
import io.yardang.v1.VehicleShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * nuPlan's fixtures of collisions and times to collision, driven as runs: the tracks are perceived
 * objects, and the metrics that score runs judge them.
 */
public class NuplanRunTest {
  private static final double TOLERANCE = 1e-2;

  /** The Pacifica of nuPlan. */
  private static final VehicleShape PACIFICA =
      VehicleShape.newBuilder()
          .setLengthM(5.176)
          .setWidthM(2.297)
          .setRearAxleToFrontM(4.049)
          .build();

  static Stream<Path> timesToCollision() {
    return Oracles.nuplan("time_to_collision_within_bound");
  }

  static Stream<Path> collisions() {
    return Oracles.nuplan("no_ego_at_fault_collision");
  }

  /** What this test reads. */
  public static Stream<Path> files() {
    return Stream.concat(timesToCollision(), collisions());
  }

  @ParameterizedTest
  @MethodSource("timesToCollision")
  void shouldFindTimeToCollisionAsNuplan(Path file) {
    JsonNode fixture = Oracles.read(file);
    JsonNode parameters = fixture.get("metric_parameters");
    assertThat(TimeToCollision.STEP_S).isEqualTo(parameters.get("time_step_size").asDouble());
    RunData run =
        run(
            NuplanScene.read(fixture),
            "ttc",
            parameters.get("least_min_ttc").asDouble(),
            "horizon_s: " + parameters.get("time_horizon").asDouble());

    JsonNode series = fixture.at("/expected/time_series/values");
    double[] ttcS = run.encounters().timeToCollision.value;
    assertThat(ttcS).hasSize(series.size());
    for (int i = 0; i < ttcS.length; i++) {
      assertThat(orNone(ttcS[i])).as("at %d", i).satisfies(near(series.get(i)));
    }
    Judgement judgement = Metrics.of("ttc").judge(run, run.card().entryOf("ttc"));
    JsonNode statistics = fixture.at("/expected/statistics");
    assertThat(orNone(judgement.value)).satisfies(near(statistics.get(0).get(1)));
    assertThat(judgement.score == 1).isEqualTo(statistics.get(1).get(1).asBoolean());
    assertThat(judgement.violations.isEmpty()).isEqualTo(judgement.score == 1);
  }

  /** nuPlan writes infinity where nothing is met before the horizon. */
  private static double orNone(double ttcS) {
    return Double.isNaN(ttcS) ? Double.POSITIVE_INFINITY : ttcS;
  }

  private static Consumer<Double> near(JsonNode expected) {
    double value = expected.asDouble();
    return Double.isInfinite(value)
        ? actual -> assertThat(actual).isEqualTo(value)
        : actual -> assertThat(actual).isCloseTo(value, within(TOLERANCE));
  }

  @ParameterizedTest
  @MethodSource("collisions")
  void shouldCountCollisionsAtFaultAsNuplan(Path file) {
    JsonNode fixture = Oracles.read(file);
    RunData run = run(NuplanScene.read(fixture), "collision", 0, "");
    Judgement judgement = Metrics.of("collision").judge(run, run.card().entryOf("collision"));

    JsonNode expected = fixture.at("/expected/statistics");
    assertThat(judgement.score == 1).isEqualTo(expected.get(0).get(1).asBoolean());
    List<Double> numbers = new ArrayList<>();
    numbers.add(judgement.value);
    numbers.add(judgement.details.get("with_vulnerable"));
    numbers.add(judgement.details.get("with_vehicles"));
    numbers.add(judgement.details.get("with_objects"));
    for (Meeting.Kind kind :
        List.of(Meeting.Kind.VULNERABLE, Meeting.Kind.VEHICLE, Meeting.Kind.THING)) {
      double[] deltaVs =
          run.encounters().contacts.all().stream()
              .filter(c -> c.atFault() && c.kind() == kind)
              .mapToDouble(Contacts.Contact::deltaVMps)
              .toArray();
      if (deltaVs.length > 0) {
        numbers.add(Arrays.stream(deltaVs).max().orElseThrow());
        numbers.add(Arrays.stream(deltaVs).min().orElseThrow());
        numbers.add(Arrays.stream(deltaVs).average().orElseThrow());
      }
    }
    assertThat(numbers).hasSize(expected.size() - 1);
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i))
          .as("statistic %d", i + 1)
          .isCloseTo(expected.get(i + 1).get(1).asDouble(), within(TOLERANCE));
    }
  }

  /** In these scenes the ego is within one lane. */
  private static RunData run(
      List<NuplanScene> scenes, String metric, double threshold, String parameters) {
    Point first = scenes.get(0).egoRearAxle();
    double yaw = scenes.get(0).egoYawRad();
    String entry =
        String.format(
            Locale.ROOT,
            "  - {metric: %s, kind: reported, threshold: %s, parameters: {%s}, evidence: verified,"
                + " source: nuPlan}%n",
            metric,
            threshold,
            parameters);
    RunPlan plan =
        RunPlan.newBuilder()
            .setScorecardYaml(TestRuns.card() + entry)
            .setOrigin(Drive.ORIGIN)
            .addParticipants(Participant.newBuilder().setVehicleId("V1").setShape(PACIFICA))
            .addLanes(
                Lane.newBuilder()
                    .setLaneId("L1")
                    .setWidthM(12)
                    .addCentreLine(TestRuns.place(-50 * Math.cos(yaw), -50 * Math.sin(yaw)))
                    .addCentreLine(TestRuns.place(50 * Math.cos(yaw), 50 * Math.sin(yaw))))
            .build();
    Map<String, Integer> ids = new HashMap<>();
    List<RunFrame> frames = new ArrayList<>();
    for (NuplanScene scene : scenes) {
      frames.add(frame(scene, first, frames.size() + 1, scenes.get(0).timeS(), ids));
    }
    return TestRuns.data(plan, frames, scenes.get(scenes.size() - 1).timeS());
  }

  private static RunFrame frame(
      NuplanScene scene, Point origin, int seq, double startS, Map<String, Integer> ids) {
    Point at = scene.egoRearAxle();
    double yaw = scene.egoYawRad();
    TelemetryFrame.Builder frame =
        TelemetryFrame.newBuilder()
            .setSeq(seq)
            .setSampleTimeUnixNs(Drive.START_NS + Math.round((scene.timeS() - startS) * 1e9));
    frame
        .getLocalPoseBuilder()
        .setXM(at.xM() - origin.xM())
        .setYM(at.yM() - origin.yM())
        .setYawRad(yaw);
    frame.getMotionBuilder().setSpeedMps(scene.egoSpeedMps());
    for (NuplanScene.Track track : scene.tracks()) {
      double dx = track.box().centre().xM() - at.xM();
      double dy = track.box().centre().yM() - at.yM();
      double turned = track.box().yawRad() - yaw;
      frame.addObjects(
          PerceivedObject.newBuilder()
              .setId(ids.computeIfAbsent(track.id(), id -> ids.size() + 1))
              .setObjectClass(CLASSES.get(track.kind()))
              .setXM(dx * Math.cos(yaw) + dy * Math.sin(yaw))
              .setYM(dy * Math.cos(yaw) - dx * Math.sin(yaw))
              .setYawRad(turned)
              .setVelocityXMps(track.speedMps() * Math.cos(turned))
              .setVelocityYMps(track.speedMps() * Math.sin(turned))
              .setLengthM(track.box().lengthM())
              .setWidthM(track.box().widthM()));
    }
    return new RunFrame("V1", new UUID(7, 1), frame.build());
  }

  private static final Map<String, ObjectClass> CLASSES =
      Map.of(
          "vehicles", ObjectClass.OBJECT_CLASS_CAR,
          "bicycles", ObjectClass.OBJECT_CLASS_BICYCLE,
          "pedestrians", ObjectClass.OBJECT_CLASS_PEDESTRIAN,
          "genericobjects", ObjectClass.OBJECT_CLASS_STATIC);
}
