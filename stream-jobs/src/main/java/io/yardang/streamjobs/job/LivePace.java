package io.yardang.streamjobs.job;

import io.yardang.ingest.journal.JournalRecord;
import java.util.HashMap;
import java.util.Map;

/**
 * When to tell anew how a run goes: when some vehicle is half a second of its own sample time on
 * since the last time. Each vehicle by its own clock: one whose clock is wrong or that brings a
 * backlog does not hold up the others.
 */
final class LivePace {
  private static final long SAMPLE_NS = 500_000_000L;

  // At a fast replay half a second of sample time is short, so the wall clock bounds the rate too.
  // What is told live is not part of the report, so this does not touch reproducibility.
  private static final long WALL_NS = 200_000_000L;

  private final Map<String, Long> newestNs = new HashMap<>();
  private final Map<String, Long> toldNs = new HashMap<>();
  private boolean hasTold;
  private long lastWallNs;

  /** Takes note of a frame; any other record changes nothing and is not due. */
  boolean isDue(JournalRecord record, long wallNs) {
    newestNs.merge(record.sender(), record.sampleTimeNs(), Math::max);
    Long told = toldNs.get(record.sender());
    boolean isOn = told == null || record.sampleTimeNs() - SAMPLE_NS >= told;
    return isOn && (!hasTold || wallNs - lastWallNs >= WALL_NS);
  }

  void told(long wallNs) {
    toldNs.putAll(newestNs);
    hasTold = true;
    lastWallNs = wallNs;
  }
}
