package io.yardang.streamjobs.source;

import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.JournalRecord;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.connector.base.source.reader.RecordEmitter;

/** Emits a split's records with their receive time, and the watermarks that follow from it. */
final class JournalEmitter
    implements RecordEmitter<Fetched, JournalRecord, JournalEmitter.SplitState> {
  /** A frame is in the journal at most so long after the receive time that it carries. */
  static final long GRACE_MS = 1_000;

  private static final long WATERMARK_STEP_MS = 20;

  /** A split while it is being read. */
  static final class SplitState {
    private final JournalSplit split;
    private JournalPosition last;
    private long watermarkMs = Long.MIN_VALUE;

    SplitState(JournalSplit split) {
      this.split = split;
      this.last = split.after();
    }

    JournalSplit toSplit() {
      return new JournalSplit(split.journalId(), last);
    }
  }

  @Override
  public void emitRecord(Fetched fetched, SourceOutput<JournalRecord> output, SplitState state) {
    JournalRecord record = fetched.record();
    if (record == null) {
      advance(output, state, fetched.wallClockMs() - GRACE_MS);
      return;
    }
    long receiveMs = record.receiveTimeNs() / 1_000_000;
    // Before the record: what was silent until it came has then been silent.
    advance(output, state, receiveMs - 1);
    output.collect(record, receiveMs);
    state.last = record.position();
  }

  private static void advance(
      SourceOutput<JournalRecord> output, SplitState state, long watermarkMs) {
    if (state.watermarkMs == Long.MIN_VALUE
        || watermarkMs >= state.watermarkMs + WATERMARK_STEP_MS) {
      output.emitWatermark(new Watermark(watermarkMs));
      state.watermarkMs = watermarkMs;
    }
  }
}
