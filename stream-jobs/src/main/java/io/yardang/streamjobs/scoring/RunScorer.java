package io.yardang.streamjobs.scoring;

import io.yardang.v1.Finding;
import io.yardang.v1.LiveUpdate;
import io.yardang.v1.Report;
import io.yardang.v1.RunEnded;
import io.yardang.v1.RunStarted;
import io.yardang.v1.ScoredRun;
import java.util.List;

/**
 * Scores one run: gathers its frames, tells how it goes while it goes, judges when it is over.
 *
 * <p>Frames come in any order and more than once; score() depends only on the set of them, on what
 * started the run and on what ended it. Not thread-safe.
 */
public final class RunScorer {
  private final RunStarted started;
  private final FrameSet frames = new FrameSet();
  private RunEnded ended;

  /**
   * Begins with the run's plan.
   *
   * @throws PlanException when the plan cannot be scored
   * @throws ScorecardException when its scorecard cannot be read or is unknown
   */
  public RunScorer(RunStarted started) {
    this.started = started;
  }

  /** Takes a frame, in any order; one of another vehicle, or one had before, changes nothing. */
  public void add(RunFrame frame) {
    frames.add(frame);
  }

  /** Takes the end of the run. */
  public void end(RunEnded end) {
    this.ended = end;
  }

  /** True when the run has ended and no participant owes a frame of it. */
  public boolean isComplete() {
    return ended != null;
  }

  /** How the run stands. */
  public LiveUpdate live() {
    return LiveUpdate.newBuilder().setPlan(started.getPlan()).build();
  }

  /** Findings that were confirmed since the last call. */
  public List<Finding> newFindings() {
    return List.of();
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
    return ScoredRun.newBuilder()
        .setReport(Report.newBuilder().setRunId(started.getRunId()).setPlan(started.getPlan()))
        .build();
  }
}
