package io.yardang.streamjobs.scoring;

import static io.yardang.streamjobs.scoring.TestRuns.place;
import static io.yardang.streamjobs.scoring.TestRuns.plan;
import static io.yardang.streamjobs.scoring.TestRuns.score;
import static io.yardang.streamjobs.scoring.TestRuns.zone;
import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.v1.Alarm;
import io.yardang.v1.AlarmKind;
import io.yardang.v1.ExpectedAlarm;
import io.yardang.v1.Finding;
import io.yardang.v1.FrameRange;
import io.yardang.v1.Lane;
import io.yardang.v1.Limits;
import io.yardang.v1.Participant;
import io.yardang.v1.ParticipantRole;
import io.yardang.v1.Report;
import io.yardang.v1.RunPlan;
import io.yardang.v1.StopLine;
import io.yardang.v1.TakeoverCause;
import io.yardang.v1.TelemetryFrame;
import io.yardang.v1.ZoneKind;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrameEvidenceTest {
  private static Arguments run(String metric, RunPlan.Builder plan, Drive... drives) {
    return Arguments.of(metric, plan, List.of(drives));
  }

  private static RunPlan.Builder against(String metric) {
    return plan(List.of("V2", "V3"), metric);
  }

  /** Far from all others, at all times. */
  private static Drive bystander() {
    return Drive.of("V3").from(0, 90, 0).at(1).steady(30);
  }

  private static Drive braking() {
    return Drive.of("V1").at(12).steady(8).brake(1.2, 7).steady(12);
  }

  static Stream<Arguments> runsWithAFinding() {
    Drive slow = Drive.of("V2").from(90, 0, 0).at(2).steady(30);
    Drive slowOfPositions =
        Drive.of("V2")
            .from(90, 0, 0)
            .at(2)
            .with((t, f) -> f.clearMotion().getLocalPoseBuilder().clearYawRad())
            .steady(30);
    Drive crossing = Drive.of("V2").from(50, -43.6, Math.PI / 2).at(10).steady(12);
    RunPlan.Builder reference =
        plan(List.of(), "weighted localisation")
            .addParticipants(
                Participant.newBuilder()
                    .setVehicleId("REF")
                    .setRole(ParticipantRole.PARTICIPANT_ROLE_REFERENCE));
    RunPlan.Builder lined =
        plan(List.of(), "gate signal")
            .addStopLines(
                StopLine.newBuilder()
                    .setStopLineId("S1")
                    .setLeft(place(83.6, 3))
                    .setRight(place(83.6, -3)));
    return Stream.of(
        run("ttc", against("weighted ttc"), hitting(), slow, bystander()),
        run("ttc", against("weighted ttc"), hitting(), slowOfPositions, bystander()),
        run("drac", against("drac"), hitting(), slow, bystander()),
        run("mdrac", against("mdrac"), hitting(), slow, bystander()),
        run("rss.margin", against("rss.margin"), hitting(), slow, bystander()),
        run("collision", against("gate collision"), hitting(), slow, bystander()),
        run("ttc", against("weighted ttc"), hittingAt(25), slow, bystander()),
        run("ttc", against("weighted ttc"), hittingAt(100), slow, bystander()),
        run("drac", against("drac"), hittingAt(25), slowOfPositions, bystander()),
        run("rss.margin", against("rss.margin"), hittingAt(100), slow, bystander()),
        run("collision", against("gate collision"), hittingAt(25), slow, bystander()),
        run("pet", against("pet"), Drive.of("V1").at(8).steady(12), crossing, bystander()),
        run("acceleration.longitudinal", plan(List.of(), "acceleration.longitudinal"), braking()),
        run("jerk.longitudinal", plan(List.of(), "jerk.longitudinal"), braking()),
        run(
            "jerk.magnitude",
            plan(List.of(), "jerk.magnitude"),
            Drive.of("V1").at(20).steady(8).brake(1.2, 15).steady(12)),
        run(
            "yaw_rate",
            plan(List.of(), "yaw_rate"),
            Drive.of("V1").at(6).with(FrameEvidenceTest::weave).steady(20)),
        run("signal", lined, Drive.of("V1").at(8).steady(20)),
        run("signal", lined, firstKnownNearTheLine()),
        run(
            "speed.over_limit",
            plan(List.of(), "weighted speed.over_limit")
                .setLimits(Limits.newBuilder().setSpeedLimitMps(9)),
            Drive.of("V1").at(8).steady(8).accelerate(2, 1.5).steady(3).brake(2, 1.5).steady(8)),
        run("geofence", fenced(), Drive.of("V1").at(8).steady(20)),
        run("geofence", fenced(), Drive.of("V1").from(-11.5, 0, 0).at(8).steady(8)),
        run("geofence", fenced(), leavingBeforeAGap()),
        run("acceleration.longitudinal", plan(List.of(), "acceleration.longitudinal"), starting()),
        run(
            "localisation",
            reference,
            Drive.of("V1").at(8).with((t, f) -> f.getLocalPoseBuilder().setYM(0.08)).steady(20),
            Drive.of("REF").hz(20).at(8).steady(21)),
        run(
            "tracking",
            plan(List.of(), "weighted tracking").addRoute(place(0, 0)).addRoute(place(300, 0)),
            Drive.of("V1").at(8).with(FrameEvidenceTest::strayOffThePath).steady(20)),
        run(
            "direction",
            plan(List.of(), "gate direction").addLanes(lane(-10, 100)).addLanes(lane(200, 100)),
            Drive.of("V1").at(8).steady(20)),
        run(
            "alarms",
            plan(List.of(), "weighted alarms").addExpectedAlarms(stagedFire()),
            Drive.of("V1").at(8).steady(30)),
        run(
            "sweep.working_speed",
            plan(List.of(), "weighted sweep.working_speed")
                .addZones(zone(ZoneKind.ZONE_KIND_WORK_AREA, 0, -1, 100, 1)),
            Drive.of("V1").with(FrameEvidenceTest::sweep).at(4).steady(10).at(5).steady(10.1)),
        run(
            "stop.distance",
            plan(List.of(), "stop.distance"),
            Drive.of("V1")
                .hz(100)
                .at(12.5 / 3.6)
                .steady(5)
                .with((t, f) -> f.getControlsBuilder().setEmergencyStop(true))
                .brake(4, 2.5)
                .steady(5)));
  }

  private static Lane lane(double fromX, double toX) {
    return Lane.newBuilder()
        .setLaneId("from " + fromX)
        .setWidthM(4)
        .addCentreLine(place(fromX, 0))
        .addCentreLine(place(toX, 0))
        .build();
  }

  private static ExpectedAlarm stagedFire() {
    return ExpectedAlarm.newBuilder()
        .setExpectedAlarmId("fire-1")
        .setKind(AlarmKind.ALARM_KIND_FIRE)
        .setPosition(place(80, 0))
        .setRadiusM(10)
        .build();
  }

  private static void strayOffThePath(double t, TelemetryFrame.Builder frame) {
    frame.getLocalPoseBuilder().setYM(t >= 10 && t < 13 ? -0.8 : 0.1);
  }

  private static void sweep(double t, TelemetryFrame.Builder frame) {
    frame.getSanitationBuilder().setBrushOn(true).setSweepWidthM(2);
  }

  private static Drive hitting() {
    return Drive.of("V1").at(12).steady(14);
  }

  private static Drive hittingAt(double hz) {
    return Drive.of("V1").hz(hz).at(12).steady(14);
  }

  private static RunPlan.Builder fenced() {
    return plan(List.of(), "gate geofence")
        .addZones(zone(ZoneKind.ZONE_KIND_GEOFENCE, -10, -10, 80, 10));
  }

  /** Over the fence for the last 0.4 s before no sample comes for 2 s. */
  private static Drive leavingBeforeAGap() {
    return Drive.of("V1")
        .at(5)
        .with((t, f) -> f.getLocalPoseBuilder().setYM(t > 7 && t < 9 ? 8.7 + 1.2 * (t - 7) : 8.7))
        .steady(8)
        .lost(2)
        .steady(4);
  }

  /** It brakes for so short a time that only the first instants break the limit. */
  private static Drive starting() {
    return Drive.of("V1").at(12).brake(0.3, 7).steady(12);
  }

  private static Drive firstKnownNearTheLine() {
    return Drive.of("V1").from(72, 0, 0).at(8).with(FrameEvidenceTest::lateFix).steady(20);
  }

  private static void lateFix(double t, TelemetryFrame.Builder frame) {
    if (t < 0.25) {
      frame.clearLocalPose();
    }
  }

  private static void weave(double t, TelemetryFrame.Builder frame) {
    boolean turning = t > 8 && t < 10;
    frame.getMotionBuilder().setYawRateRadps(turning ? 1.2 : 0);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("runsWithAFinding")
  void shouldFindTheValueAgainInTheCitedFramesAlone(
      String metric, RunPlan.Builder plan, List<Drive> drives) {
    List<RunFrame> all = drives.stream().flatMap(d -> d.frames().stream()).toList();
    double endS = drives.get(0).seconds();
    Finding finding = only(metric, score(plan.build(), all, endS));
    List<RunFrame> cited = all.stream().filter(f -> isCited(f, finding)).toList();
    Finding again = only(metric, score(plan.build(), cited, endS));
    assertThat(again.toBuilder().clearEvidence().build())
        .isEqualTo(finding.toBuilder().clearEvidence().build());
    assertThat(finding.getEvidenceList()).noneMatch(r -> r.getVehicleId().equals("V3"));
  }

  @Test
  void shouldFindEachTakeoverAgainInItsOwnFrames() {
    Drive drive =
        Drive.of("V1")
            .at(8)
            .with(
                (t, f) -> {
                  if ((t > 3 && t < 4) || (t > 7 && t < 9)) {
                    f.getDrivingBuilder().setTakeover(TakeoverCause.TAKEOVER_CAUSE_SAFETY);
                  }
                })
            .steady(15);
    RunPlan plan = plan(List.of(), "gate takeover.safety").build();
    Report report = score(plan, drive.frames(), drive.seconds());
    assertThat(report.getFindingsList()).hasSize(2);
    for (Finding finding : report.getFindingsList()) {
      List<RunFrame> cited = drive.frames().stream().filter(f -> isCited(f, finding)).toList();
      Finding again = only("takeover.safety", score(plan, cited, drive.seconds()));
      assertThat(again.getValue()).isEqualTo(finding.getValue()).isEqualTo(1);
      assertThat(again.getText()).isEqualTo(finding.getText());
    }
  }

  @Test
  void shouldFindAnAlarmAboutNothingAgainInItsOwnFrames() {
    Drive drive = Drive.of("V1").at(8).with(FrameEvidenceTest::smellGas).steady(20);
    RunPlan plan = plan(List.of(), "weighted alarms").addExpectedAlarms(stagedFire()).build();
    Finding wrong = aboutNothing(score(plan, drive.frames(), drive.seconds()));
    List<RunFrame> cited = drive.frames().stream().filter(f -> isCited(f, wrong)).toList();
    assertThat(cited).hasSizeLessThan(10);
    Finding again = aboutNothing(score(plan, cited, drive.seconds()));
    assertThat(again.getText()).isEqualTo(wrong.getText());
    assertThat(again.getStartTimeUnixNs()).isEqualTo(wrong.getStartTimeUnixNs());
  }

  private static void smellGas(double t, TelemetryFrame.Builder frame) {
    if (t >= 5 && t < 6) {
      frame.getPatrolBuilder().addAlarms(Alarm.newBuilder().setKind(AlarmKind.ALARM_KIND_GAS));
    }
  }

  private static Finding aboutNothing(Report report) {
    return report.getFindingsList().stream()
        .filter(finding -> finding.getText().contains("about nothing"))
        .findFirst()
        .orElseThrow();
  }

  private static Finding only(String metric, Report report) {
    List<Finding> found =
        report.getFindingsList().stream().filter(f -> f.getMetric().equals(metric)).toList();
    assertThat(found).as(metric).hasSize(1);
    return found.get(0);
  }

  private static boolean isCited(RunFrame frame, Finding finding) {
    return finding.getEvidenceList().stream()
        .anyMatch(
            r ->
                r.getVehicleId().equals(frame.vehicle())
                    && UUID.fromString(r.getStreamId()).equals(frame.stream())
                    && r.getFirstSeq() <= frame.seq()
                    && frame.seq() <= r.getLastSeq());
  }

  @Test
  void shouldCiteTheFramesOfBothVehicles() {
    Drive slow = Drive.of("V2").from(90, 0, 0).at(2).steady(30);
    Report report = score(against("gate collision"), hitting(), slow, bystander());
    Finding finding = only("collision", report);
    assertThat(finding.getEvidenceList())
        .extracting(FrameRange::getVehicleId)
        .containsExactly("V1", "V2");
  }

  @Test
  void shouldCiteNoFrameThatWasLeftOut() {
    List<RunFrame> frames = new ArrayList<>();
    // The 85th has the time of the one before it, and the 88th an older one.
    for (RunFrame f : braking().frames()) {
      long shift = f.seq() == 85 ? 100_000_000L : f.seq() == 88 ? 900_000_000L : 0;
      TelemetryFrame frame =
          f.frame().toBuilder().setSampleTimeUnixNs(f.sampleTimeNs() - shift).build();
      frames.add(new RunFrame(f.vehicle(), f.stream(), frame));
    }
    Report report =
        score(plan(List.of(), "acceleration.longitudinal").build(), frames, braking().seconds());
    Finding finding = only("acceleration.longitudinal", report);
    assertThat(finding.getEvidenceList())
        .extracting(FrameRange::getFirstSeq, FrameRange::getLastSeq)
        .hasSize(3);
    assertThat(finding.getEvidence(0).getLastSeq()).isEqualTo(84);
    assertThat(finding.getEvidence(1).getFirstSeq()).isEqualTo(86);
    assertThat(finding.getEvidence(1).getLastSeq()).isEqualTo(87);
    assertThat(finding.getEvidence(2).getFirstSeq()).isEqualTo(89);
  }
}
