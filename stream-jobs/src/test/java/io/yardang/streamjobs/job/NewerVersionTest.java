package io.yardang.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.streamjobs.sink.ResultSink;
import io.yardang.streamjobs.source.JournalSource;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A newer version of the job, with other layouts of its keyed and its broadcast state, goes on from
 * a savepoint of this one. The newer one is this one with two serializers changed, in a JVM of its
 * own.
 */
class NewerVersionTest {
  private static final Path SOURCES = Path.of("src/main/java/io/yardang/streamjobs");

  /** Reads the present layout by the present serializer; its own begins with four bytes more. */
  private static final String NEWER_SERIALIZER =
      """
      package io.yardang.streamjobs.PACKAGE;

      import io.yardang.streamjobs.source.ImmutableSerializer;
      import io.yardang.streamjobs.source.LayoutSnapshot;
      import java.io.IOException;
      import java.util.ArrayList;
      import java.util.Collections;
      import java.util.List;
      import org.apache.flink.api.common.typeutils.TypeSerializer;
      import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
      import org.apache.flink.core.memory.DataInputView;
      import org.apache.flink.core.memory.DataOutputView;

      public final class VALUESerializer extends ImmutableSerializer<VALUE> {
        public static final VALUESerializer INSTANCE = new VALUESerializer();
        private static final PresentVALUESerializer PRESENT = new PresentVALUESerializer();

        public VALUE createInstance() {
          return PRESENT.createInstance();
        }

        public void serialize(VALUE value, DataOutputView out) throws IOException {
          out.writeInt(4711);
          PRESENT.serialize(value, out);
        }

        public VALUE deserialize(DataInputView in) throws IOException {
          if (in.readInt() != 4711) {
            throw new IOException("not the newer layout");
          }
          return PRESENT.deserialize(in);
        }

        public TypeSerializerSnapshot<VALUE> snapshotConfiguration() {
          return new Snapshot();
        }

        public static final class Snapshot extends LayoutSnapshot<VALUE> {
          public Snapshot() {
            super(layouts());
          }

          private static List<TypeSerializer<VALUE>> layouts() {
            int present = PRESENT.snapshotConfiguration().getCurrentVersion();
            List<TypeSerializer<VALUE>> all = new ArrayList<>(Collections.nCopies(present, PRESENT));
            all.add(INSTANCE);
            return all;
          }
        }
      }
      """;

  @TempDir Path directory;

  /** The newer version: goes on from the savepoint to the end of the journals. */
  static final class Newer {
    private Newer() {}

    public static void main(String[] arguments) throws Exception {
      Class<?> present = Class.forName("io.yardang.streamjobs.job.PresentRunWindowSerializer");
      if (!from(present).equals(from(RunWindowSerializer.class))) {
        throw new IllegalStateException(
            "not the newer version: " + from(RunWindowSerializer.class));
      }
      ScoringConfig config = DayUnderFire.config(Path.of(arguments[0]), 2);
      var environment =
          StreamExecutionEnvironment.createLocalEnvironment(
              2, ScoringService.flinkConfiguration(config, arguments[1]));
      new ScoringJob(
              JournalSource.bounded(config.journals()),
              new ResultSink(config.results()),
              config.silences())
          .addTo(environment);
      environment.execute();
    }

    private static URL from(Class<?> type) {
      return type.getProtectionDomain().getCodeSource().getLocation();
    }
  }

  @Test
  void shouldGoOnFromASavepointOfThisVersion() throws Exception {
    try (DayUnderFire day = new DayUnderFire(directory)) {
      String savepoint;
      try (ScoringCluster cluster = ScoringCluster.start(day.parallel(1), 1)) {
        cluster.submit(day.parallel(1), null);
        day.driveTo(90);
        day.awaitCheckpointAfterNewResult();
        savepoint = cluster.stopWithSavepoint(directory.resolve("savepoints"));
      }
      day.driveToEnd();
      Path log = directory.resolve("newer.log");
      try (ForkedJvm newer =
          ForkedJvm.start(log, compileNewer(), Newer.class, directory.toString(), savepoint)) {
        assertThat(newer.exitCode()).as(log.toString()).isZero();
        assertThat(Files.readString(log)).contains("from savepoint " + savepoint);
      }
      day.assertReportsAreWholeAndUndisturbed("newer version");
    }
  }

  private Path compileNewer() throws IOException {
    Path classes = Files.createDirectories(directory.resolve("newer-classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-d",
                classes.toString()));
    arguments.addAll(newer("source", "JournalRecord"));
    arguments.addAll(newer("job", "RunWindow"));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(failed).isZero();
    return classes;
  }

  /** The sources of a value's newer serializer, and of the present one under another name. */
  private List<String> newer(String inPackage, String value) throws IOException {
    String name = value + "Serializer";
    String present = Files.readString(SOURCES.resolve(inPackage).resolve(name + ".java"));
    Path renamed = directory.resolve("Present" + name + ".java");
    Files.writeString(renamed, present.replace(name, "Present" + name));
    Path newer = directory.resolve(name + ".java");
    String imported =
        value.equals("JournalRecord") ? "io.yardang.ingest.journal.JournalRecord" : value;
    Files.writeString(
        newer,
        NEWER_SERIALIZER
            .replace("PACKAGE", inPackage)
            .replaceAll("\\bVALUE\\b", imported)
            .replace("VALUE", value));
    return List.of(renamed.toString(), newer.toString());
  }
}
