package io.yardang.ingest.journal;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everyone's entry to a journal: reads its records in order, follows it as it grows. {@link
 * LocalJournalReader} reads one on this machine's disk, {@code RemoteJournalReader} one that a
 * gateway serves.
 *
 * <p>Not thread-safe: one thread opens, reads and closes it. Any number of readers, also in other
 * processes, may read a journal while its gateway appends.
 */
public interface JournalReader extends AutoCloseable {
  /**
   * Goes on after {@code position}: the next {@link #poll} gives the first record behind it; when
   * that entry is damaged now, the first one of a later entry.
   *
   * @throws JournalPositionException if the journal does not hold that position (any more); a
   *     reader of a journal elsewhere learns of it later, and throws it from {@link #poll}
   */
  void seekAfter(JournalPosition position);

  /**
   * The next record, or empty when there is none now: at the end of the journal, or while a journal
   * elsewhere sends nothing.
   *
   * <p>A damaged entry is left out, with an alarm in the log.
   *
   * @throws JournalException if the journal cannot be read as asked
   */
  Optional<JournalRecord> poll();

  /**
   * After an empty {@link #poll}: a time at which the journal held nothing that was not given, in
   * ms since the epoch by the clock of the machine where it lies; empty while that is not known.
   */
  OptionalLong caughtUpAtMs();

  /**
   * Tells the journal that the scoring never needs this record, or one before it, again; see {@link
   * ScoredPosition}. Any thread may call it. Told in vain while a journal elsewhere is out of
   * reach.
   *
   * @throws JournalException if it cannot be written down
   */
  void tellScored(JournalPosition position);

  @Override
  void close();
}
