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

  private final Map<String, Times> vehicles = new HashMap<>();
  private boolean hasTold;
  private long lastWallNs;

  /** Sample times of a vehicle: of its newest record, and when it was told of last. */
  private static final class Times {
    private long newestNs = Long.MIN_VALUE;
    private long toldNs;
    private boolean isTold;
  }

  /** Takes note of a frame; any other record changes nothing and is not due. */
  boolean isDue(JournalRecord record, long wallNs) {
    Times times = vehicles.computeIfAbsent(record.sender(), vehicle -> new Times());
    times.newestNs = Math.max(times.newestNs, record.sampleTimeNs());
    boolean isOn = !times.isTold || record.sampleTimeNs() - SAMPLE_NS >= times.toldNs;
    return isOn && (!hasTold || wallNs - lastWallNs >= WALL_NS);
  }

  void told(long wallNs) {
    for (Times times : vehicles.values()) {
      times.isTold = true;
      times.toldNs = times.newestNs;
    }
    hasTold = true;
    lastWallNs = wallNs;
  }
}
