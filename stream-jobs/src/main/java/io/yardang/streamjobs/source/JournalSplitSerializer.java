package io.yardang.streamjobs.source;

import io.yardang.ingest.journal.JournalPosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Splits in checkpoints; a version that it does not know is refused. */
final class JournalSplitSerializer implements SimpleVersionedSerializer<JournalSplit> {
  private static final int VERSION = 2;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(JournalSplit split) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    write(split, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  @Override
  public JournalSplit deserialize(int version, byte[] bytes) throws IOException {
    requireVersion(version);
    return read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  /** The enumerator's state: the splits that wait for a reader, and the ids of the others. */
  static final class OfEnumerator implements SimpleVersionedSerializer<JournalEnumeratorState> {
    @Override
    public int getVersion() {
      return VERSION;
    }

    @Override
    public byte[] serialize(JournalEnumeratorState state) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(bytes);
      out.writeInt(state.waiting().size());
      for (JournalSplit split : state.waiting()) {
        write(split, out);
      }
      out.writeInt(state.assigned().size());
      for (String id : state.assigned()) {
        out.writeUTF(id);
      }
      return bytes.toByteArray();
    }

    @Override
    public JournalEnumeratorState deserialize(int version, byte[] bytes) throws IOException {
      requireVersion(version);
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      List<JournalSplit> waiting = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        waiting.add(read(in));
      }
      List<String> assigned = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        assigned.add(in.readUTF());
      }
      return new JournalEnumeratorState(waiting, assigned);
    }
  }

  private static void requireVersion(int version) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "checkpoint of another version: split version="
              + version
              + ", known="
              + VERSION
              + "; delete the checkpoints to score again from the journal");
    }
  }

  private static void write(JournalSplit split, DataOutputStream out) throws IOException {
    out.writeUTF(split.journalId());
    out.writeLong(split.after().index());
    out.writeInt(split.after().frame());
  }

  private static JournalSplit read(DataInputStream in) throws IOException {
    return new JournalSplit(in.readUTF(), new JournalPosition(in.readLong(), in.readInt()));
  }
}
