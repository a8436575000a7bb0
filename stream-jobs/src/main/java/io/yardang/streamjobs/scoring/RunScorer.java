package io.yardang.streamjobs.scoring;

import io.yardang.v1.Finding;
import io.yardang.v1.LiveUpdate;
import io.yardang.v1.Participant;
import io.yardang.v1.Report;
import io.yardang.v1.RunEndCause;
import io.yardang.v1.RunEnded;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunStarted;
import io.yardang.v1.RunState;
import io.yardang.v1.ScorecardIdentity;
import io.yardang.v1.ScoredRun;
import io.yardang.v1.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Scores one run: gathers its frames, tells how it goes while it goes, judges when it is over.
 *
 * <p>Frames come in any order and more than once; score() depends only on the set of them, on what
 * started the run and on what ended it. Times are sample times; the wall clock plays no part. Not
 * thread-safe.
 *
 * <p>While the run goes on, {@link #judgeSoFar} computes the metrics anew over all frames, so it
 * costs more the longer the run is, and how often to do it is up to the caller. What the run is
 * told to be in between is as it was judged last; the newest sample of each vehicle is always
 * shown.
 */
public final class RunScorer {
  /**
   * A finding this long before the newest sample no longer changes: the filters' windows are over.
   */
  private static final double CONFIRMED_AFTER_S = 3.0;

  /**
   * How far from the run frames are taken to learn which seqs it begins and ends with. They are not
   * scored.
   */
  public static final long AROUND_NS = 2_000_000_000L;

  private final RunStarted started;
  private final RunPlan plan;
  private final Scorecard card;
  private final RunGeometry geometry;
  private final Set<String> participants;
  private final String subject;
  private final FrameSet frames = new FrameSet();
  private final FrameSet before = new FrameSet();
  private final List<Finding> told = new ArrayList<>();
  private RunEnded ended;
  private Judge.Outcome outcome;
  private int framesJudged;
  private long judgedUntilNs = Long.MIN_VALUE;
  private boolean judgedOver;
  private RuntimeException fault;

  /**
   * Begins with the run's plan.
   *
   * @throws PlanException when the plan cannot be scored
   * @throws ScorecardException when its scorecard cannot be read or is unknown
   */
  public RunScorer(RunStarted started) {
    this.started = started;
    plan = started.getPlan();
    PlanCheck.check(plan);
    card = Scorecards.of(plan);
    geometry = new RunGeometry(plan);
    participants =
        plan.getParticipantsList().stream()
            .map(Participant::getVehicleId)
            .collect(Collectors.toSet());
    subject = plan.getParticipants(0).getVehicleId();
  }

  /** Takes a frame, in any order; one of another vehicle, or one had before, changes nothing. */
  public void add(RunFrame frame) {
    if (!participants.contains(frame.vehicle())) {
      return;
    }
    long sinceStartNs = frame.sampleTimeNs() - started.getStartTimeUnixNs();
    if (sinceStartNs >= 0) {
      frames.add(frame);
    } else if (sinceStartNs >= -AROUND_NS) {
      before.add(frame);
    }
  }

  /** Takes the end of the run; a second end changes nothing. */
  public void end(RunEnded end) {
    if (ended == null) {
      ended = end;
    }
  }

  /**
   * True when the run has ended and every participant has a frame at its end or later, so that none
   * of the run can still be on its way. Where a vehicle's last frame is before the end, only a
   * silence can tell that nothing more comes; that is for the caller to measure.
   */
  public boolean isComplete() {
    if (ended == null) {
      return false;
    }
    for (String vehicle : participants) {
      RunFrame newest = frames.newest(vehicle);
      if (newest == null || newest.sampleTimeNs() < ended.getEndTimeUnixNs()) {
        return false;
      }
    }
    return true;
  }

  /** How the run stands. The score is that of what had been driven when it was judged last. */
  public LiveUpdate live() {
    LiveUpdate.Builder update =
        LiveUpdate.newBuilder()
            .setState(state())
            .setPlan(plan)
            .setStartTimeUnixNs(started.getStartTimeUnixNs());
    if (outcome != null) {
      update
          .setVerdict(outcome.verdict())
          .addAllMetrics(outcome.metrics())
          .setFindings(outcome.findings().size());
      if (!Double.isNaN(outcome.score()) && outcome.verdict() != Verdict.VERDICT_INVALID) {
        update.setScore(Rounding.report(outcome.score()));
      }
    }
    for (Participant participant : plan.getParticipantsList()) {
      RunFrame newest = frames.newest(participant.getVehicleId());
      if (newest != null) {
        update.addVehicles(
            Traces.sample(
                newest, participant, geometry, started.getStartTimeUnixNs(), recent(newest)));
      }
    }
    return update.build();
  }

  /**
   * Findings confirmed since the last call, each told once: those that ended 3 s of sample time
   * before the newest sample that was judged, and all of them when the run is complete. Frames that
   * come much later can still change a finding: the report is the authority.
   */
  public List<Finding> newFindings() {
    if (outcome == null) {
      return List.of();
    }
    List<Finding> fresh = new ArrayList<>();
    long confirmedNs = judgedUntilNs - Math.round(CONFIRMED_AFTER_S * 1e9);
    for (Finding finding : outcome.findings()) {
      boolean confirmed = judgedOver || finding.getEndTimeUnixNs() <= confirmedNs;
      boolean onlyAtEnd = Metrics.of(finding.getMetric()).onlyAtEnd();
      if (confirmed
          && (judgedOver || !onlyAtEnd)
          && told.stream().noneMatch(t -> same(t, finding))) {
        fresh.add(finding);
      }
    }
    told.addAll(fresh);
    return fresh;
  }

  /**
   * The scored run, from the frames so far.
   *
   * @throws IllegalStateException when the run has not ended
   */
  public ScoredRun score() {
    if (ended == null) {
      throw new IllegalStateException("run " + started.getRunId() + " has not ended");
    }
    return score(ended);
  }

  /** True when the vehicle under test has a frame in the run. */
  public boolean hasBegun() {
    return frames.newest(subject) != null;
  }

  /**
   * The scored run as if it had ended with the newest frame of the vehicle under test: for a run
   * whose end nobody told.
   *
   * @throws IllegalStateException when that vehicle has no frame
   */
  public ScoredRun scoreEndedBySilence() {
    if (!hasBegun()) {
      throw new IllegalStateException(
          "run " + started.getRunId() + " has neither an end nor a frame of " + subject);
    }
    return score(
        RunEnded.newBuilder()
            .setRunId(started.getRunId())
            .setEndTimeUnixNs(frames.newest(subject).sampleTimeNs())
            .setCause(RunEndCause.RUN_END_CAUSE_SILENCE)
            .build());
  }

  /** What went wrong in the newest scoring, whose verdict is INVALID for it. */
  public Optional<RuntimeException> fault() {
    return Optional.ofNullable(fault);
  }

  /** A fault of ours in one run must not stop the scoring of others: it is told in its report. */
  private ScoredRun score(RunEnded end) {
    Map<String, List<RunFrame>> scored = framesUntil(end.getEndTimeUnixNs());
    fault = null;
    try {
      return judged(reportOf(end, scored), scored, end.getEndTimeUnixNs());
    } catch (RuntimeException e) {
      fault = e;
      Judge.Outcome failed = Judge.failed(card, plan, e);
      return ScoredRun.newBuilder()
          .setReport(
              reportOf(end, scored)
                  .setVerdict(failed.verdict())
                  .addAllReasons(failed.reasons())
                  .setPassScore(Rounding.report(failed.passScore())))
          .build();
    }
  }

  /** What is known of a report before anything is judged. */
  private Report.Builder reportOf(RunEnded end, Map<String, List<RunFrame>> scored) {
    return reportOf(started, end, scored)
        .setScorecard(
            ScorecardIdentity.newBuilder()
                .setScorecardId(card.id())
                .setVersion(card.version())
                .setSha256(card.sha256()));
  }

  /** What every report tells, whatever came of the run. */
  static Report.Builder reportOf(
      RunStarted started, RunEnded end, Map<String, List<RunFrame>> scored) {
    return Report.newBuilder()
        .setReportVersion(1)
        .setRunId(started.getRunId())
        .setPlan(started.getPlan())
        .setStartTimeUnixNs(started.getStartTimeUnixNs())
        .setEndTimeUnixNs(end.getEndTimeUnixNs())
        .setEndCause(end.getCause())
        .setFormulaVersion(Judge.FORMULA_VERSION)
        .setSoftwareVersion(SoftwareVersion.TEXT)
        .setInputSha256(FrameSet.sha256(scored));
  }

  private ScoredRun judged(Report.Builder report, Map<String, List<RunFrame>> scored, long endNs) {
    RunData run = data(scored, endNs);
    Judge.Outcome judged = Judge.judge(started.getRunId(), started.getStartTimeUnixNs(), run, true);
    report
        .setVerdict(judged.verdict())
        .addAllReasons(judged.reasons())
        .addAllReasons(absent(run))
        .setPassScore(Rounding.report(judged.passScore()))
        .addAllMetrics(judged.metrics())
        .addAllFindings(judged.findings())
        .addAllData(run.ledgers())
        .setNoDataMissing(run.isWhole());
    if (judged.verdict() != Verdict.VERDICT_INVALID) {
      report.setScore(Rounding.report(judged.score()));
    }
    return ScoredRun.newBuilder().setReport(report).addAllTraces(Traces.of(run)).build();
  }

  /** A sentence for each participant that never showed up; Validity has that of the first. */
  private List<String> absent(RunData run) {
    return run.ledgers().stream()
        .filter(ledger -> ledger.getFrames() == 0 && !ledger.getVehicleId().equals(subject))
        .map(
            ledger ->
                "Participant "
                    + ledger.getVehicleId()
                    + " never showed up: it sent no frame between the start and the end of the"
                    + " run.")
        .toList();
  }

  private RunState state() {
    if (ended != null) {
      return RunState.RUN_STATE_ENDING;
    }
    return frames.newest(subject) == null ? RunState.RUN_STATE_WAITING : RunState.RUN_STATE_RUNNING;
  }

  /**
   * Judges what has been driven so far, when there is a second of new samples since the last time,
   * or the run is over; returns whether it did.
   */
  public boolean judgeSoFar() {
    RunFrame newest = frames.newest(subject);
    if (newest == null) {
      return false;
    }
    long untilNs = newest.sampleTimeNs();
    boolean over = isComplete();
    if (over) {
      untilNs = ended.getEndTimeUnixNs();
    } else if (ended != null) {
      untilNs = Math.min(untilNs, ended.getEndTimeUnixNs());
    }
    boolean enough = untilNs - 1_000_000_000L >= judgedUntilNs;
    boolean first = outcome == null;
    boolean last = over && (!judgedOver || frames.size() != framesJudged);
    if (first || enough || last) {
      fault = null;
      try {
        RunData run = data(framesUntil(untilNs), untilNs);
        outcome = Judge.judge(started.getRunId(), started.getStartTimeUnixNs(), run, over);
      } catch (RuntimeException e) {
        fault = e;
        outcome = Judge.failed(card, plan, e);
      }
      framesJudged = frames.size();
      judgedUntilNs = untilNs;
      judgedOver = over;
      return true;
    }
    return false;
  }

  private RunData data(Map<String, List<RunFrame>> upTo, long endNs) {
    Map<String, List<RunFrame>> around = new TreeMap<>();
    for (String vehicle : participants) {
      List<RunFrame> near = new ArrayList<>(before.all(vehicle));
      near.addAll(frames.between(vehicle, endNs + 1, endNs + AROUND_NS));
      around.put(vehicle, near);
    }
    Map<String, Long> ambiguous = new TreeMap<>();
    upTo.forEach((vehicle, of) -> ambiguous.put(vehicle, frames.ambiguous(vehicle, of)));
    return new RunData(
        plan, card, geometry, started.getStartTimeUnixNs(), endNs, upTo, around, ambiguous);
  }

  private Map<String, List<RunFrame>> framesUntil(long endNs) {
    Map<String, List<RunFrame>> upTo = new TreeMap<>();
    for (String vehicle : participants) {
      upTo.put(vehicle, frames.between(vehicle, started.getStartTimeUnixNs(), endNs));
    }
    return upTo;
  }

  /** The vehicle's frames of the last 2 s up to its newest. */
  private List<RunFrame> recent(RunFrame newest) {
    long ns = newest.sampleTimeNs();
    return frames.between(newest.vehicle(), ns - 2_000_000_000L, ns);
  }

  /**
   * True when it is the finding told before: of the same metric, at the same time or overlapping,
   * and of the same text where there may be several at once.
   */
  private static boolean same(Finding told, Finding finding) {
    boolean overlapping =
        told.getStartTimeUnixNs() <= finding.getEndTimeUnixNs()
            && finding.getStartTimeUnixNs() <= told.getEndTimeUnixNs();
    boolean sameText =
        !Metrics.of(finding.getMetric()).severalAtOnce()
            || told.getText().equals(finding.getText());
    return told.getMetric().equals(finding.getMetric()) && overlapping && sameText;
  }
}
