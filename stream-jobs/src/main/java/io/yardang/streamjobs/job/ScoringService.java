package io.yardang.streamjobs.job;

import io.yardang.streamjobs.sink.ResultSink;
import io.yardang.streamjobs.source.JournalSource;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
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
  private static final long STOP_LIMIT_S = 30;

  private final JobClient job;

  private ScoringService(JobClient job) {
    this.job = job;
  }

  /**
   * Starts the job and returns when it runs.
   *
   * @throws IllegalStateException if it does not come to run
   */
  public static ScoringService start(ScoringConfig config) {
    List<Path> checkpoints = Checkpoints.newestFirst(config.checkpoints());
    for (Path checkpoint : checkpoints) {
      try {
        ScoringService service = submit(config, checkpoint.toUri().toString());
        LOG.info("scoring goes on from checkpoint {}", checkpoint.getFileName());
        return service;
      } catch (IllegalStateException e) {
        LOG.warn("checkpoint {} cannot be used ({})", checkpoint, e.getMessage());
      }
    }
    if (!checkpoints.isEmpty()) {
      LOG.warn("no checkpoint can be used: scoring begins again from the start of the journals");
    }
    return submit(config, null);
  }

  private static ScoringService submit(ScoringConfig config, String checkpoint) {
    try {
      StreamExecutionEnvironment environment =
          StreamExecutionEnvironment.createLocalEnvironment(
              config.parallelism(), flinkConfiguration(config, checkpoint));
      new ScoringJob(
              JournalSource.unbounded(config.journals()),
              new ResultSink(config.results()),
              config.silences())
          .addTo(environment);
      JobClient job = environment.executeAsync("yardang-scoring");
      awaitRunning(job);
      return new ScoringService(job);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the scoring job started", e);
    } catch (Exception e) {
      throw new IllegalStateException("the scoring job does not start: " + rootMessage(e), e);
    }
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

  private static void awaitRunning(JobClient job)
      throws InterruptedException, ExecutionException, TimeoutException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      JobStatus status = job.getJobStatus().get(60, TimeUnit.SECONDS);
      if (status == JobStatus.RUNNING) {
        return;
      }
      if (status.isTerminalState()) {
        job.getJobExecutionResult().get(1, TimeUnit.SECONDS);
      }
      if (System.nanoTime() > end) {
        throw new TimeoutException("still " + status + " after 60 s");
      }
      Thread.sleep(20);
    }
  }

  /** Completes when the job has ended; exceptionally when it failed for good. */
  public CompletableFuture<Void> ended() {
    return job.getJobExecutionResult().thenApply(result -> null);
  }

  /** Stops the job; its newest checkpoint stays for the next start. */
  @Override
  public void close() {
    try {
      job.cancel().get(STOP_LIMIT_S, TimeUnit.SECONDS);
      ended().handle((result, cancelled) -> null).get(STOP_LIMIT_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the scoring job did not stop in order: {}", rootMessage(e));
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
