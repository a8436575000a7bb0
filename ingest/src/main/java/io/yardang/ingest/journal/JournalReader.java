package io.yardang.ingest.journal;

import java.util.Optional;

/**
 * Everyone's entry to a journal: reads its records in order, follows it as it grows.
 *
 * <p>Not thread-safe: one thread opens, reads and closes it. Any number of readers, also in other
 * processes, may read a journal while its gateway appends.
 */
public interface JournalReader extends AutoCloseable {
  /**
   * Goes on after {@code position}: the next {@link #poll} gives the first record behind it.
   *
   * @throws JournalException if the journal does not hold that position (any more)
   */
  void seekAfter(JournalPosition position);

  /** The next record, or empty when the reader has caught up with the writer. */
  Optional<JournalRecord> poll();

  @Override
  void close();
}
