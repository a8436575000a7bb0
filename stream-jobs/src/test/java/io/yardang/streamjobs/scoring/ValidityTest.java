package io.yardang.streamjobs.scoring;

import static io.yardang.streamjobs.scoring.TestRuns.metric;
import static io.yardang.streamjobs.scoring.TestRuns.plan;
import static io.yardang.streamjobs.scoring.TestRuns.score;
import static io.yardang.streamjobs.scoring.TestRuns.zone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yardang.v1.DroppedSamples;
import io.yardang.v1.Finding;
import io.yardang.v1.Participant;
import io.yardang.v1.ParticipantRole;
import io.yardang.v1.Report;
import io.yardang.v1.RunPlan;
import io.yardang.v1.TelemetryFrame;
import io.yardang.v1.Verdict;
import io.yardang.v1.ZoneKind;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a report may claim of data that is not whole, and of a score that nothing weighted made. */
class ValidityTest {
  private static final UUID OLD = new UUID(1, 1);
  private static final UUID NEW = new UUID(1, 2);
  private static final long STEP_NS = 100_000_000L;

  /** A frame of V1 that drives at 8 m/s, as many steps after the start. */
  private static RunFrame frame(UUID stream, long seq, long step, double noiseM) {
    TelemetryFrame.Builder frame =
        TelemetryFrame.newBuilder()
            .setSeq(seq)
            .setSampleTimeUnixNs(Drive.START_NS + step * STEP_NS);
    frame.getLocalPoseBuilder().setXM(0.8 * step).setYM(noiseM).setYawRad(0);
    frame.getMotionBuilder().setSpeedMps(8);
    return new RunFrame("V1", stream, frame.build());
  }

  private static List<RunFrame> frames(UUID stream, long firstSeq, long fromStep, long toStep) {
    List<RunFrame> frames = new ArrayList<>();
    for (long step = fromStep; step <= toStep; step++) {
      frames.add(frame(stream, firstSeq + step - fromStep, step, 0));
    }
    return frames;
  }

  private static Report scored(List<RunFrame> frames) {
    return score(plan(List.of()).build(), frames, 20);
  }

  @Test
  void shouldNotClaimNoDataIsMissingWhenANewStreamTookTheRunOver() {
    List<RunFrame> frames = frames(OLD, 1, -10, -1);
    frames.addAll(frames(NEW, 1, 30, 220));
    Report report = scored(frames);
    assertThat(report.getNoDataMissing()).isFalse();
    assertThat(report.getData(0).getUncoveredS()).isCloseTo(3, within(1e-6));
    assertThat(report.getData(0).getStreams(0).getFrames()).isZero();
    assertThat(report.getData(0).getStreams(0).getEndKnown()).isFalse();
  }

  @Test
  void shouldNotClaimNoDataIsMissingWhenNoFrameCoversTheEdgeOfTheRun() {
    assertThat(scored(frames(OLD, 1, 30, 220)).getNoDataMissing()).isFalse();
    assertThat(scored(frames(OLD, 1, 0, 220)).getNoDataMissing()).isTrue();
  }

  @Test
  void shouldCountWhatAStreamLostOverTheWholeRun() {
    List<RunFrame> frames = new ArrayList<>(List.of(frame(OLD, 1, -1, 0), frame(OLD, 111, 201, 0)));
    frames.addAll(frames(NEW, 50, 0, 200));
    Report report = scored(frames);
    assertThat(report.getNoDataMissing()).isFalse();
    assertThat(report.getData(0).getMissingFrames()).isEqualTo(109);
  }

  @Test
  void shouldCountSeqsThatMeanSeveralFrames() {
    List<RunFrame> frames = frames(OLD, 1, 0, 220);
    frames.add(frame(OLD, 8, 7, 0.5));
    frames.add(frame(OLD, 9, 8, 0));
    Report report = scored(frames);
    assertThat(report.getNoDataMissing()).isFalse();
    assertThat(report.getData(0).getSamplesDroppedList())
        .containsExactly(
            DroppedSamples.newBuilder().setReason(SampleRules.AMBIGUOUS).setCount(1).build());
  }

