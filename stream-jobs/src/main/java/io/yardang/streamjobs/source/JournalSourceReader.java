package io.yardang.streamjobs.source;

import io.yardang.ingest.journal.JournalException;
import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalRecord;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads its journals on one fetcher thread and keeps the position of each for the checkpoints. When
 * a checkpoint is complete, it tells each journal how far the scoring has come.
 */
@SuppressWarnings("try") // close() is inherited and Flink handles its InterruptedException
final class JournalSourceReader
    extends SingleThreadMultiplexSourceReaderBase<
        Fetched, JournalRecord, JournalSplit, JournalEmitter.SplitState> {
  private static final Logger LOG = LoggerFactory.getLogger(JournalSourceReader.class);

  private final NavigableMap<Long, List<JournalSplit>> positions = new TreeMap<>();

  private final Map<String, JournalReader> readers;

  JournalSourceReader(Journals journals, Boundedness boundedness, SourceReaderContext context) {
    this(journals, boundedness, context, new ConcurrentHashMap<>());
  }

  private JournalSourceReader(
      Journals journals,
      Boundedness boundedness,
      SourceReaderContext context,
      Map<String, JournalReader> readers) {
    super(
        () -> new JournalSplitReader(journals, boundedness, readers),
        new JournalEmitter(),
        context.getConfiguration(),
        context);
    this.readers = readers;
  }

  @Override
  public List<JournalSplit> snapshotState(long checkpointId) {
    List<JournalSplit> splits = super.snapshotState(checkpointId);
    positions.put(checkpointId, List.copyOf(splits));
    return splits;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    List<JournalSplit> complete = positions.remove(checkpointId);
    positions.headMap(checkpointId).clear();
    if (complete != null) {
      complete.forEach(this::tell);
    }
  }

  private void tell(JournalSplit split) {
    JournalReader reader = readers.get(split.journalId());
    if (reader == null || split.after().equals(JournalPosition.BEFORE_FIRST)) {
      return;
    }
    try {
      reader.tellScored(split.after());
    } catch (JournalException e) {
      // The scoring itself does not need it.
      LOG.warn(
          "journal {} does not learn how far it is scored: {}", split.journalId(), e.getMessage());
    }
  }

  @Override
  protected JournalEmitter.SplitState initializedState(JournalSplit split) {
    return new JournalEmitter.SplitState(split);
  }

  @Override
  protected JournalSplit toSplitType(String splitId, JournalEmitter.SplitState state) {
    return state.toSplit();
  }

  @Override
  protected void onSplitFinished(Map<String, JournalEmitter.SplitState> finished) {
    // Splits are given, not asked for: nothing to do.
  }
}
