package io.yardang.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Windows that are in checkpoints: of this version of the job, and of the one before. */
class RunWindowSerializerTest {
  private static final RunWindow WINDOW =
      new RunWindow(List.of("V1", "V2"), 1_000, 2_000, 3, 4, "a1", "b2");

  /** Start, end, opened, closed; two vehicles. */
  private static final String VERSION_1 =
      "00000000000003e8"
          + "00000000000007d0"
          + "0000000000000003"
          + "0000000000000004"
          + "00000002"
          + "00025631"
          + "00025632";

  @Test
  void shouldReadAndMigrateTheLayoutWithoutDigests() throws Exception {
    TypeSerializerSnapshot<RunWindow> old = snapshot(1);
    DataInputDeserializer stored = new DataInputDeserializer(HexFormat.of().parseHex(VERSION_1));

    assertThat(old.restoreSerializer().deserialize(stored))
        .isEqualTo(new RunWindow(List.of("V1", "V2"), 1_000, 2_000, 3, 4, "", ""));
    assertThat(stored.available()).isZero();
    assertThat(
            new RunWindowSerializer.Snapshot()
                .resolveSchemaCompatibility(old)
                .isCompatibleAfterMigration())
        .isTrue();
  }

  @Test
  void shouldReadWhatItWrites() throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(64);
    RunWindowSerializer.INSTANCE.serialize(WINDOW, out);
    TypeSerializer<RunWindow> reader =
        snapshot(RunWindowSerializer.INSTANCE.snapshotConfiguration().getCurrentVersion())
            .restoreSerializer();
    assertThat(reader).isEqualTo(RunWindowSerializer.INSTANCE);
    assertThat(reader.deserialize(new DataInputDeserializer(out.getCopyOfBuffer())))
        .isEqualTo(WINDOW);
  }

  /** As Flink keeps it beside the state: the class, then the version. */
  private static TypeSerializerSnapshot<RunWindow> snapshot(int version) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeUTF(RunWindowSerializer.Snapshot.class.getName());
    out.writeInt(version);
    return TypeSerializerSnapshot.readVersionedSnapshot(
        new DataInputDeserializer(out.getCopyOfBuffer()),
        RunWindowSerializerTest.class.getClassLoader());
  }
}
