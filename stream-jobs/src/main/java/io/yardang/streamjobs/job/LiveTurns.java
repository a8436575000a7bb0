package io.yardang.streamjobs.job;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which run is judged next while it goes on. To judge takes longer the more has been driven, and
 * there may be many runs: so they take turns, and after each judgement there is a pause in
 * proportion to the time that it took. However long and many the runs are, judging takes no more
 * than half of the operator's time while it keeps up with the journals, and a twentieth while it is
 * behind: then what matters is to catch up.
 *
 * <p>What is told live is not part of the report, so that the wall clock plays a part here does not
 * touch reproducibility.
 */
final class LiveTurns {
  private static final long BEHIND_MS = 2_000;
  private static final int PAUSES_KEEPING_UP = 1;
  private static final int PAUSES_BEHIND = 19;

  private final Set<String> waiting = new LinkedHashSet<>();
  private long lastTookNs;
  private long lastEndNs;
  private boolean hasJudged;

  /** Puts the run at the end of the queue, if it is not in it. */
  void ask(String runId) {
    waiting.add(runId);
  }

  void forget(String runId) {
    waiting.remove(runId);
  }

  boolean isWaitedFor() {
    return !waiting.isEmpty();
  }

  /**
   * The run whose turn it is, which then leaves the queue; null when none waits, or it is time for
   * a pause.
   *
   * @param behindMs how long ago the journal's newest record was received
   */
  String next(long nowNs, long behindMs) {
    int pauses = behindMs > BEHIND_MS ? PAUSES_BEHIND : PAUSES_KEEPING_UP;
    if (!isWaitedFor() || (hasJudged && nowNs - lastEndNs < pauses * lastTookNs)) {
      return null;
    }
    Iterator<String> first = waiting.iterator();
    String runId = first.next();
    first.remove();
    return runId;
  }

  void judged(long fromNs, long toNs) {
    hasJudged = true;
    lastTookNs = toNs - fromNs;
    lastEndNs = toNs;
  }
}
