package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.Box;
import io.yardang.streamjobs.scoring.geometry.Point;
import io.yardang.v1.RunPlan;
import io.yardang.v1.SignalState;
import io.yardang.v1.TrafficSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Where the middle of the front bumper drove over the plan's stop lines in the direction that they
 * hold for, and whether it might: not at red (or red and amber), and at a line without a signal
 * only after a stand before it. What a frame of the last second says of a signal goes before the
 * plan's cycle.
 */
final class StopLineCrossings {
  private static final double OBSERVED_S = 1.0;
  private static final double APPROACH_M = 10;

  /** What was found at a line. */
  enum Verdict {
    ALLOWED,
    RED_LIGHT,
    NO_STOP,
    UNKNOWN
  }

  /**
   * Where a line was driven over.
   *
   * @param knownFromS since when what was driven plays a part in the verdict
   */
  record Crossing(String line, double timeS, double knownFromS, Verdict verdict) {}

  private final RunPlan plan;
  private final Grid grid;
  private final TreeMap<String, TreeMap<Double, SignalState>> observed = new TreeMap<>();
  private final List<Crossing> all = new ArrayList<>();

  /**
   * @param standWithinM a stand counts with the front so near before the line
   * @param standMps at or under this speed it stands
   */
  StopLineCrossings(RunData run, double standWithinM, double standMps) {
    plan = run.plan();
    grid = run.grid();
    Samples s = run.subject();
    for (int i = 0; i < s.size(); i++) {
      double time = s.t[i];
      s.signals
          .getOrDefault(i, List.of())
          .forEach(
              signal ->
                  observed
                      .computeIfAbsent(signal.getSignalId(), id -> new TreeMap<>())
                      .put(time, signal.getState()));
    }
    for (RunGeometry.Hold hold : run.geometry().holds()) {
      follow(run, hold, standWithinM, standMps);
    }
  }

  List<Crossing> all() {
    return all;
  }

  private void follow(RunData run, RunGeometry.Hold hold, double standWithinM, double standMps) {
    double width = hold.left().distanceM(hold.right());
    // Across: from the right end to the left; the way over it goes to the right of that.
    double ax = (hold.left().xM() - hold.right().xM()) / width;
    double ay = (hold.left().yM() - hold.right().yM()) / width;
    boolean stood = false;
    double approachedS = Double.NaN;
    double beforeAlong = Double.NaN;
    double beforeAside = Double.NaN;
    for (int i = 0; i < grid.size(); i++) {
      boolean joined = i > 0 && grid.t[i] - grid.t[i - 1] < 1.5 * Grid.STEP_S;
      if (Double.isNaN(grid.x[i] + grid.yaw[i])) {
        beforeAlong = Double.NaN;
        continue;
      }
      Box box = Shapes.box(run.subject().shape, grid.x[i], grid.y[i], grid.yaw[i]);
      Point front = box.at(box.lengthM() / 2, 0);
      double dx = front.xM() - hold.right().xM();
      double dy = front.yM() - hold.right().yM();
      double aside = dx * ax + dy * ay;
      double along = dx * ay - dy * ax;
      boolean inLine = aside >= 0 && aside <= width;
      if (joined && beforeAlong < 0 && along >= 0) {
        double share = beforeAlong / (beforeAlong - along);
        double asideThere = beforeAside + share * (aside - beforeAside);
        if (asideThere >= 0 && asideThere <= width) {
          double time = grid.t[i - 1] + share * (grid.t[i] - grid.t[i - 1]);
          double fromS = hold.signalId().isEmpty() ? approachedS : time - OBSERVED_S;
          all.add(new Crossing(hold.id(), time, fromS, verdict(hold, time, stood)));
          stood = false;
        }
      }
      boolean before = along < 0 && along >= -standWithinM && inLine;
      stood = before ? stood || Math.abs(grid.speed[i]) <= standMps : stood && along < 0;
      stood = stood && along >= -APPROACH_M;
      // Who is first known near the line has approached it from there.
      boolean near = along >= -APPROACH_M && !Double.isNaN(approachedS);
      approachedS = near ? approachedS : grid.t[i];
      beforeAlong = along;
      beforeAside = aside;
    }
  }

  private Verdict verdict(RunGeometry.Hold hold, double timeS, boolean stood) {
    if (hold.signalId().isEmpty()) {
      return stood ? Verdict.ALLOWED : Verdict.NO_STOP;
    }
    return switch (stateAt(hold.signalId(), timeS)) {
      case SIGNAL_STATE_RED, SIGNAL_STATE_RED_AMBER -> Verdict.RED_LIGHT;
      case SIGNAL_STATE_GREEN, SIGNAL_STATE_AMBER, SIGNAL_STATE_OFF -> Verdict.ALLOWED;
      case SIGNAL_STATE_UNSPECIFIED, UNRECOGNIZED -> Verdict.UNKNOWN;
    };
  }

  private SignalState stateAt(String signalId, double timeS) {
    TreeMap<Double, SignalState> seen = observed.get(signalId);
    var last = seen == null ? null : seen.floorEntry(timeS);
    if (last != null
        && timeS - last.getKey() <= OBSERVED_S
        && last.getValue() != SignalState.SIGNAL_STATE_UNSPECIFIED) {
      return last.getValue();
    }
    return plan.getSignalsList().stream()
        .filter(signal -> signal.getSignalId().equals(signalId) && signal.getPhasesCount() > 0)
        .findFirst()
        .map(signal -> stateOf(signal, timeS))
        .orElse(SignalState.SIGNAL_STATE_UNSPECIFIED);
  }

  /** The state that the signal's cycle has at the time. */
  static SignalState stateOf(TrafficSignal signal, double timeS) {
    double cycle = 0;
    for (var phase : signal.getPhasesList()) {
      cycle += phase.getDurationS();
    }
    double into = timeS - signal.getFirstPhaseS();
    into -= cycle * Math.floor(into / cycle);
    for (var phase : signal.getPhasesList()) {
      if (into < phase.getDurationS()) {
        return phase.getState();
      }
      into -= phase.getDurationS();
    }
    return signal.getPhases(signal.getPhasesCount() - 1).getState();
  }
}
