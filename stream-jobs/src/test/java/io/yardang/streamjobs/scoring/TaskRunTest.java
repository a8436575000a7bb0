package io.yardang.streamjobs.scoring;

import static io.yardang.streamjobs.scoring.TestRuns.metric;
import static io.yardang.streamjobs.scoring.TestRuns.metricsOf;
import static io.yardang.streamjobs.scoring.TestRuns.place;
import static io.yardang.streamjobs.scoring.TestRuns.plan;
import static io.yardang.streamjobs.scoring.TestRuns.score;
import static io.yardang.streamjobs.scoring.TestRuns.zone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yardang.v1.Alarm;
import io.yardang.v1.AlarmKind;
import io.yardang.v1.Controls;
import io.yardang.v1.Energy;
import io.yardang.v1.ExpectedAlarm;
import io.yardang.v1.Finding;
import io.yardang.v1.Lane;
import io.yardang.v1.MetricResult;
import io.yardang.v1.ObservedSignal;
import io.yardang.v1.Participant;
import io.yardang.v1.ParticipantRole;
import io.yardang.v1.Patrol;
import io.yardang.v1.Report;
import io.yardang.v1.RunPlan;
import io.yardang.v1.Sanitation;
import io.yardang.v1.SignalPhase;
import io.yardang.v1.SignalState;
import io.yardang.v1.StopLine;
import io.yardang.v1.TrafficSignal;
import io.yardang.v1.VehicleShape;
import io.yardang.v1.ZoneKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a run is driven for, one metric after the other, on synthetic drives. */
class TaskRunTest {
  private static RunPlan.Builder alone(String... metrics) {
    return plan(List.of(), metrics);
  }

  private static Lane lane(double fromX, double toX) {
    return Lane.newBuilder()
        .setLaneId("L1")
        .setWidthM(4)
        .addCentreLine(place(fromX, 0))
        .addCentreLine(place(toX, 0))
        .build();
  }

  @Test
  void shouldCloseTheGateByHowFarItDroveAgainstTheLane() {
    Report with =
        score(alone("gate direction").addLanes(lane(-10, 200)), Drive.of("V1").at(8).steady(10));
    assertThat(metric(with, "direction").getScore()).isEqualTo(1);
    // 11 steps of 0.1 s, as nuPlan sums them: 1.1 s.
    Report half =
        score(alone("gate direction").addLanes(lane(200, -10)), Drive.of("V1").at(3).steady(10));
    assertThat(metric(half, "direction").getValue()).isCloseTo(3.3, within(1e-6));
    assertThat(metric(half, "direction").getScore()).isEqualTo(0.5);
    Report shut =
        score(alone("gate direction").addLanes(lane(200, -10)), Drive.of("V1").at(8).steady(10));
    assertThat(metric(shut, "direction").getScore()).isZero();
    assertThat(metricsOf(shut)).containsExactly("direction");
    assertThat(
            metric(score(alone("direction"), Drive.of("V1").at(3).steady(5)), "direction")
                .getNotApplicableBecause())
        .isEqualTo("the plan has no lanes");
  }

  @Test
  void shouldGoOnInALaneThatClosesToALoop() {
    Lane loop =
        Lane.newBuilder()
            .setLaneId("loop")
            .setWidthM(4)
            .addCentreLine(place(50, 0))
            .addCentreLine(place(100, 0))
            .addCentreLine(place(100, 50))
            .addCentreLine(place(0, 50))
            .addCentreLine(place(0, 0))
            .addCentreLine(place(50, 0))
            .build();
    RunPlan.Builder plan = alone("gate direction").addLanes(loop);
    Report with = score(plan, Drive.of("V1").from(5, 0, 0).at(8).steady(10));
    assertThat(metric(with, "direction").getValue()).isZero();
    Report against = score(plan, Drive.of("V1").from(95, 0, Math.PI).at(8).steady(10));
    assertThat(metric(against, "direction").getValue()).isCloseTo(8.8, within(1e-3));
  }

