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

/**
 * As a newer version of the job might have it: keyed state in which the bytes come first and the
 * receive time is in milliseconds and the rest. Compiled by the test, not by the build.
 */
public final class JournalRecordSerializer extends ImmutableSerializer<JournalRecord> {
  private static final long serialVersionUID = 1L;

  public static final JournalRecordSerializer INSTANCE = new JournalRecordSerializer();

  @Override
  public JournalRecord createInstance() {
    return new JournalRecord(
        JournalPosition.BEFORE_FIRST, RecordKind.FRAME, 0, "", new UUID(0, 0), 0, 0, new byte[0]);
  }

  @Override
  public void serialize(JournalRecord record, DataOutputView out) throws IOException {
    out.writeInt(record.bytes().length);
    out.write(record.bytes());
    out.writeInt(record.position().frame());
    out.writeLong(record.position().index());
    out.writeByte(record.kind().code());
    out.writeLong(record.receiveTimeNs() / 1_000_000);
    out.writeInt((int) (record.receiveTimeNs() % 1_000_000));
    out.writeUTF(record.sender());
    out.writeUTF(record.stream().toString());
    out.writeLong(record.sampleTimeNs());
    out.writeLong(record.seq());
  }

  @Override
  public JournalRecord deserialize(DataInputView in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    int frame = in.readInt();
    JournalPosition position = new JournalPosition(in.readLong(), frame);
    RecordKind kind = RecordKind.of(in.readByte());
    long receiveTimeNs = in.readLong() * 1_000_000;
    receiveTimeNs += in.readInt();
    String sender = in.readUTF();
    UUID stream = UUID.fromString(in.readUTF());
    long sampleTimeNs = in.readLong();
    long seq = in.readLong();
    return new JournalRecord(
        position, kind, receiveTimeNs, sender, stream, seq, sampleTimeNs, bytes);
  }

  @Override
  public TypeSerializerSnapshot<JournalRecord> snapshotConfiguration() {
    return new Snapshot();
  }

  public static final class Snapshot extends LayoutSnapshot<JournalRecord> {
    public Snapshot() {
      super(List.of(new Layout1(), INSTANCE));
    }
  }

  /** The layout of the version before. */
  private static final class Layout1 extends ImmutableSerializer<JournalRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public JournalRecord createInstance() {
      return INSTANCE.createInstance();
    }

    @Override
    public void serialize(JournalRecord record, DataOutputView out) throws IOException {
      throw new UnsupportedOperationException("only read");
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
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      return new JournalRecord(
          position, kind, receiveTimeNs, sender, stream, seq, sampleTimeNs, bytes);
    }

    @Override
    public TypeSerializerSnapshot<JournalRecord> snapshotConfiguration() {
      return new Snapshot();
    }
  }
}