  @Test
  void shouldNotInventPositionsWhereNoneWasMeasured() {
    // Round the corner of an L-shaped fence, without a position there.
    Drive drive =
        Drive.of("V1")
            .at(5)
            .with(
                (t, f) -> {
                  if (t > 50 && t < 70) {
                    f.clearLocalPose();
                  }
                })
            .steady(60)
            .turn(Math.PI / 2)
            .steady(160);
    RunPlan.Builder plan =
        plan(List.of(), "gate geofence")
            .addZones(zone(ZoneKind.ZONE_KIND_GEOFENCE, -10, -10, 310, 10))
            .addZones(zone(ZoneKind.ZONE_KIND_GEOFENCE, 290, -10, 310, 900));
    Report report = score(plan, drive);
    assertThat(metric(report, "geofence").getValue()).isZero();
    assertThat(metric(report, "geofence").getSamplesUsed()).isBetween(1_990L, 2_010L);
    assertThat(metric(report, "geofence").getSamplesDropped(0).getCount()).isBetween(190L, 205L);
    assertThat(report.getVerdict()).isEqualTo(Verdict.VERDICT_PASS);
    // The rest of the motion is known on either side.
    assertThat(metric(report, "comfort").getSamplesUsed()).isGreaterThan(1_990);
  }

  @Test
  void shouldNotCarryADerivedMotionOverALossOfThePosition() {
    Drive drive =
        Drive.of("V1")
            .at(5)
            .with(
                (t, f) -> {
                  f.clearMotion();
                  f.getLocalPoseBuilder().clearYawRad();
                  if (t > 20 && t < 25) {
                    f.clearLocalPose();
                  }
                })
            .steady(60);
    Report report = score(plan(List.of(), "acceleration.longitudinal", "yaw_rate"), drive);
    assertThat(metric(report, "acceleration.longitudinal").getSamplesUsed()).isBetween(550L, 562L);
    assertThat(metric(report, "yaw_rate").getSamplesUsed()).isBetween(550L, 562L);
    assertThat(metric(report, "yaw_rate").getSamplesDroppedList()).isNotEmpty();
  }

  @Test
  void shouldNotBelieveAFirstFixThatAllOthersContradict() {
    for (int wrong : new int[] {1, 30}) {
      Drive drive =
          Drive.of("V1")
              .at(5)
              .with(
                  (t, f) -> {
                    if (Math.round(t * 10) < wrong) {
                      f.getLocalPoseBuilder().setYM(500);
                    }
                  })
              .steady(60);
      RunPlan.Builder plan =
          plan(List.of(), "gate geofence")
              .addZones(zone(ZoneKind.ZONE_KIND_GEOFENCE, -10, -10, 310, 10));
      Report report = score(plan, drive);
      assertThat(metric(report, "geofence").getValue()).isZero();
      assertThat(report.getData(0).getSamplesDroppedList())
          .containsExactly(
              DroppedSamples.newBuilder().setReason(SampleRules.JUMP).setCount(wrong).build());
    }
  }

  @Test
  void shouldNotScoreEncountersWithAParticipantWhoseDataIsNotGoodEnough() {
    Drive subject = Drive.of("V1").at(8).steady(30);
    Drive badClock =
        Drive.of("V2")
            .from(50, 0, 0)
            .at(8)
            .with((t, f) -> f.getClockBuilder().setAccuracyS(5))
            .steady(30);
    Drive lost = Drive.of("V2").from(50, 0, 0).at(8).steady(3).lost(24).steady(3);
    RunPlan.Builder plan = plan(List.of("V2"), "gate collision", "ttc");
    Report unsure = score(plan, subject, badClock);
    assertThat(unsure.getVerdict()).isEqualTo(Verdict.VERDICT_INVALID);
    assertThat(unsure.getReasonsList()).anyMatch(r -> r.contains("clock of V2 is good to 5.000 s"));
    Report gone = score(plan, subject, lost);
    assertThat(gone.getVerdict()).isEqualTo(Verdict.VERDICT_INVALID);
    assertThat(gone.getReasonsList()).anyMatch(r -> r.contains("frames of V2 are missing"));
    assertThat(metric(gone, "ttc").getSamplesUsed()).isEqualTo(60);
    assertThat(metric(gone, "ttc").getSamplesDroppedList())
        .contains(
            DroppedSamples.newBuilder()
                .setReason("another participant not known")
                .setCount(240)
                .build());
    Report absent = score(plan, subject);
    assertThat(absent.getVerdict()).isEqualTo(Verdict.VERDICT_INVALID);
    assertThat(absent.getReasonsList()).anyMatch(r -> r.contains("V2, sent 0 frames"));
    // Where encounters are only told, the rest can still be scored.
    assertThat(score(plan(List.of("V2"), "collision", "ttc"), subject).getVerdict())
        .isEqualTo(Verdict.VERDICT_PASS);
  }