  /** A line across the way at x = 43.6, which the front reaches after 5 s at 8 m/s. */
  private static RunPlan.Builder lined(String signal) {
    RunPlan.Builder plan =
        alone("gate signal")
            .addStopLines(
                StopLine.newBuilder()
                    .setStopLineId("S1")
                    .setLeft(place(43.6, 3))
                    .setRight(place(43.6, -3))
                    .setSignalId(signal));
    if (!signal.isEmpty()) {
      plan.addSignals(
          TrafficSignal.newBuilder()
              .setSignalId(signal)
              .setFirstPhaseS(-2)
              .addPhases(phase(SignalState.SIGNAL_STATE_GREEN, 4))
              .addPhases(phase(SignalState.SIGNAL_STATE_RED, 6)));
    }
    return plan;
  }

  private static SignalPhase phase(SignalState state, double seconds) {
    return SignalPhase.newBuilder().setState(state).setDurationS(seconds).build();
  }

  @Test
  void shouldTellAStopLineDrivenOverAtRed() {
    Report red = score(lined("T1"), Drive.of("V1").at(8).steady(10));
    assertThat(metric(red, "signal").getScore()).isZero();
    Finding finding = red.getFindings(0);
    assertThat(finding.getText()).contains("stop line S1 at red");
    assertThat(finding.getXM()).isCloseTo(40, within(0.1));
    assertThat(finding.getEvidenceCount()).isEqualTo(1);
    Report green = score(lined("T1"), Drive.of("V1").at(4.4).steady(12));
    assertThat(metric(green, "signal").getScore()).isEqualTo(1);
    // What the vehicle sees goes before the cycle.
    Drive told =
        Drive.of("V1")
            .at(8)
            .with(
                (t, f) ->
                    f.addSignals(
                        ObservedSignal.newBuilder()
                            .setSignalId("T1")
                            .setState(SignalState.SIGNAL_STATE_GREEN)))
            .steady(10);
    assertThat(metric(score(lined("T1"), told), "signal").getScore()).isEqualTo(1);
    // From the other side the line holds for nobody.
    Drive back = Drive.of("V1").from(90, 0, Math.PI).at(8).steady(10);
    assertThat(metric(score(lined("T1"), back), "signal").getDetailsMap())
        .containsEntry("crossings", 0.0);
  }

  @Test
  void shouldAskForAStandBeforeAStopLineWithoutSignal() {
    Report through = score(lined(""), Drive.of("V1").at(8).steady(10));
    assertThat(metricsOf(through)).containsExactly("signal");
    // 8 m/s, braking at 2 m/s2 takes 16 m: from x = 22 on, the front stands 2 m before the line.
    Drive stops =
        Drive.of("V1").from(-10, 0, 0).at(8).steady(4).brake(4, 2).steady(1).accelerate(4, 2);
    assertThat(metric(score(lined(""), stops.steady(3)), "signal").getScore()).isEqualTo(1);
  }

  @Test
  void shouldScoreTheShareOfTimeOnThePath() {
    RunPlan.Builder plan = alone("weighted tracking").addRoute(place(0, 0)).addRoute(place(300, 0));
    Drive drive =
        Drive.of("V1")
            .at(8)
            .with(
                (t, f) -> {
                  boolean held = t >= 10 && t < 13;
                  boolean brief = t >= 16 && t < 17.5;
                  f.getLocalPoseBuilder().setYM(held || brief ? -0.8 : 0.1);
                })
            .steady(20);
    Report report = score(plan, drive);
    MetricResult tracking = metric(report, "tracking");
    assertThat(tracking.getScore()).isCloseTo(1 - 30 / 200.0, within(1e-6));
    assertThat(tracking.getDetailsMap().get("max")).isCloseTo(0.8, within(1e-5));
    assertThat(tracking.getValue())
        .isCloseTo(Math.sqrt((45 * 0.64 + 155 * 0.01) / 200), within(1e-5));
    assertThat(metricsOf(report)).containsExactly("tracking");
  }

  @Test
  void shouldCallTwentyInstantsOffThePathHeldAsNavsimDoes() {
    RunPlan.Builder plan = alone("weighted tracking").addRoute(place(0, 0)).addRoute(place(300, 0));
    for (int instants : new int[] {19, 20}) {
      Drive drive =
          Drive.of("V1")
              .at(8)
              .with(
                  (t, f) ->
                      f.getLocalPoseBuilder()
                          .setYM(t > 9.95 && t < 9.95 + 0.1 * instants ? 0.8 : 0))
              .steady(20);
      assertThat(metric(score(plan, drive), "tracking").getScore())
          .isCloseTo(instants < 20 ? 1 : 1 - 20 / 200.0, within(1e-6));
    }
  }

