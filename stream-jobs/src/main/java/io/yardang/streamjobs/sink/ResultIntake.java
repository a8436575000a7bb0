package io.yardang.streamjobs.sink;

import io.yardang.ingest.journal.JournalEntry;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.v1.Result;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

/**
 * Appends numbered results to the result journal, each once. The writer that came last is the one
 * that counts: after a failure Flink starts a new one, while the old one may not know yet that it
 * is given up.
 */
final class ResultIntake implements AutoCloseable {
  private final JournalWriter journal;
  private final InstantSource clock;
  private final JournalEntry entry = new JournalEntry();
  private UUID current;

  ResultIntake(JournalWriter journal, InstantSource clock) {
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * Takes results and forces them to disk; leaves out those that are in the journal.
   *
   * @param firstSeq of the first one; the others follow
   * @return false: another writer has come since, and nothing was taken
   */
  synchronized boolean take(UUID writer, long firstSeq, List<Result> results) {
    boolean isKnown = journal.senderOf(writer).isPresent();
    if (current != null && !writer.equals(current) && isKnown) {
      return false;
    }
    long durable = isKnown ? journal.durableSeq(writer) : 0;
    if (firstSeq > durable + 1) {
      throw new IllegalArgumentException(
          "results missing: writer=" + writer + ", first=" + firstSeq + ", had=" + durable);
    }
    current = writer;
    for (int i = 0; i < results.size(); i++) {
      long seq = firstSeq + i;
      if (seq > durable) {
        entry.begin(RecordKind.RESULT, ResultSink.SENDER, writer);
        entry.add(seq, results.get(i).getTimeUnixNs(), results.get(i).toByteArray());
        journal.append(entry, ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant()));
      }
    }
    journal.commit().await();
    return true;
  }

  @Override
  public synchronized void close() {
    journal.close();
  }
}
