package io.yardang.streamjobs.source;

import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsAddition;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;

/**
 * Reads journals on Flink's fetcher thread, and shows whom it reads with in {@code readers}. A
 * journal that has been read to its end gives one {@link Fetched#caughtUp}, so that time goes on
 * while nothing comes; a bounded one is finished.
 */
final class JournalSplitReader implements SplitReader<Fetched, JournalSplit> {
  private static final int BATCH = 2_000;
  private static final long REST_NS = 5_000_000;

  private final Journals journals;
  private final Boundedness boundedness;
  private final Map<String, JournalReader> readers;
  private final Set<String> paused = new HashSet<>();
  private volatile boolean woken;

  JournalSplitReader(
      Journals journals, Boundedness boundedness, Map<String, JournalReader> readers) {
    this.journals = journals;
    this.boundedness = boundedness;
    this.readers = readers;
  }

  @Override
  public RecordsWithSplitIds<Fetched> fetch() throws IOException {
    RecordsBySplits.Builder<Fetched> fetched = new RecordsBySplits.Builder<>();
    boolean any = false;
    for (Map.Entry<String, JournalReader> entry : List.copyOf(readers.entrySet())) {
      if (!paused.contains(entry.getKey())) {
        any |= readFrom(entry.getKey(), entry.getValue(), fetched);
      }
    }
    if (!any && !woken) {
      LockSupport.parkNanos(REST_NS);
    }
    woken = false;
    return fetched.build();
  }

  private boolean readFrom(
      String id, JournalReader reader, RecordsBySplits.Builder<Fetched> fetched) {
    List<Fetched> batch = new ArrayList<>();
    while (batch.size() < BATCH && !woken) {
      Optional<JournalRecord> record = reader.poll();
      if (record.isEmpty()) {
        OptionalLong caughtUpAtMs = reader.caughtUpAtMs();
        if (caughtUpAtMs.isEmpty()) {
          // Nothing came over the network just now: that says nothing about the journal.
          break;
        }
        if (boundedness == Boundedness.BOUNDED) {
          fetched.addFinishedSplit(id);
          readers.remove(id);
          reader.close();
        } else if (batch.isEmpty()) {
          fetched.add(id, Fetched.caughtUp(caughtUpAtMs.getAsLong()));
        }
        break;
      }
      batch.add(Fetched.of(record.get()));
    }
    fetched.addAll(id, batch);
    return !batch.isEmpty();
  }

  @Override
  public void handleSplitsChanges(SplitsChange<JournalSplit> change) {
    if (!(change instanceof SplitsAddition<JournalSplit>)) {
      throw new UnsupportedOperationException("splits are only added, got " + change);
    }
    for (JournalSplit split : change.splits()) {
      JournalReader reader = journals.open(split.journalId());
      reader.seekAfter(split.after());
      readers.put(split.journalId(), reader);
    }
  }

  @Override
  public void pauseOrResumeSplits(
      java.util.Collection<JournalSplit> toPause, java.util.Collection<JournalSplit> toResume) {
    toPause.forEach(split -> paused.add(split.journalId()));
    toResume.forEach(split -> paused.remove(split.journalId()));
  }

  @Override
  public void wakeUp() {
    woken = true;
  }

  @Override
  public void close() {
    readers.values().forEach(JournalReader::close);
    readers.clear();
  }
}
