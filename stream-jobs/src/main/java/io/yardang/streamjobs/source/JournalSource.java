package io.yardang.streamjobs.source;

import io.yardang.ingest.journal.JournalRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Flink's entry to the journals (FLIP-27): one split per journal, each read in order from a
 * checkpointed position; new journals of a folder are found while it runs.
 *
 * <p>Flink's event time here is the gateway's receive time, and the source emits the watermarks
 * itself. Sample times would not do: one journal carries the drives of many days, replayed in any
 * order, and a watermark of one would make the frames of an earlier one late. Receive time only
 * grows within a journal, so a silence measured in it is the same whenever the journal is read.
 * When a journal has been read to its end, the watermark follows the wall clock of the machine
 * where the journal lies, one second behind; while a gateway is out of reach it stands still. The
 * sample time, which every metric uses, is in the record.
 */
public final class JournalSource
    implements Source<JournalRecord, JournalSplit, JournalEnumeratorState>,
        ResultTypeQueryable<JournalRecord> {
  private static final long serialVersionUID = 1L;

  private final Journals journals;
  private final Boundedness boundedness;

  private JournalSource(Journals journals, Boundedness boundedness) {
    this.journals = journals;
    this.boundedness = boundedness;
  }

  /** Follows the journals for ever. */
  public static JournalSource unbounded(Journals journals) {
    return new JournalSource(journals, Boundedness.CONTINUOUS_UNBOUNDED);
  }

  /** Reads the journals that are there, each until its end is reached for the first time. */
  public static JournalSource bounded(Journals journals) {
    return new JournalSource(journals, Boundedness.BOUNDED);
  }

  @Override
  public Boundedness getBoundedness() {
    return boundedness;
  }

  @Override
  public SplitEnumerator<JournalSplit, JournalEnumeratorState> createEnumerator(
      SplitEnumeratorContext<JournalSplit> context) {
    return restoreEnumerator(context, JournalEnumeratorState.EMPTY);
  }

  @Override
  public SplitEnumerator<JournalSplit, JournalEnumeratorState> restoreEnumerator(
      SplitEnumeratorContext<JournalSplit> context, JournalEnumeratorState state) {
    return new JournalEnumerator(context, journals, boundedness, state);
  }

  @Override
  public SourceReader<JournalRecord, JournalSplit> createReader(SourceReaderContext context) {
    return new JournalSourceReader(journals, boundedness, context);
  }

  @Override
  public SimpleVersionedSerializer<JournalSplit> getSplitSerializer() {
    return new JournalSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<JournalEnumeratorState> getEnumeratorCheckpointSerializer() {
    return new JournalSplitSerializer.OfEnumerator();
  }

  @Override
  public TypeInformation<JournalRecord> getProducedType() {
    return new HandWrittenType<>(JournalRecord.class, JournalRecordSerializer.INSTANCE);
  }
}
