package io.yardang.streamjobs.scoring;

import static io.yardang.streamjobs.scoring.PlanCheck.checkPoint;
import static io.yardang.streamjobs.scoring.PlanCheck.require;
import static io.yardang.streamjobs.scoring.PlanCheck.requireOver0;

import io.yardang.v1.AlarmKind;
import io.yardang.v1.ExpectedAlarm;
import io.yardang.v1.Lane;
import io.yardang.v1.RunPlan;
import io.yardang.v1.SignalPhase;
import io.yardang.v1.SignalState;
import io.yardang.v1.StopLine;
import io.yardang.v1.TrafficSignal;
import java.util.Set;
import java.util.TreeSet;

/** Checks a plan's lanes, stop lines, signals and staged alarms. */
final class PlanMapCheck {
  private PlanMapCheck() {}

  static boolean hasPlaces(RunPlan plan) {
    return plan.getLanesCount() + plan.getStopLinesCount() + plan.getExpectedAlarmsCount() > 0;
  }

  static void check(RunPlan plan) {
    for (int i = 0; i < plan.getLanesCount(); i++) {
      Lane lane = plan.getLanes(i);
      String at = "lanes[" + i + "]";
      require(
          lane.getCentreLineCount() >= 2,
          at + ".centre_line has " + lane.getCentreLineCount() + " points, not 2 or more");
      for (int j = 0; j < lane.getCentreLineCount(); j++) {
        checkPoint(lane.getCentreLine(j), at + ".centre_line[" + j + "]");
      }
      boolean hasLength = lane.getCentreLineList().stream().distinct().count() > 1;
      require(hasLength, at + ".centre_line has no length, all its points are equal");
      requireOver0(at + ".width_m", lane.getWidthM());
    }
    Set<String> signals = new TreeSet<>();
    for (int i = 0; i < plan.getSignalsCount(); i++) {
      TrafficSignal signal = plan.getSignals(i);
      String at = "signals[" + i + "]";
      require(!signal.getSignalId().isEmpty(), at + ".signal_id is missing");
      require(
          signals.add(signal.getSignalId()),
          at + ".signal_id='" + signal.getSignalId() + "' is there more than once");
      require(Double.isFinite(signal.getFirstPhaseS()), at + ".first_phase_s is no number");
      for (SignalPhase phase : signal.getPhasesList()) {
        requireOver0(at + ".phases.duration_s", phase.getDurationS());
        require(
            phase.getState() != SignalState.SIGNAL_STATE_UNSPECIFIED
                && phase.getState() != SignalState.UNRECOGNIZED,
            at + ".phases: state is missing");
      }
    }
    for (int i = 0; i < plan.getStopLinesCount(); i++) {
      StopLine line = plan.getStopLines(i);
      String at = "stop_lines[" + i + "]";
      checkPoint(line.getLeft(), at + ".left");
      checkPoint(line.getRight(), at + ".right");
      require(!line.getLeft().equals(line.getRight()), at + ": left and right are the same");
      require(
          line.getSignalId().isEmpty() || signals.contains(line.getSignalId()),
          at + ".signal_id='" + line.getSignalId() + "' is not among the signals " + signals);
    }
    for (int i = 0; i < plan.getExpectedAlarmsCount(); i++) {
      ExpectedAlarm alarm = plan.getExpectedAlarms(i);
      String at = "expected_alarms[" + i + "]";
      checkPoint(alarm.getPosition(), at + ".position");
      requireOver0(at + ".radius_m", alarm.getRadiusM());
      require(alarm.getKind() != AlarmKind.ALARM_KIND_UNSPECIFIED, at + ".kind is missing");
    }
  }
}
