package io.yardang.streamjobs.scoring;

import static io.yardang.streamjobs.scoring.TestRuns.metric;
import static io.yardang.streamjobs.scoring.TestRuns.plan;
import static io.yardang.streamjobs.scoring.TestRuns.score;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yardang.v1.Clock;
import io.yardang.v1.DroppedSamples;
import io.yardang.v1.GeodeticPosition;
import io.yardang.v1.GnssFix;
import io.yardang.v1.Report;
import io.yardang.v1.TelemetryFrame;
import io.yardang.v1.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

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
    assertThat(dropped(report))
        .containsOnly(
            Map.entry(SampleRules.JUMP, 3L),
            Map.entry(SampleRules.JUMP + ", and stayed there", 1L));
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
