package io.yardang.streamjobs.source;

import io.yardang.ingest.journal.JournalRecord;
import java.util.Map;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;

/** Reads its journals on one fetcher thread and keeps the position of each for the checkpoints. */
@SuppressWarnings("try") // close() is inherited and Flink handles its InterruptedException
final class JournalSourceReader
    extends SingleThreadMultiplexSourceReaderBase<
        Fetched, JournalRecord, JournalSplit, JournalEmitter.SplitState> {
  JournalSourceReader(Boundedness boundedness, SourceReaderContext context) {
    super(
        () -> new JournalSplitReader(boundedness),
        new JournalEmitter(),
        context.getConfiguration(),
        context);
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
