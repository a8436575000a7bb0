package io.yardang.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.streamjobs.sink.ResultSink;
import io.yardang.streamjobs.source.JournalSource;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.RestoredCheckpointStats;
import org.apache.flink.runtime.highavailability.nonha.embedded.HaLeadershipControl;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink cluster in this JVM with the scoring job on it, whose parts can die one by one. */
final class ScoringCluster implements AutoCloseable {
  private static final long LIMIT_S = 60;

  private final MiniCluster cluster;
  private JobID job;

  private ScoringCluster(MiniCluster cluster) {
    this.cluster = cluster;
  }

  /** Starts one with so many TaskManagers of one slot each. */
  static ScoringCluster start(ScoringConfig config, int taskManagers) throws Exception {
    Configuration flink = ScoringService.flinkConfiguration(config, null);
    flink.set(RestOptions.ADDRESS, "localhost");
    flink.set(RestOptions.BIND_PORT, "0");
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(flink)
                .setNumTaskManagers(taskManagers)
                .setNumSlotsPerTaskManager(1)
                .setHaServices(MiniCluster.HaServices.WITH_LEADERSHIP_CONTROL)
                .build());
    cluster.start();
    return new ScoringCluster(cluster);
  }

  /**
   * Submits the job.
   *
   * @param savepoint where it goes on from; null: the beginning of the journals
   */
  void submit(ScoringConfig config, String savepoint) throws Exception {
    job = cluster.submitJob(graph(config, savepoint)).get(LIMIT_S, TimeUnit.SECONDS).getJobID();
    if (savepoint != null) {
      DayUnderFire.await(() -> restored() != null);
      assertThat(restored().getExternalPath()).isEqualTo(savepoint);
    }
  }

  private RestoredCheckpointStats restored() {
    CheckpointStatsSnapshot checkpoints =
        cluster.getExecutionGraph(job).join().getCheckpointStatsSnapshot();
    return checkpoints == null ? null : checkpoints.getLatestRestoredCheckpoint();
  }

  private static JobGraph graph(ScoringConfig config, String savepoint) {
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

  /** A TaskManager dies with all its tasks; another comes. */
  void replaceTaskManager(int index) throws Exception {
    cluster.terminateTaskManager(index).get(LIMIT_S, TimeUnit.SECONDS);
    cluster.startTaskManager();
  }

  /** The JobManager of the job loses its office; its successor knows the job's checkpoints. */
  void replaceJobManager() throws Exception {
    HaLeadershipControl control = cluster.getHaLeadershipControl().orElseThrow();
    control.revokeJobMasterLeadership(job).get(LIMIT_S, TimeUnit.SECONDS);
    control.grantJobMasterLeadership(job).get(LIMIT_S, TimeUnit.SECONDS);
  }

  /** Stops the job; the savepoint from which another may go on. */
  String stopWithSavepoint(Path folder) throws Exception {
    return cluster
        .stopWithSavepoint(job, folder.toUri().toString(), false, SavepointFormatType.CANONICAL)
        .get(LIMIT_S, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    cluster.closeAsync().orTimeout(LIMIT_S, TimeUnit.SECONDS).join();
  }
}
