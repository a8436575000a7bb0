package io.yardang.streamjobs.report;

import io.yardang.v1.Participant;
import io.yardang.v1.ParticipantRole;
import io.yardang.v1.Report;
import io.yardang.v1.RunPlan;
import io.yardang.v1.Verdict;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * What a list of runs shows of the newest revision of one run's report.
 *
 * @param vehicleId the vehicle under test; empty when the plan names none
 * @param score 0 to 100; absent when the run is INVALID
 * @param revision number of the newest revision
 * @param savedAt when that revision was written, by the store's clock
 */
public record RunSummary(
    String runId,
    String title,
    String scenario,
    String automaker,
    String vehicleId,
    String scorecardId,
    long startTimeUnixNs,
    long endTimeUnixNs,
    Verdict verdict,
    OptionalDouble score,
    int findings,
    boolean noDataMissing,
    int revision,
    Instant savedAt) {

  static RunSummary of(Report report, int revision, Instant savedAt) {
    RunPlan plan = report.getPlan();
    return new RunSummary(
        report.getRunId(),
        plan.getTitle(),
        plan.getScenario(),
        plan.getAutomaker(),
        vehicleUnderTest(plan),
        report.getScorecard().getScorecardId(),
        report.getStartTimeUnixNs(),
        report.getEndTimeUnixNs(),
        report.getVerdict(),
        report.hasScore() ? OptionalDouble.of(report.getScore()) : OptionalDouble.empty(),
        report.getFindingsCount(),
        report.getNoDataMissing(),
        revision,
        savedAt);
  }

  /** The participant marked so, else the first, else an empty text. */
  static String vehicleUnderTest(RunPlan plan) {
    return plan.getParticipantsList().stream()
        .filter(p -> p.getRole() == ParticipantRole.PARTICIPANT_ROLE_UNDER_TEST)
        .findFirst()
        .or(() -> plan.getParticipantsList().stream().findFirst())
        .map(Participant::getVehicleId)
        .orElse("");
  }
}
