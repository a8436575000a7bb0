package io.yardang.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.streamjobs.sink.ResultSink;
import io.yardang.streamjobs.source.JournalSource;
import io.yardang.streamjobs.source.Journals;
import io.yardang.v1.Result;
import io.yardang.v1.ScoredRun;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job on a cluster whose TaskManagers die in mid-run, or that goes on at another size. */
@SuppressWarnings("try") // Closing a MiniCluster may be interrupted; then the test fails anyway.
class JobUnderFireTest {
  private static final long SEED = 4;
  private static final int TASK_MANAGERS = 2;

  @TempDir Path directory;
  private ScoringConfig config;

  @BeforeEach
  void configure() {
    config = parallel(TASK_MANAGERS);
  }

  @Test
  void shouldGiveSameReportThoughTaskManagersDieInMidRun() throws Exception {
    Random random = new Random(SEED);
    int firstDeath = 20 + random.nextInt(60);
    int secondDeath = 100 + random.nextInt(60);
    try (MiniCluster cluster = cluster();
        RecordedRun run = new RecordedRun(journals()).receivedFrom(Instant.now())) {
      cluster.submitJob(job(null)).get(60, TimeUnit.SECONDS);
      run.start().frames(0, firstDeath);
      awaitCheckpointAfterResult();
      replace(cluster, 0);
      run.frames(firstDeath, secondDeath);
      awaitCheckpointAfterResult();
      replace(cluster, 1);
      run.frames(secondDeath, RecordedRun.FRAMES).end();
      await(() -> !scored().isEmpty());
      assertThat(newest()).as("seed=" + SEED).isEqualTo(undisturbed());
    }
  }

  @Test
  void shouldGoOnFromASavepointAtAnotherParallelism() throws Exception {
    try (MiniCluster cluster = cluster();
        RecordedRun run = new RecordedRun(journals()).receivedFrom(Instant.now())) {
      config = parallel(1);
      JobID atOne = cluster.submitJob(job(null)).get(60, TimeUnit.SECONDS).getJobID();
      run.start().frames(0, 100);
      awaitCheckpointAfterResult();
      String savepoint =
          cluster
              .stopWithSavepoint(
                  atOne,
                  directory.resolve("savepoints").toUri().toString(),
                  false,
                  SavepointFormatType.CANONICAL)
              .get(60, TimeUnit.SECONDS);
      run.frames(100, RecordedRun.FRAMES).end();
      config = parallel(TASK_MANAGERS);
      cluster.submitJob(job(savepoint)).get(60, TimeUnit.SECONDS);
      await(() -> !scored().isEmpty());
      assertThat(newest()).isEqualTo(undisturbed());
    }
  }

  private static void replace(MiniCluster cluster, int taskManager) throws Exception {
    cluster.terminateTaskManager(taskManager).get(60, TimeUnit.SECONDS);
    cluster.startTaskManager();
  }

  private MiniCluster cluster() throws Exception {
    Configuration flink = ScoringService.flinkConfiguration(config, null);
    flink.set(RestOptions.ADDRESS, "localhost");
    flink.set(RestOptions.BIND_PORT, "0");
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(flink)
                .setNumTaskManagers(TASK_MANAGERS)
                .setNumSlotsPerTaskManager(1)
                .build());
    cluster.start();
    return cluster;
  }

  private JobGraph job(String savepoint) {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(
            ScoringService.flinkConfiguration(config, savepoint));
    environment.setParallelism(config.parallelism());
    new ScoringJob(
            JournalSource.unbounded(config.journals()),
            new ResultSink(config.results()),
            config.silences())
        .addTo(environment);
    return environment.getStreamGraph().getJobGraph();
  }

  /** So that what dies next has state that a checkpoint covers. */
  private void awaitCheckpointAfterResult() {
    await(() -> !results().isEmpty());
    Path before = Checkpoints.newest(config.checkpoints()).orElse(null);
    await(
        () ->
            Checkpoints.newest(config.checkpoints())
                .filter(newest -> !newest.equals(before))
                .isPresent());
  }

  private Path journals() {
    return directory.resolve("journals");
  }

  private ScoringConfig parallel(int parallelism) {
    return new ScoringConfig(
        Journals.in(journals()),
        directory.resolve("results"),
        directory.resolve("checkpoints"),
        Duration.ofSeconds(1),
        new Silences(Duration.ofSeconds(5), Duration.ofSeconds(600)),
        parallelism);
  }

  private List<Result> results() {
    List<Result> results = new ArrayList<>();
    try (var reader = LocalJournalReader.open(config.results())) {
      for (var record = reader.poll(); record.isPresent(); record = reader.poll()) {
        results.add(Result.parseFrom(record.get().bytes()));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    return results;
  }

  private List<ScoredRun> scored() {
    return results().stream().filter(Result::hasScored).map(Result::getScored).toList();
  }

  private ScoredRun undisturbed() {
    return OfflineScoring.score(journals(), RecordedRun.RUN);
  }

  private ScoredRun newest() {
    List<ScoredRun> scored = scored();
    return scored.get(scored.size() - 1);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited 60 s").isLessThan(end);
      LockSupport.parkNanos(20_000_000);
    }
  }
}