  @Test
  void shouldMeasureLocalisationAgainstTheReferenceOnBoard() {
    RunPlan.Builder plan =
        alone("weighted localisation", "gate collision")
            .addParticipants(
                Participant.newBuilder()
                    .setVehicleId("REF")
                    .setRole(ParticipantRole.PARTICIPANT_ROLE_REFERENCE)
                    .setShape(VehicleShape.newBuilder().setPositionOffsetM(1.2)));
    Drive reference = Drive.of("REF").hz(20).from(1.2, 0, 0).at(8).steady(21);
    Drive own = Drive.of("V1").at(8).with((t, f) -> f.getLocalPoseBuilder().setYM(0.08)).steady(20);
    Report report = score(plan, own, reference);
    MetricResult result = metric(report, "localisation");
    assertThat(result.getValue()).isCloseTo(0.08, within(1e-6));
    assertThat(result.getScore()).isCloseTo(0.05 / 0.08, within(1e-6));
    assertThat(metricsOf(report)).containsExactly("localisation");
    // The reference is no traffic: it cannot be run into.
    assertThat(metric(report, "collision").getApplies()).isFalse();
  }

  @Test
  void shouldMeasureTheWayFromTheCommandToTheStand() {
    // 15 km/h; braking at 5 m/s2 takes 1.736 m.
    Report good = score(alone("stop.distance"), stopping(15 / 3.6, 5));
    assertThat(metric(good, "stop.distance").getValue()).isCloseTo(1.736, within(0.05));
    assertThat(metric(good, "stop.distance").getDetailsMap().get("limit"))
        .isCloseTo(2, within(1e-6));
    assertThat(metricsOf(good)).isEmpty();
    Report late = score(alone("stop.distance"), stopping(12.5 / 3.6, 2.5));
    assertThat(metricsOf(late)).containsExactly("stop.distance");
    assertThat(late.getFindings(0).getLimit()).isCloseTo(1.55, within(1e-6));
    Report fast = score(alone("stop.distance"), stopping(40 / 3.6, 6));
    assertThat(metric(fast, "stop.distance").getDetailsMap())
        .containsEntry("stops_without_limit", 1.0);
    assertThat(metricsOf(fast)).isEmpty();
  }

  private static Drive stopping(double mps, double mps2) {
    return Drive.of("V1")
        .hz(100)
        .at(mps)
        .steady(5)
        .with((t, f) -> f.setControls(Controls.newBuilder().setEmergencyStop(true)))
        .brake(4, mps2);
  }

  @Test
  void shouldTellHowMuchASweeperDoesAndHowFast() {
    RunPlan.Builder plan =
        alone("sweep.efficiency", "weighted sweep.working_speed")
            .addZones(zone(ZoneKind.ZONE_KIND_WORK_AREA, 0, -1, 100, 1));
    Drive drive =
        Drive.of("V1")
            .with(
                (t, f) ->
                    f.setSanitation(Sanitation.newBuilder().setBrushOn(true).setSweepWidthM(2)))
            .at(4)
            .steady(10)
            .at(5)
            .steady(10.1);
    Report report = score(plan, drive);
    double areaM2 = 2 * (4 * 10 + 5 * 10.0);
    assertThat(metric(report, "sweep.efficiency").getValue())
        .isCloseTo(areaM2 / 20 * 3600, within(50.0));
    assertThat(metric(report, "sweep.working_speed").getValue()).isCloseTo(18, within(1e-6));
    assertThat(metric(report, "sweep.working_speed").getScore()).isCloseTo(0.5, within(0.01));
    assertThat(metricsOf(report)).containsExactly("sweep.working_speed");
  }

