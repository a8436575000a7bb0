package io.yardang.streamjobs.job;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flink's cluster in this JVM, for one job at a time. */
final class EmbeddedFlink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFlink.class);
  private static final long START_LIMIT_S = 60;
  private static final long STOP_LIMIT_S = 30;
  private static final long LOOK_EVERY_MS = 20;

  /** Running as a whole, not all of its tasks yet. */
  private static final Set<JobStatus> STARTING =
      EnumSet.of(JobStatus.INITIALIZING, JobStatus.CREATED, JobStatus.RUNNING);

  private final MiniCluster cluster;
  private JobID job;

  private EmbeddedFlink(MiniCluster cluster) {
    this.cluster = cluster;
  }

  /** Starts it with so many slots, listening on loopback alone. */
  static EmbeddedFlink start(Configuration configuration, int slots) throws Exception {
    Configuration flink = new Configuration(configuration);
    flink.set(RestOptions.ADDRESS, "localhost");
    flink.set(RestOptions.BIND_ADDRESS, "localhost");
    flink.set(RestOptions.BIND_PORT, "0");
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(flink)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
    return new EmbeddedFlink(cluster);
  }

  /**
   * Starts the job and returns when each of its tasks runs, which is after it has read its state.
   *
   * @throws ExecutionException if one of them cannot start; then the job is cancelled
   */
  void run(JobGraph graph) throws InterruptedException, ExecutionException, TimeoutException {
    job = graph.getJobID();
    cluster.submitJob(graph).get(START_LIMIT_S, TimeUnit.SECONDS);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_LIMIT_S);
    while (true) {
      AccessExecutionGraph running =
          cluster.getExecutionGraph(job).get(START_LIMIT_S, TimeUnit.SECONDS);
      JobStatus status = running.getState();
      if (status == JobStatus.RUNNING && allTasksRun(running)) {
        return;
      }
      boolean hasFailed = !STARTING.contains(status);
      if (hasFailed || System.nanoTime() > end) {
        cancel();
        throw new ExecutionException("the job is " + status, causeOf(running.getFailureInfo()));
      }
      Thread.sleep(LOOK_EVERY_MS);
    }
  }

  private static boolean allTasksRun(AccessExecutionGraph graph) {
    for (AccessExecutionVertex task : graph.getAllExecutionVertices()) {
      if (task.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
    }
    return true;
  }

  private static Throwable causeOf(ErrorInfo failure) {
    return failure == null
        ? new TimeoutException("not all tasks run after " + START_LIMIT_S + " s")
        : failure.getException().deserializeError(EmbeddedFlink.class.getClassLoader());
  }

  /** Completes when the job has ended; exceptionally when it failed for good or was cancelled. */
  CompletableFuture<JobExecutionResult> ended() {
    return cluster.requestJobResult(job).thenCompose(EmbeddedFlink::resultOf);
  }

  private static CompletableFuture<JobExecutionResult> resultOf(JobResult result) {
    try {
      return CompletableFuture.completedFuture(
          result.toJobExecutionResult(EmbeddedFlink.class.getClassLoader()));
    } catch (Exception e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void cancel() throws InterruptedException {
    try {
      cluster.cancelJob(job).get(STOP_LIMIT_S, TimeUnit.SECONDS);
      cluster.requestJobResult(job).get(STOP_LIMIT_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("the scoring job did not stop in order: {}", e.toString());
    }
  }

  /** Stops the job, and then the cluster. */
  @Override
  public void close() {
    try {
      if (job != null) {
        cancel();
      }
      cluster.closeAsync().get(STOP_LIMIT_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Flink did not stop in order: {}", e.toString());
    }
  }
}
