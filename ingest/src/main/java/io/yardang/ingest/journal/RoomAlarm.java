package io.yardang.ingest.journal;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a journal is short of room: says so in the log, and to whoever listens. */
final class RoomAlarm {
  private static final Logger log = LoggerFactory.getLogger(RoomAlarm.class);

  private final Path dir;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final LongAdder refusedAppends = new LongAdder();
  private volatile Shortage shortage;

  /**
   * What is wrong.
   *
   * @param bytes of the entry that found out
   */
  record Shortage(String why, Instant since, int bytes) {}

  RoomAlarm(Path dir) {
    this.dir = dir;
  }

  Optional<Shortage> shortage() {
    return Optional.ofNullable(shortage);
  }

  boolean isOn() {
    return shortage != null;
  }

  void begin(String why, long nowMs, int bytes) {
    shortage = new Shortage(why, Instant.ofEpochMilli(nowMs), bytes);
    log.error(
        "ALARM: the journal {} is short of room: {}. Senders are held back and keep their data;"
            + " what is in the journal stays readable. Make room on its disk (or let the scoring catch"
            + " up); the gateway then goes on by itself",
        dir,
        why);
    tell();
  }

  void end(long nowMs, long freeBytes) {
    Shortage over = shortage;
    shortage = null;
    log.warn(
        "ALARM over: the journal {} has room again: free={} bytes, after {} s,"
            + " refused_appends={}",
        dir,
        freeBytes,
        (nowMs - over.since.toEpochMilli()) / 1000,
        refusedAppends.sum());
    tell();
  }

  /** What to throw for an append that there is no room for. */
  JournalFullException refuse(int bytes) {
    refusedAppends.increment();
    return new JournalFullException(
        "the journal is full: " + shortage.why + ", entry=" + bytes + " bytes, dir=" + dir);
  }

  long refusedAppends() {
    return refusedAppends.sum();
  }

  void onChange(Runnable listener) {
    listeners.add(listener);
  }

  private void tell() {
    for (Runnable listener : listeners) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        log.error("one who listens to the journal's room could not be told", e);
      }
    }
  }
}
