package io.yardang.streamjobs.scoring;

import static io.yardang.streamjobs.scoring.TestRuns.metric;
import static io.yardang.streamjobs.scoring.TestRuns.plan;
import static io.yardang.streamjobs.scoring.TestRuns.score;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.yardang.v1.Clock;
import io.yardang.v1.DroppedSamples;
import io.yardang.v1.Energy;
import io.yardang.v1.GeodeticPosition;
import io.yardang.v1.GnssFix;
import io.yardang.v1.ObjectClass;
import io.yardang.v1.PerceivedObject;
import io.yardang.v1.Report;
import io.yardang.v1.RunPlan;
import io.yardang.v1.TelemetryFrame;
import io.yardang.v1.Verdict;
import io.yardang.v1.ZoneKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SampleRulesTest {
  private static final String[] METRICS = {
    "speed.max", "acceleration.longitudinal", "acceleration.lateral", "yaw_rate", "gap.smallest"
  };

  private static Map<String, Long> dropped(Report report) {
    return report.getData(0).getSamplesDroppedList().stream()
        .collect(Collectors.toMap(DroppedSamples::getReason, DroppedSamples::getCount));
  }

  @Test
  void shouldNotUseNotAvailableCodes() {
    Drive drive =
        Drive.of("V1")
            .at(8)
            .with(
                (t, frame) -> {
                  if (Math.round(t * 10) == 100) {
                    frame
                        .getMotionBuilder()
                        .setSpeedMps(163.83)
                        .setLongitudinalAccelerationMps2(16.1)
                        .setYawRateRadps(5.72)
                        .setHeadingDeg(360.1);
                    frame.getLocalPoseBuilder().clearYawRad();
                  }
                  if (Math.round(t * 10) == 120) {
                    frame.getMotionBuilder().setSpeedMps(Double.NaN);
                  }
                })
            .steady(20);
    Report report = score(plan(List.of(), METRICS), drive);
    assertThat(metric(report, "speed.max").getValue()).isCloseTo(8, within(1e-6));
    assertThat(report.getFindingsList()).isEmpty();
    assertThat(dropped(report))
        .containsOnly(
            Map.entry(SampleRules.SPEED, 2L),
            Map.entry(SampleRules.ACCELERATION, 1L),
            Map.entry(SampleRules.YAW_RATE, 1L),
            Map.entry(SampleRules.HEADING, 1L));
  }

  /** What a frame says that no vehicle can do, and how it is counted. */
  static Stream<Arguments> impossible() {
    return Stream.of(
        arguments(SampleRules.BATTERY, energy(e -> e.setBatteryPowerW(1e308))),
        arguments(SampleRules.BATTERY, energy(e -> e.setBatteryPowerW(Double.NEGATIVE_INFINITY))),
        arguments(
            SampleRules.BATTERY, energy(e -> e.setBatteryVoltageV(65_535).setBatteryCurrentA(10))),
        arguments(
            SampleRules.BATTERY, energy(e -> e.setBatteryVoltageV(400).setBatteryCurrentA(1e200))),
        arguments(SampleRules.CHARGE, energy(e -> e.setBatteryChargeRatio(2.55))),
        arguments(SampleRules.HYDROGEN, energy(e -> e.setHydrogenMassKg(1.7e308))),
        arguments(SampleRules.HYDROGEN, energy(e -> e.setHydrogenMassKg(-1.7e308))),
        arguments(SampleRules.FUEL, energy(e -> e.setFuelVolumeL(1e308))),
        arguments(SampleRules.FUEL, energy(e -> e.setFuelRateLph(-1e308))),
        arguments(SampleRules.NO_POSITION, frame(f -> f.getLocalPoseBuilder().setXM(1e300))),
        arguments(SampleRules.NO_POSITION, frame(f -> f.getLocalPoseBuilder().setYM(-1e300))),
        arguments(SampleRules.CLOCK, frame(f -> f.getClockBuilder().setAccuracyS(1e300))),
        arguments(SampleRules.BRAKE, frame(f -> f.getControlsBuilder().setBrakeRatio(1e300))),
        arguments(
            SampleRules.SWEEPING,
            frame(f -> f.getSanitationBuilder().setBrushOn(true).setSweepWidthM(1e300))),
        arguments(
            SampleRules.SWEEPING,
            frame(
                f ->
                    f.getSanitationBuilder()
                        .setBrushOn(true)
                        .setSweepWidthM(2)
                        .setSweepOffsetM(1e300))));
  }

  private static Consumer<TelemetryFrame.Builder> energy(Consumer<Energy.Builder> set) {
    return frame -> set.accept(frame.getEnergyBuilder());
  }

  private static Consumer<TelemetryFrame.Builder> frame(Consumer<TelemetryFrame.Builder> set) {
    return set;
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void shouldNotUseWhatNoVehicleCanDoAndScoreTheRestOnEveryCard(
      String reason, Consumer<TelemetryFrame.Builder> say) {
    Drive drive =
        Drive.of("V1")
            .at(8)
            .with(
                (t, frame) -> {
                  if (Math.round(t * 10) == 55) {
                    say.accept(frame);
                  }
                })
            .steady(20);
    for (String card : Scorecards.BUILT_IN) {
      RunPlan.Builder plan =
          plan(List.of())
              .setScorecardYaml(Scorecards.builtInText(card))
              .addRoute(TestRuns.place(0, 0))
              .addRoute(TestRuns.place(160, 0))
              .addZones(TestRuns.zone(ZoneKind.ZONE_KIND_GEOFENCE, -10, -10, 170, 10))
              .addZones(TestRuns.zone(ZoneKind.ZONE_KIND_WORK_AREA, 0, -5, 160, 5));
      Report report = score(plan, drive);
      assertThat(report.getReasonsList()).noneMatch(r -> r.contains("could not be scored"));
      assertThat(dropped(report)).as(card).containsOnly(Map.entry(reason, 1L));
    }
  }

  /** Numbers of an object that say "not available", and how they are counted. */
  static Stream<Arguments> noObject() {
    return Stream.of(
        arguments(SampleRules.OBJECT_SIZE, object(o -> o.setLengthM(102.3))),
        arguments(SampleRules.OBJECT_SIZE, object(o -> o.setWidthM(102.3))),
        arguments(SampleRules.OBJECT_SIZE, object(o -> o.setWidthM(6.2))),
        arguments(SampleRules.OBJECT_SIZE, object(o -> o.setLengthM(Double.NaN))),
        arguments(SampleRules.OBJECT_VELOCITY, object(o -> o.setVelocityXMps(-163.83))),
        arguments(SampleRules.OBJECT_VELOCITY, object(o -> o.setVelocityYMps(1e300))),
        arguments(SampleRules.OBJECT_YAW, object(o -> o.setYawRad(6.2849))),
        arguments(SampleRules.OBJECT_PLACE, object(o -> o.setXM(1e308))),
        arguments(SampleRules.OBJECT_PLACE, object(o -> o.setYM(Double.NaN))));
  }

  private static UnaryOperator<PerceivedObject.Builder> object(
      UnaryOperator<PerceivedObject.Builder> set) {
    return set;
  }

  @ParameterizedTest
  @MethodSource("noObject")
  void shouldNotUseNotAvailableCodesOfObjects(
      String reason, UnaryOperator<PerceivedObject.Builder> say) {
    Drive drive =
        Drive.of("V1")
            .at(8)
            .with(
                (t, frame) ->
                    frame.addObjects(
                        say.apply(
                            PerceivedObject.newBuilder()
                                .setId(1)
                                .setObjectClass(ObjectClass.OBJECT_CLASS_CAR)
                                .setXM(30)
                                .setYM(8)
                                .setYawRad(0)
                                .setLengthM(4)
                                .setWidthM(1.8)
                                .setVelocityXMps(8)
                                .setVelocityYMps(0))))
            .steady(2);
    Report report = score(plan(List.of(), "gate collision", "ttc", "gap.smallest"), drive);
    assertThat(metric(report, "collision").getValue()).isZero();
    boolean seen = !reason.equals(SampleRules.OBJECT_PLACE);
    assertThat(metric(report, "collision").getApplies()).isEqualTo(seen);
    if (seen) {
      assertThat(metric(report, "ttc").getSamplesDroppedList())
          .contains(DroppedSamples.newBuilder().setReason(reason).setCount(20).build());
      assertThat(metric(report, "gap.smallest").getValue()).isCloseTo(25.1, within(0.3));
    }
  }

  @Test
  void shouldBearASampleTimeThatIsYearsAhead() {
    Drive drive = Drive.of("V1").at(8).steady(20);
    List<RunFrame> frames = new ArrayList<>(drive.frames());
    RunFrame newest = frames.remove(frames.size() - 1);
    frames.add(at(newest, Drive.START_NS + 20L * 365 * 86_400 * 1_000_000_000L));
    double endS = 20.0 * 365 * 86_400;
    Report report = score(plan(List.of(), METRICS).build(), frames, endS);
    assertThat(report.getVerdict()).isEqualTo(Verdict.VERDICT_INVALID);
    assertThat(report.getReasonsList()).noneMatch(r -> r.contains("could not be scored"));
  }

  @Test
  void shouldLeaveOutTheFewestFramesWhenTheClockIsSetBack() {
    Drive drive = Drive.of("V1").at(8).steady(60);
    List<RunFrame> frames = new ArrayList<>();
    for (RunFrame f : drive.frames()) {
      long ns = f.frame().getSampleTimeUnixNs();
      // From 30 s on the clock is 0.5 s slow.
      boolean late = ns - Drive.START_NS >= 30_000_000_000L;
      frames.add(at(f, late ? ns - 500_000_000L : ns));
    }
    Report report = score(plan(List.of(), METRICS).build(), frames, 59.4);
    // Five of each side share the half second: five must go, whichever side.
    Map<String, Long> dropped = dropped(report);
    assertThat(dropped.get(SampleRules.TIME_BACKWARDS) + dropped.get(SampleRules.SAME_TIME))
        .isEqualTo(5);
    assertThat(report.getVerdict()).isNotEqualTo(Verdict.VERDICT_INVALID);
    assertThat(metric(report, "speed.mean").getSamplesDroppedList()).isNotEmpty();
  }

  @Test
  void shouldCallRunInvalidWhoseClockJumpsAboutOrIsPoor() {
    Drive drive = Drive.of("V1").at(8).steady(60);
    List<RunFrame> frames = new ArrayList<>();
    for (int i = 0; i < drive.frames().size(); i++) {
      RunFrame f = drive.frames().get(i);
      long ns = f.frame().getSampleTimeUnixNs();
      frames.add(at(f, i % 20 == 7 ? ns - 2_000_000_000L : ns));
    }
    Report report = score(plan(List.of(), METRICS).build(), frames, 59.9);
    assertThat(report.getVerdict()).isEqualTo(Verdict.VERDICT_INVALID);
    assertThat(report.getReasonsList()).anyMatch(r -> r.contains("out of order or taken"));

    Drive poor =
        Drive.of("V1")
            .at(8)
            .with((t, frame) -> frame.setClock(Clock.newBuilder().setAccuracyS(0.5)))
            .steady(20);
    assertThat(score(plan(List.of(), METRICS), poor).getReasonsList())
        .anyMatch(r -> r.contains("clock of V1 is good to 0.500 s"));
  }

  @Test
  void shouldNotUseJumpsOfThePosition() {
    Drive drive =
        Drive.of("V1")
            .at(8)
            .with(
                (t, frame) -> {
                  long i = Math.round(t * 10);
                  if (i >= 50 && i < 53) {
                    frame.getLocalPoseBuilder().setYM(400);
                  }
                  if (i >= 100) {
                    frame.getLocalPoseBuilder().setYM(30);
                  }
                })
            .steady(20);
    Report report = score(plan(List.of(), METRICS), drive);
    assertThat(dropped(report)).containsOnly(Map.entry(SampleRules.JUMP, 3L));
    assertThat(report.getData(0).getWithoutPosition()).isEqualTo(3);
  }

  @Test
  void shouldNotUsePositionsWithoutFix() {
    Drive drive =
        Drive.of("V1")
            .at(0)
            .with(
                (t, frame) -> {
                  boolean none = t > 5;
                  frame
                      .clearLocalPose()
                      .setPosition(
                          GeodeticPosition.newBuilder()
                              .setLatitudeDeg(none ? 0 : 40)
                              .setLongitudeDeg(none ? 0 : 94)
                              .setFix(none ? GnssFix.GNSS_FIX_NONE : GnssFix.GNSS_FIX_RTK_FIXED));
                })
            .steady(10);
    Report report = score(plan(List.of(), METRICS), drive);
    assertThat(report.getVerdict()).isEqualTo(Verdict.VERDICT_INVALID);
    assertThat(report.getReasonsList())
        .anyMatch(r -> r.contains("GNSS fix"))
        .anyMatch(r -> r.contains("position that can be used"));
    assertThat(dropped(report)).containsOnlyKeys(SampleRules.NO_FIX);
  }

  private static RunFrame at(RunFrame f, long ns) {
    TelemetryFrame moved = f.frame().toBuilder().setSampleTimeUnixNs(ns).build();
    return new RunFrame(f.vehicle(), f.stream(), moved);
  }
}
