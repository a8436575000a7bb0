package io.yardang.streamjobs.scoring;

import static java.util.stream.Collectors.toMap;

import io.yardang.v1.Participant;
import io.yardang.v1.Report;
import io.yardang.v1.RunEndCause;
import io.yardang.v1.RunEnded;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunStarted;
import io.yardang.v1.ScorecardIdentity;
import io.yardang.v1.ScoredRun;
import io.yardang.v1.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run that was started under a plan by which nothing can be scored. Who starts a run from the
 * page is refused; a start that came into the journal by another way gets a report, INVALID with
 * the reason, so that nobody waits for a score.
 */
public final class RefusedRun {
  private final RunStarted started;
  private final String reason;

  /**
   * A run that no {@link RunScorer} takes.
   *
   * @param cause what it threw
   */
  public RefusedRun(RunStarted started, RuntimeException cause) {
    this.started = started;
    reason =
        "The run could not be scored: its plan is refused ("
            + Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName())
            + ").";
  }

  public String reason() {
    return reason;
  }

  /**
   * Its report.
   *
   * @param ended empty when nobody ended it: then it is over where it began
   */
  public ScoredRun score(Optional<RunEnded> ended) {
    RunEnded end =
        ended.orElseGet(
            () ->
                RunEnded.newBuilder()
                    .setEndTimeUnixNs(started.getStartTimeUnixNs())
                    .setCause(RunEndCause.RUN_END_CAUSE_SILENCE)
                    .build());
    RunPlan plan = started.getPlan();
    Report.Builder report =
        RunScorer.reportOf(started, end, noFrames(plan))
            .setVerdict(Verdict.VERDICT_INVALID)
            .addReasons(reason)
            .setScorecard(ScorecardIdentity.newBuilder().setScorecardId(plan.getScorecardId()));
    return ScoredRun.newBuilder().setReport(report).build();
  }

  private static Map<String, List<RunFrame>> noFrames(RunPlan plan) {
    return plan.getParticipantsList().stream()
        .collect(toMap(Participant::getVehicleId, participant -> List.of(), (one, same) -> one));
  }
}
