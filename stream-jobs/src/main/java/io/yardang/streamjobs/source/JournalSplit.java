package io.yardang.streamjobs.source;

import io.yardang.ingest.journal.JournalPosition;
import java.nio.file.Path;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * One journal, read from a position on.
 *
 * @param journalId names the journal among all
 * @param directory where it lies
 * @param after the last record that was read
 */
record JournalSplit(String journalId, Path directory, JournalPosition after)
    implements SourceSplit {
  @Override
  public String splitId() {
    return journalId;
  }
}
