package io.yardang.streamjobs.source;

import io.yardang.ingest.journal.JournalPosition;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One journal, read from a position on.
 *
 * @param journalId names the journal among all {@link Journals}
 * @param after the last record that was read
 */
record JournalSplit(String journalId, JournalPosition after) implements SourceSplit {
  @Override
  public String splitId() {
    return journalId;
  }
}
