package io.yardang.streamjobs.source;

import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.RecordKind;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A journal record between operators and in state: its fields in order, bytes as they came. */
public final class JournalRecordSerializer extends ImmutableSerializer<JournalRecord> {
  private static final long serialVersionUID = 1L;

  /** The only one that is needed. */
  public static final JournalRecordSerializer INSTANCE = new JournalRecordSerializer();

  @Override
  public JournalRecord createInstance() {
    return new JournalRecord(
        JournalPosition.BEFORE_FIRST,
        RecordKind.FRAME,
        0,
        "",
        new UUID(0, 0),
        0,
        0,
        0,
        new byte[0]);
  }

  @Override
  public void serialize(JournalRecord record, DataOutputView out) throws IOException {
    out.writeLong(record.position().index());
    out.writeInt(record.position().frame());
    out.writeByte(record.kind().code());
    out.writeLong(record.receiveTimeNs());
    out.writeUTF(record.sender());
    out.writeLong(record.stream().getMostSignificantBits());
    out.writeLong(record.stream().getLeastSignificantBits());
    out.writeLong(record.seq());
    out.writeLong(record.sampleTimeNs());
    out.writeInt(record.duplicatesBefore());
    out.writeInt(record.bytes().length);
    out.write(record.bytes());
  }

  @Override
  public JournalRecord deserialize(DataInputView in) throws IOException {
    JournalPosition position = new JournalPosition(in.readLong(), in.readInt());
    RecordKind kind = RecordKind.of(in.readByte());
    long receiveTimeNs = in.readLong();
    String sender = in.readUTF();
    UUID stream = new UUID(in.readLong(), in.readLong());
    long seq = in.readLong();
    long sampleTimeNs = in.readLong();
    int duplicatesBefore = in.readInt();
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new JournalRecord(
        position, kind, receiveTimeNs, sender, stream, seq, sampleTimeNs, duplicatesBefore, bytes);
  }

  @Override
  public TypeSerializerSnapshot<JournalRecord> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The layouts that a checkpoint may hold. */
  public static final class Snapshot extends LayoutSnapshot<JournalRecord> {
    public Snapshot() {
      super(List.of(INSTANCE));
    }
  }
}