  @Test
  void shouldNotScoreThePositionByAReferenceThatIsNotGoodEnough() {
    RunPlan.Builder plan = plan(List.of(), "weighted localisation");
    plan.addParticipants(
        Participant.newBuilder()
            .setVehicleId("R1")
            .setRole(ParticipantRole.PARTICIPANT_ROLE_REFERENCE));
    Report report = score(plan, Drive.of("V1").at(8).steady(30), Drive.of("R1").at(8).steady(10));
    assertThat(report.getVerdict()).isEqualTo(Verdict.VERDICT_INVALID);
    assertThat(report.getReasonsList()).anyMatch(r -> r.contains("No sample of R1 covers"));
  }

  @Test
  void shouldFailAClosedGateWhereNothingWeightedApplies() {
    String gatesOnly =
        Scorecards.builtInText("patrol").replaceAll("(?s)metrics:.*", "")
            + """
            metrics:
              - {metric: geofence, kind: gate, evidence: policy, source: test}
              - {metric: checkpoints, kind: weighted, weight: 1, evidence: policy, source: test}
            """;
    RunPlan.Builder plan = plan(List.of()).setScorecardYaml(gatesOnly);
    Drive drive = Drive.of("V1").at(8).steady(30);
    plan.addZones(zone(ZoneKind.ZONE_KIND_GEOFENCE, -10, -10, 100, 10));
    Report left = score(plan, drive);
    assertThat(left.getVerdict()).isEqualTo(Verdict.VERDICT_FAIL);
    assertThat(left.getScore()).isZero();
    assertThat(left.getReasons(0)).contains("the limit is 0.30");
    assertThat(metric(left, "geofence").getThreshold()).isEqualTo(0.3);
    plan.clearZones().addZones(zone(ZoneKind.ZONE_KIND_GEOFENCE, -10, -10, 300, 10));
    assertThat(score(plan, drive).getVerdict()).isEqualTo(Verdict.VERDICT_INVALID);
  }

  @Test
  void shouldTellTheNumbersThatWereUsedWhereTheCardNamesNone() {
    Report report =
        score(plan(List.of(), "tracking", "drac", "thw"), Drive.of("V1").at(8).steady(20));
    assertThat(metric(report, "tracking").getThreshold()).isEqualTo(0.5);
    assertThat(metric(report, "drac").getThreshold()).isEqualTo(3.0);
    assertThat(metric(report, "comfort").getDetailsMap()).containsEntry("window_s", 15.0);
    assertThat(metric(report, "thw").hasThreshold()).isFalse();
  }

  @Test
  void shouldEndNoFindingBeforeItStarts() {
    // V2 enters the place where the two ways cross before V1 has left it: a negative time between.
    Drive subject = Drive.of("V1").from(-40, 0, 0).at(8).steady(12);
    Drive other = Drive.of("V2").from(0.5, -43, Math.PI / 2).at(8).steady(12);
    Report report = score(plan(List.of("V2"), "pet"), subject, other);
    List<Finding> findings =
        report.getFindingsList().stream().filter(f -> f.getMetric().equals("pet")).toList();
    assertThat(findings).isNotEmpty();
    assertThat(findings)
        .anyMatch(f -> f.getValue() < 0)
        .allMatch(f -> f.getStartTimeUnixNs() <= f.getEndTimeUnixNs());
  }
}
