package io.yardang.console;

import io.yardang.v1.Finding;
import io.yardang.v1.LiveUpdate;
import io.yardang.v1.MetricResult;
import io.yardang.v1.Participant;
import io.yardang.v1.ParticipantRole;
import io.yardang.v1.Report;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunState;
import io.yardang.v1.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the console knows of one run: from its start event, then the scorer's live updates and
 * findings, and at last its scored report, after which no live update counts any more.
 *
 * <p>Guarded by the lock of {@link LiveState}.
 */
final class RunNow {
  static final int FINDINGS_MAX = 500;

  final String id;
  RunPlan plan = RunPlan.getDefaultInstance();
  RunState state = RunState.RUN_STATE_WAITING;
  Verdict verdict = Verdict.VERDICT_UNSPECIFIED;
  // Null while nothing can be judged.
  Double score;
  // 0 until known.
  double passScore;
  List<MetricResult> metrics = List.of();
  long startTimeNs;
  // The newest moment of the run that was spoken of, on the clock of the samples.
  long lastTimeNs;
  int findingCount;
  private final Map<String, Finding> findings = new LinkedHashMap<>();

  RunNow(String id) {
    this.id = id;
  }

  boolean isScored() {
    return state == RunState.RUN_STATE_SCORED;
  }

  /** Takes the plan; false when it is the one that is there already. */
  boolean plan(RunPlan told) {
    if (told.equals(plan) || told.equals(RunPlan.getDefaultInstance())) {
      return false;
    }
    plan = told;
    return true;
  }

  void live(LiveUpdate update, long timeNs) {
    state = update.getState();
    verdict = update.getVerdict();
    score = update.hasScore() ? update.getScore() : null;
    metrics = update.getMetricsList();
    startTimeNs = update.getStartTimeUnixNs();
    lastTimeNs = Math.max(lastTimeNs, timeNs);
    findingCount = Math.max(update.getFindings(), findings.size());
  }

  void finding(Finding finding) {
    if (findings.containsKey(finding.getFindingId()) || findings.size() < FINDINGS_MAX) {
      findings.put(finding.getFindingId(), finding);
    }
    findingCount = Math.max(findingCount, findings.size());
    lastTimeNs = Math.max(lastTimeNs, finding.getEndTimeUnixNs());
  }

  void scored(Report report) {
    plan(report.getPlan());
    state = RunState.RUN_STATE_SCORED;
    verdict = report.getVerdict();
    score = report.hasScore() ? report.getScore() : null;
    passScore = report.getPassScore();
    metrics = report.getMetricsList();
    startTimeNs = report.getStartTimeUnixNs();
    lastTimeNs = report.getEndTimeUnixNs();
    // The report's findings are final; those told live may have been merged or numbered anew.
    findings.clear();
    report.getFindingsList().stream().limit(FINDINGS_MAX).forEach(this::finding);
    findingCount = report.getFindingsCount();
    lastTimeNs = report.getEndTimeUnixNs();
  }

  /** Keeps what a list of runs shows, and lets go of the rest, which the report store has. */
  void forgetDetails() {
    plan =
        plan.toBuilder().clearRoute().clearZones().clearCheckpoints().clearScorecardYaml().build();
    metrics = List.of();
    findings.clear();
  }

  List<Finding> findings() {
    return new ArrayList<>(findings.values());
  }

  boolean hasParticipant(String vehicle) {
    return plan.getParticipantsList().stream().anyMatch(p -> p.getVehicleId().equals(vehicle));
  }

  /** The participant marked so, else the first, else an empty text. */
  String vehicleUnderTest() {
    return plan.getParticipantsList().stream()
        .filter(p -> p.getRole() == ParticipantRole.PARTICIPANT_ROLE_UNDER_TEST)
        .findFirst()
        .or(() -> plan.getParticipantsList().stream().findFirst())
        .map(Participant::getVehicleId)
        .orElse("");
  }
}
