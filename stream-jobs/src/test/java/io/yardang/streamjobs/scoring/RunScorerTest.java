package io.yardang.streamjobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yardang.streamjobs.scoring.geometry.LocalFrame;
import io.yardang.v1.Checkpoint;
import io.yardang.v1.Driving;
import io.yardang.v1.Energy;
import io.yardang.v1.Finding;
import io.yardang.v1.GeoPoint;
import io.yardang.v1.Limits;
import io.yardang.v1.LiveUpdate;
import io.yardang.v1.MetricResult;
import io.yardang.v1.ObjectClass;
import io.yardang.v1.Participant;
import io.yardang.v1.PerceivedObject;
import io.yardang.v1.Report;
import io.yardang.v1.RunEnded;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunStarted;
import io.yardang.v1.RunState;
import io.yardang.v1.Sanitation;
import io.yardang.v1.TakeoverCause;
import io.yardang.v1.TelemetryFrame;
import io.yardang.v1.Verdict;
import io.yardang.v1.Zone;
import io.yardang.v1.ZoneKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class RunScorerTest {
  private static final LocalFrame LOCAL =
      new LocalFrame(Drive.ORIGIN.getLatitudeDeg(), Drive.ORIGIN.getLongitudeDeg());

  @Test
  void shouldNotBeCompleteBeforeTheFrameAtItsEnd() {
    List<RunFrame> frames = drive().at(8).steady(10).frames();
    RunFrame last = frames.get(frames.size() - 1);
    RunScorer scorer = new RunScorer(started(plan("patrol")));
    scorer.end(RunEnded.newBuilder().setEndTimeUnixNs(last.frame().getSampleTimeUnixNs()).build());
    frames.subList(0, frames.size() - 1).forEach(scorer::add);
    assertThat(scorer.isComplete()).isFalse();
    scorer.add(last);
    assertThat(scorer.isComplete()).isTrue();
  }

  @Test
  void shouldPassCleanDriveWithoutFindings() {
    Report report = score(plan("patrol"), drive().at(8).steady(40));
    assertThat(report.getVerdict()).isEqualTo(Verdict.VERDICT_PASS);
    assertThat(report.getFindingsList()).isEmpty();
    assertThat(report.getScore()).isEqualTo(100);
    assertThat(metric(report, "speed.mean").getValue()).isCloseTo(8, within(1e-6));
    assertThat(report.getNoDataMissing()).isTrue();
  }

  @Test
  void shouldTellNoFindingOfNoiseAtAnyRate() {
    for (double hz : new double[] {10, 20, 25, 50, 100}) {
      Drive noisy =
          drive().hz(hz).noise(4, 0.05).at(8).steady(10).accelerate(2, -1.5).accelerate(2, 1.5);
      Report report = score(plan("patrol"), noisy.steady(10));
      assertThat(report.getFindingsList()).as("hz=" + hz).isEmpty();
    }
  }

  @Test
  void shouldTellOneFindingOfHardBrake() {
    for (double hz : new double[] {10, 50, 100}) {
      Drive hard = drive().hz(hz).noise(9, 0.03).at(8).steady(10).brake(1.2, 6.5).steady(10);
      Report report = score(plan("patrol"), hard);
      assertThat(metricsOf(report)).as("hz=" + hz).containsExactly("acceleration.longitudinal");
      Finding finding = report.getFindings(0);
      assertThat(finding.getValue()).isCloseTo(-6.5, within(1.0));
      assertThat(finding.getText()).startsWith("Braked hard");
      assertThat(finding.getEvidenceList()).hasSize(1);
      assertThat(finding.getXM()).isBetween(75.0, 95.0);
      assertThat(finding.hasLatitudeDeg()).isTrue();
    }
  }

  @Test
  void shouldNotMakeAWindowOfComfortOfTheLastInstants() {
    for (double seconds : new double[] {14.9, 15.0, 15.1, 22.0}) {
      Drive hard = drive().at(8).steady(5).brake(1, 6).steady(seconds - 6);
      MetricResult comfort = metric(score(plan("patrol"), hard), "comfort");
      assertThat(comfort.getValue()).as("a brake in %s s", seconds).isZero();
      assertThat(comfort.getDetailsMap()).containsEntry("windows", 1.0);
    }
    Drive longer = drive().at(8).steady(5).brake(1, 6).steady(24);
    MetricResult comfort = metric(score(plan("patrol"), longer), "comfort");
    assertThat(comfort.getValue()).as("a brake in the first of two windows").isEqualTo(0.5);
  }

  @Test
  void shouldTellSpeedingStretchOnce() {
    Drive fast =
        drive().at(8).steady(10).accelerate(2, 1.5).steady(6).accelerate(2, -1.5).steady(10);
    Report report = score(plan("patrol"), fast);
    assertThat(metricsOf(report)).containsExactly("speed.over_limit");
    assertThat(report.getFindings(0).getValue()).isCloseTo(11, within(0.01));
    assertThat(report.getFindings(0).getLimit()).isEqualTo(8.333);
    double over = metric(report, "speed.over_limit").getScore();
    // 6 s at 2.667 over, and the two ramps of 1.778 s each with half of it on average.
    assertThat(over).isCloseTo(1 - (6 * 2.667 + 1.778 * 2.667) / (2.23 * 30), within(0.01));
  }

  @Test
  void shouldTakeLimitOfZone() {
    RunPlan slow =
        plan("patrol").toBuilder()
            .addZones(
                zone(ZoneKind.ZONE_KIND_SPEED_LIMIT, 40, -5, 60, 5).toBuilder().setSpeedLimitMps(5))
            .build();
    Report report = score(slow, drive().at(8).steady(20));
    assertThat(metricsOf(report)).containsExactly("speed.over_limit");
    assertThat(report.getFindings(0).getXM()).isBetween(39.0, 61.0);
  }

  @Test
  void shouldTellMissedCheckpointAndShortStay() {
    RunPlan plan =
        plan("patrol").toBuilder()
            .addCheckpoints(checkpoint("A", 20, 0, 0))
            .addCheckpoints(checkpoint("B", 40, 30, 0))
            .addCheckpoints(checkpoint("C", 60, 0, 9))
            .build();
    Report report = score(plan, drive().at(8).steady(20));
    assertThat(metricsOf(report)).containsExactly("checkpoints", "checkpoints");
    assertThat(report.getFindingsList())
        .extracting(Finding::getText)
        .anyMatch(text -> text.contains("Missed checkpoint B"))
        .anyMatch(text -> text.contains("Left checkpoint C too early"));
    assertThat(report.getFindingsList()).extracting(Finding::getUnit).containsExactly("m", "s");
    assertThat(report.getFindingsList())
        .extracting(Finding::getLimit)
        .containsExactly(plan.getCheckpoints(1).getRadiusM(), 9.0);
    assertThat(metric(report, "checkpoints").getValue()).isCloseTo(1.0 / 3, within(1e-6));
    assertThat(report.getVerdict()).isEqualTo(Verdict.VERDICT_FAIL);
  }

  @Test
  void shouldTellMissedStripOfSweeper() {
    RunPlan plan =
        plan("sanitation").toBuilder()
            .addZones(zone(ZoneKind.ZONE_KIND_WORK_AREA, 0, -3, 40, 3))
            .build();
    Report clean = score(plan, sweeper(true));
    assertThat(clean.getFindingsList()).isEmpty();
    assertThat(metric(clean, "sweep.coverage").getValue()).isCloseTo(1, within(0.01));
    Report missed = score(plan, sweeper(false));
    assertThat(metricsOf(missed)).containsExactly("sweep.coverage");
    assertThat(metric(missed, "sweep.coverage").getValue()).isCloseTo(2.0 / 3, within(0.02));
    assertThat(missed.getFindings(0).getValue()).isCloseTo(80, within(3.0));
    assertThat(missed.getFindings(0).getUnit()).isEqualTo("m2");
  }

  @Test
  void shouldMeasureGapAndTimeToCollisionToParticipant() {
    RunPlan plan =
        plan("patrol").toBuilder()
            .addParticipants(Participant.newBuilder().setVehicleId("V2"))
            .build();
    Drive behind = drive().at(8).steady(8).brake(2, 3.9).steady(5);
    Drive ahead = Drive.of("V2").hz(7).from(20, 0, 0).at(6).steady(16);
    Report report = score(plan, behind, ahead);
    // Closing at 2 m/s from 15.5 m for 8 s, then a little while braking.
    assertThat(metric(report, "gap.smallest").getValue()).isBetween(-0.01, 0.1);
    assertThat(metric(report, "ttc").getScore()).isEqualTo(0);
    assertThat(metricsOf(report)).contains("ttc");
  }

  @Test
  void shouldCloseGateOnContactAtFault() {
    RunPlan plan = plan("patrol");
    Drive drive =
        drive()
            .at(5)
            .with(
                (t, frame) ->
                    frame.addObjects(
                        PerceivedObject.newBuilder()
                            .setId(4)
                            .setObjectClass(ObjectClass.OBJECT_CLASS_PEDESTRIAN)
                            .setXM(40 - 5 * t)
                            .setVelocityXMps(0)
                            .setVelocityYMps(0)
                            .setLengthM(0.5)
                            .setWidthM(0.5)))
            .steady(7.5);
    Report report = score(plan, drive);
    assertThat(metric(report, "collision").getScore()).isEqualTo(0);
    assertThat(report.getScore()).isEqualTo(0);
    assertThat(report.getVerdict()).isEqualTo(Verdict.VERDICT_FAIL);
    assertThat(metricsOf(report)).contains("collision", "ttc");
  }

  @Test
  void shouldCloseGatesOfFenceAndTakeover() {
    RunPlan plan =
        plan("patrol").toBuilder()
            .addZones(zone(ZoneKind.ZONE_KIND_GEOFENCE, -10, -10, 100, 10))
            .build();
    Drive drive =
        drive()
            .at(8)
            .with(
                (t, frame) -> {
                  if (t > 3 && t < 4) {
                    frame.setDriving(
                        Driving.newBuilder().setTakeover(TakeoverCause.TAKEOVER_CAUSE_SAFETY));
                  }
                })
            .steady(15);
    Report report = score(plan, drive);
    assertThat(metricsOf(report)).containsExactly("geofence", "takeover.safety");
    assertThat(report.getScore()).isEqualTo(0);
    assertThat(report.getReasonsList()).hasSize(3);
  }

  @Test
  void shouldLeaveOutWhatDoesNotApply() {
    Report report = score(plan("patrol"), drive().at(8).steady(20));
    MetricResult checkpoints = metric(report, "checkpoints");
    assertThat(checkpoints.getApplies()).isFalse();
    assertThat(checkpoints.hasScore()).isFalse();
    assertThat(checkpoints.getNotApplicableBecause()).isEqualTo("the plan has no checkpoints");
    assertThat(report.getScore()).isEqualTo(100);
  }

  @Test
  void shouldMeasureProgressAlongRoute() {
    RunPlan plan =
        plan("automaker").toBuilder().addRoute(place(0, 0)).addRoute(place(200, 0)).build();
    Report half = score(plan, drive().at(8).steady(12.6));
    assertThat(metric(half, "progress").getValue()).isCloseTo(0.5, within(0.01));
    assertThat(metric(half, "progress.minimum").getScore()).isEqualTo(1);
    Report none = score(plan, drive().at(8).steady(2.5));
    assertThat(metric(none, "progress.minimum").getScore()).isEqualTo(0);
    assertThat(metricsOf(none)).containsExactly("progress.minimum");
  }

  @Test
  void shouldMeasureEnergyPerKilometre() {
    Drive drive =
        drive()
            .at(8)
            .with((t, f) -> f.setEnergy(Energy.newBuilder().setBatteryPowerW(2880)))
            .steady(60);
    MetricResult energy = metric(score(plan("energy"), drive), "energy.per_km");
    // 2880 W at 8 m/s: 360 J/m = 100 Wh/km.
    assertThat(energy.getValue()).isCloseTo(100, within(0.01));
  }

  @Test
  void shouldCallRunInvalidWhenDataIsNotGoodEnough() {
    Report silent = score(plan("patrol"));
    assertThat(silent.getVerdict()).isEqualTo(Verdict.VERDICT_INVALID);
    assertThat(silent.hasScore()).isFalse();
    Report gap = score(plan("patrol"), drive().at(8).steady(20).lost(6).steady(20));
    assertThat(gap.getVerdict()).isEqualTo(Verdict.VERDICT_INVALID);
    assertThat(gap.getReasonsList()).hasSize(3);
    assertThat(metricsOf(gap)).containsExactly("data.gaps");
    assertThat(gap.getData(0).getMissingFrames()).isEqualTo(60);
    assertThat(gap.getData(0).getStreams(0).getMissing(0).getFirstSeq()).isEqualTo(201);
    Drive blind = drive().at(8).with((t, frame) -> frame.clearLocalPose()).steady(20);
    assertThat(score(plan("patrol"), blind).getReasons(0)).contains("carry a position");
  }

  @Test
  void shouldGiveSameReportWhateverTheOrderAndDuplicates() {
    RunPlan plan =
        plan("patrol").toBuilder()
            .addParticipants(Participant.newBuilder().setVehicleId("V2"))
            .addCheckpoints(checkpoint("A", 20, 10, 0))
            .build();
    List<RunFrame> frames = new ArrayList<>();
    frames.addAll(drive().noise(1, 0.05).at(9).steady(10).brake(1.2, 6).steady(8).frames());
    frames.addAll(Drive.of("V2").from(200, 3, 0).at(4).steady(19).frames());
    byte[] expected = scorer(plan, frames, 19).score().toByteArray();
    for (long seed = 1; seed <= 5; seed++) {
      List<RunFrame> shuffled = new ArrayList<>(frames);
      shuffled.addAll(frames.subList(10, 90));
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(scorer(plan, shuffled, 19).score().toByteArray())
          .as("seed=" + seed)
          .isEqualTo(expected);
    }
  }

  @Test
  void shouldTellEachFindingOnceWhileDrivingAndAgreeWithReport() {
    List<RunFrame> frames =
        drive().noise(3, 0.03).at(9).steady(8).brake(1.2, 6).steady(20).frames();
    RunPlan plan = plan("patrol").toBuilder().addCheckpoints(checkpoint("A", 20, 50, 0)).build();
    RunScorer scorer = new RunScorer(started(plan));
    assertThat(scorer.live().getState()).isEqualTo(RunState.RUN_STATE_WAITING);
    List<Finding> told = new ArrayList<>();
    List<String> toldLive = new ArrayList<>();
    for (RunFrame frame : frames) {
      scorer.add(frame);
      scorer.judgeSoFar();
      scorer.newFindings().forEach(f -> toldLive.add(f.getMetric()));
    }
    LiveUpdate live = scorer.live();
    assertThat(live.getState()).isEqualTo(RunState.RUN_STATE_RUNNING);
    assertThat(live.getVehicles(0).getXM()).isGreaterThan(100);
    assertThat(live.hasScore()).isTrue();
    assertThat(toldLive).containsExactly("speed.over_limit", "acceleration.longitudinal");
    assertThat(scorer.isComplete()).isFalse();
    long lastNs = frames.get(frames.size() - 1).frame().getSampleTimeUnixNs();
    scorer.end(RunEnded.newBuilder().setEndTimeUnixNs(lastNs).build());
    assertThat(scorer.isComplete()).isTrue();
    assertThat(scorer.judgeSoFar()).isTrue();
    told.addAll(scorer.newFindings());
    assertThat(told).extracting(Finding::getMetric).containsExactly("checkpoints");
    assertThat(scorer.newFindings()).isEmpty();
    assertThat(scorer.score().getReport().getFindingsCount()).isEqualTo(3);
  }

  @Test
  void shouldTellACollisionLiveThatBeganDuringAContactByTypicalSize() {
    BiConsumer<Double, TelemetryFrame.Builder> touching =
        (t, frame) -> {
          PerceivedObject.Builder pedestrian =
              PerceivedObject.newBuilder()
                  .setObjectClass(ObjectClass.OBJECT_CLASS_PEDESTRIAN)
                  .setXM(3);
          if (t > 2 && t < 3) {
            frame.addObjects(pedestrian.setId(17));
          }
          if (t > 2.5 && t < 4.5) {
            frame.addObjects(pedestrian.setId(18).setLengthM(0.6).setWidthM(0.6));
          }
        };
    RunScorer scorer = new RunScorer(started(plan("patrol")));
    List<String> toldLive = new ArrayList<>();
    for (RunFrame frame : drive().at(8).with(touching).steady(15).frames()) {
      scorer.add(frame);
      scorer.judgeSoFar();
      scorer.newFindings().stream()
          .filter(f -> f.getMetric().equals("collision"))
          .forEach(f -> toldLive.add(f.getText().substring(0, 18)));
    }
    assertThat(toldLive).containsExactly("May have touched o", "Touched object 18 ");
  }

  @Test
  void shouldRefuseWhatCannotBeScored() {
    assertThatThrownBy(() -> new RunScorer(started(RunPlan.getDefaultInstance())))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("participants is empty");
    assertThatThrownBy(() -> new RunScorer(started(plan("nonsense"))))
        .isInstanceOf(ScorecardException.class)
        .hasMessageContaining("'nonsense' is not built in");
    RunPlan ring =
        plan("patrol").toBuilder()
            .addZones(Zone.newBuilder().setKind(ZoneKind.ZONE_KIND_GEOFENCE))
            .build();
    assertThatThrownBy(() -> new RunScorer(started(ring)))
        .hasMessageContaining("zones[0].ring has 0 points");
    RunPlan tiny =
        plan("patrol").toBuilder()
            .setLimits(Limits.newBuilder().setRequiredProgressRatio(-2e-7))
            .build();
    assertThatThrownBy(() -> new RunScorer(started(tiny)))
        .hasMessage("plan: limits.required_progress_ratio=-0.0000002, not a number above 0");
    RunPlan far =
        plan("patrol").toBuilder().setOrigin(GeoPoint.newBuilder().setLatitudeDeg(91.5)).build();
    assertThatThrownBy(() -> new RunScorer(started(far)))
        .hasMessage("plan: origin.latitude_deg=91.5, not -90 to 90");
  }

  private static Drive drive() {
    return Drive.of("V1");
  }

  /** Three lanes of 2 m, the middle one with or without the brush; it says that it never turns. */
  private static Drive sweeper(boolean middle) {
    Drive drive = drive().hz(20).with(brush(true)).at(2);
    drive.from(0, -2, 0).steady(20).from(40, 0, Math.PI).with(brush(middle)).steady(20);
    return drive.from(0, 2, 0).with(brush(true)).steady(20.1);
  }

  private static BiConsumer<Double, TelemetryFrame.Builder> brush(boolean on) {
    return (t, frame) -> {
      frame.getMotionBuilder().setYawRateRadps(0);
      frame.setSanitation(Sanitation.newBuilder().setBrushOn(on).setSweepWidthM(2));
    };
  }

  private static RunPlan plan(String card) {
    return RunPlan.newBuilder()
        .setScorecardId(card)
        .setOrigin(Drive.ORIGIN)
        .addParticipants(Participant.newBuilder().setVehicleId("V1"))
        .setLimits(Limits.newBuilder().setSpeedLimitMps(8.333))
        .build();
  }

  private static GeoPoint place(double x, double y) {
    LocalFrame.Geodetic place = LOCAL.toGeodetic(x, y);
    return GeoPoint.newBuilder()
        .setLatitudeDeg(place.latitudeDeg())
        .setLongitudeDeg(place.longitudeDeg())
        .build();
  }

  private static Zone zone(ZoneKind kind, double x0, double y0, double x1, double y1) {
    return Zone.newBuilder()
        .setZoneId("zone")
        .setKind(kind)
        .addRing(place(x0, y0))
        .addRing(place(x1, y0))
        .addRing(place(x1, y1))
        .addRing(place(x0, y1))
        .build();
  }

  private static Checkpoint checkpoint(String id, double x, double y, double dwellS) {
    return Checkpoint.newBuilder()
        .setCheckpointId(id)
        .setPosition(place(x, y))
        .setRadiusM(3)
        .setDwellS(dwellS)
        .build();
  }

  private static RunStarted started(RunPlan plan) {
    return RunStarted.newBuilder()
        .setRunId("run-1")
        .setStartTimeUnixNs(Drive.START_NS)
        .setPlan(plan)
        .build();
  }

  private static RunEnded ended(double seconds) {
    return RunEnded.newBuilder()
        .setRunId("run-1")
        .setEndTimeUnixNs(Drive.START_NS + Math.round(seconds * 1e9))
        .build();
  }

  private static RunScorer scorer(RunPlan plan, List<RunFrame> frames, double endS) {
    RunScorer scorer = new RunScorer(started(plan));
    frames.forEach(scorer::add);
    scorer.end(ended(endS));
    return scorer;
  }

  private static Report score(RunPlan plan, Drive... drives) {
    List<RunFrame> frames = new ArrayList<>();
    double end = drives.length == 0 ? 10 : drives[0].seconds();
    for (Drive drive : drives) {
      frames.addAll(drive.frames());
    }
    return scorer(plan, frames, end).score().getReport();
  }

  private static MetricResult metric(Report report, String id) {
    return report.getMetricsList().stream()
        .filter(m -> m.getMetric().equals(id))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> metricsOf(Report report) {
    return report.getFindingsList().stream().map(Finding::getMetric).toList();
  }
}
