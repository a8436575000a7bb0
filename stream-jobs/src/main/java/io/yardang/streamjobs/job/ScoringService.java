package io.yardang.streamjobs.job;

import io.yardang.streamjobs.sink.ResultSink;
import io.yardang.streamjobs.source.JournalSource;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scoring job on Flink's local cluster in this JVM. It starts from the newest checkpoint that
 * can be read; where there is none, from the beginning of the journals, which gives the same
 * reports later.
 */
public final class ScoringService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ScoringService.class);
  private static final int RESTART_ATTEMPTS = 20;

  private final EmbeddedFlink flink;

  private ScoringService(EmbeddedFlink flink) {
    this.flink = flink;
  }

  /**
   * Starts the job and returns when it runs.
   *
   * @throws IllegalStateException if it does not come to run
   */
  public static ScoringService start(ScoringConfig config) {
    EmbeddedFlink flink = null;
    try {
      flink = EmbeddedFlink.start(flinkConfiguration(config, null), config.parallelism());
      run(flink, config);
      return new ScoringService(flink);
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      if (flink != null) {
        flink.close();
      }
      throw new IllegalStateException("the scoring job does not start: " + rootMessage(e), e);
    }
  }

  private static void run(EmbeddedFlink flink, ScoringConfig config) throws Exception {
    List<Path> checkpoints = Checkpoints.newestFirst(config.checkpoints());
    for (Path checkpoint : checkpoints) {
      try {
        flink.run(job(config, checkpoint.toUri().toString()));
        LOG.info("scoring goes on from checkpoint {}", checkpoint.getFileName());
        return;
      } catch (ExecutionException | TimeoutException e) {
        LOG.warn("checkpoint {} cannot be used ({})", checkpoint, rootMessage(e));
      }
    }
    if (!checkpoints.isEmpty()) {
      LOG.warn("no checkpoint can be used: scoring begins again from the start of the journals");
    }
    flink.run(job(config, null));
  }

  private static JobGraph job(ScoringConfig config, String checkpoint) {
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(
            config.parallelism(), flinkConfiguration(config, checkpoint));
    new ScoringJob(
            JournalSource.unbounded(config.journals()),
            new ResultSink(config.results(), config.resultsMaxAge()),
            config.silences())
        .addTo(environment);
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName("yardang-scoring");
    return graph.getJobGraph();
  }

  /**
   * How Flink is set up here.
   *
   * @param checkpoint to begin from, or null
   */
  public static Configuration flinkConfiguration(ScoringConfig config, String checkpoint) {
    Configuration flink = new Configuration();
    flink.set(PipelineOptions.GENERIC_TYPES, false);
    flink.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    flink.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        config.checkpoints().toAbsolutePath().toUri().toString());
    flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, config.checkpointInterval());
    flink.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    flink.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 2);
    flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, RESTART_ATTEMPTS);
    flink.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, java.time.Duration.ofSeconds(1));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
    if (checkpoint != null) {
      flink.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint);
    }
    return flink;
  }

  /** Completes when the job has ended; exceptionally when it failed for good. */
  public CompletableFuture<Void> ended() {
    return flink.ended().thenApply(result -> null);
  }

  /** Stops the job; its newest checkpoint stays for the next start. */
  @Override
  public void close() {
    flink.close();
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