  @Test
  void shouldSetAlarmsAgainstWhatWasStaged() {
    RunPlan.Builder plan =
        alone("weighted alarms")
            .addExpectedAlarms(staged("fire-1", AlarmKind.ALARM_KIND_FIRE, 40))
            .addExpectedAlarms(staged("gas-1", AlarmKind.ALARM_KIND_GAS, 120));
    Drive drive =
        Drive.of("V1")
            .at(8)
            .with(
                (t, f) -> {
                  Patrol.Builder patrol = Patrol.newBuilder();
                  if (t >= 5 && t < 7) {
                    patrol.addAlarms(alarm("a1", AlarmKind.ALARM_KIND_FIRE));
                  }
                  if (t >= 9 && t < 10) {
                    patrol.addAlarms(alarm("", AlarmKind.ALARM_KIND_LITTER));
                  }
                  f.setPatrol(patrol);
                })
            .steady(20);
    Report report = score(plan, drive);
    MetricResult alarms = metric(report, "alarms");
    assertThat(alarms.getScore()).isCloseTo(0.5, within(1e-6));
    assertThat(alarms.getDetailsMap()).containsEntry("recall", 0.5).containsEntry("precision", 0.5);
    // Within 10 m of x = 40 from t = 3.8 s on.
    assertThat(alarms.getDetailsMap().get("latency_max_s")).isCloseTo(1.2, within(0.101));
    assertThat(report.getFindingsList())
        .extracting(Finding::getText)
        .anyMatch(text -> text.contains("no alarm about gas-1 (gas)"))
        .anyMatch(text -> text.contains("(litter) about nothing"));
  }

  private static ExpectedAlarm staged(String id, AlarmKind kind, double x) {
    return ExpectedAlarm.newBuilder()
        .setExpectedAlarmId(id)
        .setKind(kind)
        .setPosition(place(x, 0))
        .setRadiusM(10)
        .build();
  }

  private static Alarm alarm(String id, AlarmKind kind) {
    return Alarm.newBuilder().setAlarmId(id).setKind(kind).build();
  }

  @Test
  void shouldRankEntrantsByTimeEnergyAndPenalty() {
    Report quick = entrant("quick", 10, 4000, false);
    Report thrifty = entrant("thrifty", 8, 2000, false);
    Report reckless = entrant("reckless", 12, 2000, true);
    Report lost = entrant("lost", 2, 100, false);
    List<Ranking.Entrant> order = Ranking.of(List.of(lost, reckless, quick, thrifty));
    assertThat(order)
        .extracting(Ranking.Entrant::runId)
        .containsExactly("thrifty", "reckless", "quick", "lost");
    assertThat(order).extracting(Ranking.Entrant::place).containsExactly(1, 2, 3, 0);
    assertThat(order.get(3).notRankedBecause()).isEqualTo("did not finish the route");
    assertThat(order.get(1).penalty()).isCloseTo(1 / 1.4, within(1e-6));
    assertThat(Ranking.of(List.of(thrifty, lost, quick, reckless))).isEqualTo(order);
  }

  private static Report entrant(String id, double mps, double watts, boolean atRed) {
    RunPlan.Builder plan =
        RunPlan.newBuilder()
            .setScorecardId("challenge")
            .setOrigin(Drive.ORIGIN)
            .addParticipants(Participant.newBuilder().setVehicleId("V1"))
            .addRoute(place(0, 0))
            .addRoute(place(200, 0));
    if (atRed) {
      RunPlan lined = lined("T1").build();
      plan.addAllStopLines(lined.getStopLinesList())
          .addSignals(
              TrafficSignal.newBuilder()
                  .setSignalId("T1")
                  .addPhases(phase(SignalState.SIGNAL_STATE_RED, 9)));
    }
    Drive drive =
        Drive.of("V1")
            .at(mps)
            .with((t, f) -> f.setEnergy(Energy.newBuilder().setBatteryPowerW(watts)))
            .steady(30);
    return TestRuns.score(plan.build(), drive.frames(), drive.seconds()).toBuilder()
        .setRunId(id)
        .build();
  }

  @Test
  void shouldTellFormulaVersionAndSamplesOfEachResult() {
    Report report =
        score(alone("gate collision", "tracking", "speed.max"), Drive.of("V1").at(8).steady(20));
    assertThat(report.getFormulaVersion()).isEqualTo(4);
    assertThat(metric(report, "speed.max").getSamplesUsed()).isEqualTo(200);
    assertThat(metric(report, "speed.max").getSource()).isEqualTo("test");
    assertThat(Map.of("tracking", "the plan has no route"))
        .allSatisfy(
            (id, why) -> assertThat(metric(report, id).getNotApplicableBecause()).isEqualTo(why));
  }
}
