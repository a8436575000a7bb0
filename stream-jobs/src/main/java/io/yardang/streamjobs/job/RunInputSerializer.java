package io.yardang.streamjobs.job;

import io.yardang.ingest.journal.JournalRecord;
import io.yardang.streamjobs.source.ImmutableSerializer;
import io.yardang.streamjobs.source.JournalRecordSerializer;
import io.yardang.streamjobs.source.LayoutSnapshot;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A run's input between operators: the run's id, then the record. */
public final class RunInputSerializer extends ImmutableSerializer<RunInput> {
  private static final long serialVersionUID = 1L;

  static final RunInputSerializer INSTANCE = new RunInputSerializer();

  @Override
  public RunInput createInstance() {
    return new RunInput("", JournalRecordSerializer.INSTANCE.createInstance());
  }

  @Override
  public void serialize(RunInput input, DataOutputView out) throws IOException {
    out.writeUTF(input.runId());
    JournalRecordSerializer.INSTANCE.serialize(input.record(), out);
  }

  @Override
  public RunInput deserialize(DataInputView in) throws IOException {
    String runId = in.readUTF();
    JournalRecord record = JournalRecordSerializer.INSTANCE.deserialize(in);
    return new RunInput(runId, record);
  }

  @Override
  public TypeSerializerSnapshot<RunInput> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The layouts that a checkpoint may hold. */
  public static final class Snapshot extends LayoutSnapshot<RunInput> {
    public Snapshot() {
      super(List.of(INSTANCE));
    }
  }
}
