package io.yardang.streamjobs.job;

import io.yardang.streamjobs.source.Journals;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the scoring job of one process needs.
 *
 * @param journals the gateways' journals
 * @param results directory of the result journal
 * @param resultsMaxAge when its files leave; see {@link io.yardang.streamjobs.sink.ResultSink}
 * @param checkpoints directory for Flink's checkpoints
 * @param checkpointInterval how often the state is saved
 * @param silences what it means that nothing comes of a run
 * @param parallelism of the keyed operators, 1 or more
 */
public record ScoringConfig(
    Journals journals,
    Path results,
    Duration resultsMaxAge,
    Path checkpoints,
    Duration checkpointInterval,
    Silences silences,
    int parallelism) {
  /** That keeps all results. */
  public ScoringConfig(
      Journals journals,
      Path results,
      Path checkpoints,
      Duration checkpointInterval,
      Silences silences,
      int parallelism) {
    this(journals, results, Duration.ZERO, checkpoints, checkpointInterval, silences, parallelism);
  }

  public ScoringConfig {
    if (parallelism < 1) {
      throw new IllegalArgumentException("scoring.parallelism=" + parallelism + ": 1 or more");
    }
    if (checkpointInterval.toMillis() < 100) {
      throw new IllegalArgumentException(
          "scoring.checkpoint_interval_s=" + checkpointInterval + ": 0.1 s or more");
    }
  }
}
