package io.yardang.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.streamjobs.sink.ResultSink;
import io.yardang.streamjobs.source.JournalSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A newer version of the job, with other layouts of its keyed and its broadcast state, goes on from
 * a savepoint of this one. The newer one is this one with two serializers changed (in
 * src/test/resources/newer-version), in a JVM of its own.
 */
class NewerVersionTest {
  private static final Path NEWER = Path.of("src/test/resources/newer-version");

  @TempDir Path directory;

  /** The newer version: goes on from the savepoint to the end of the journals. */
  static final class Newer {
    private Newer() {}

    public static void main(String[] arguments) throws Exception {
      int layouts = RunWindowSerializer.INSTANCE.snapshotConfiguration().getCurrentVersion();
      if (layouts != 2) {
        throw new IllegalStateException("not the newer version: layouts=" + layouts);
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
        assertThat(newer.exitCode()).as(Files.readString(log)).isZero();
      }
      day.assertReportsAreWholeAndUndisturbed("newer version");
    }
  }

  private Path compileNewer() throws IOException {
    Path classes = Files.createDirectories(directory.resolve("newer-classes"));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-d",
                classes.toString(),
                NEWER.resolve("JournalRecordSerializer.java").toString(),
                NEWER.resolve("RunWindowSerializer.java").toString());
    assertThat(failed).isZero();
    return classes;
  }
}
