package io.yardang.streamjobs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.junit.jupiter.api.Test;

/** State that another version of the job wrote. */
class LayoutSnapshotTest {
  @Test
  void shouldReadAnOlderLayoutWithItsOwnSerializerAndMigrateIt() throws Exception {
    DataOutputSerializer state = new DataOutputSerializer(64);
    new Speed().serialize(13.5, state);
    TypeSerializerSnapshot<Double> old = written(1);
    TypeSerializer<Double> reader = old.restoreSerializer();

    double speed = reader.deserialize(new DataInputDeserializer(state.getCopyOfBuffer()));
    assertThat(speed).isEqualTo(13.0);
    assertThat(new SpeedSnapshot().resolveSchemaCompatibility(old).isCompatibleAfterMigration())
        .isTrue();
  }

  @Test
  void shouldTakeThePresentLayoutAsItIs() throws Exception {
    assertThat(new SpeedSnapshot().resolveSchemaCompatibility(written(2)).isCompatibleAsIs())
        .isTrue();
    TypeSerializerSnapshot<?> present = JournalRecordSerializer.INSTANCE.snapshotConfiguration();
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, present);
    assertThat(read(out).restoreSerializer()).isEqualTo(JournalRecordSerializer.INSTANCE);
  }

  @Test
  void shouldRefuseAnUnknownNewerLayoutAndSayWhatToDo() {
    assertThatThrownBy(() -> written(3))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("version=3, known=1..2")
        .hasMessageContaining("delete the checkpoints");
  }

  /** As Flink writes a snapshot: its class, then its version. */
  private static TypeSerializerSnapshot<Double> written(int version) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeUTF(SpeedSnapshot.class.getName());
    out.writeInt(version);
    return read(out);
  }

  private static <T> TypeSerializerSnapshot<T> read(DataOutputSerializer out) throws IOException {
    return TypeSerializerSnapshot.readVersionedSnapshot(
        new DataInputDeserializer(out.getCopyOfBuffer()),
        LayoutSnapshotTest.class.getClassLoader());
  }

  /** Version 1: whole metres per second. */
  private static class Speed extends ImmutableSerializer<Double> {
    private static final long serialVersionUID = 1L;

    @Override
    public Double createInstance() {
      return 0.0;
    }

    @Override
    public void serialize(Double speedMps, DataOutputView out) throws IOException {
      out.writeInt(speedMps.intValue());
    }

    @Override
    public Double deserialize(DataInputView in) throws IOException {
      return (double) in.readInt();
    }

    @Override
    public TypeSerializerSnapshot<Double> snapshotConfiguration() {
      return new SpeedSnapshot();
    }
  }

  /** Version 2: with decimals. */
  private static final class FineSpeed extends Speed {
    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(Double speedMps, DataOutputView out) throws IOException {
      out.writeDouble(speedMps);
    }

    @Override
    public Double deserialize(DataInputView in) throws IOException {
      return in.readDouble();
    }
  }

  /** Public, because Flink makes it by its name. */
  public static final class SpeedSnapshot extends LayoutSnapshot<Double> {
    public SpeedSnapshot() {
      super(List.of(new Speed(), new FineSpeed()));
    }
  }
}
