package io.yardang.streamjobs.job;

import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.streamjobs.sink.ResultSink;
import io.yardang.streamjobs.source.JournalSource;
import io.yardang.streamjobs.source.Journals;
import io.yardang.v1.Result;
import io.yardang.v1.ScoredRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The scoring job on a local Flink, from journals to their end; and all that it said. */
record BoundedJob(List<Result> results) {
  static BoundedJob over(Path journals, Path work, int parallelism) throws Exception {
    ScoringConfig config =
        new ScoringConfig(
            Journals.in(journals),
            work.resolve("results"),
            work.resolve("checkpoints"),
            Duration.ofSeconds(1),
            new Silences(Duration.ofSeconds(5), Duration.ofSeconds(600)),
            parallelism);
    var environment =
        StreamExecutionEnvironment.createLocalEnvironment(
            parallelism, ScoringService.flinkConfiguration(config, null));
    new ScoringJob(
            JournalSource.bounded(config.journals()),
            new ResultSink(config.results()),
            config.silences())
        .addTo(environment);
    environment.execute();
    List<Result> results = new ArrayList<>();
    try (var reader = LocalJournalReader.open(config.results())) {
      for (var record = reader.poll(); record.isPresent(); record = reader.poll()) {
        results.add(Result.parseFrom(record.get().bytes()));
      }
    }
    return new BoundedJob(results);
  }

  /** The scored runs of this id, in the order in which they were told. */
  List<ScoredRun> scored(String run) {
    return results.stream()
        .filter(result -> result.getRunId().equals(run) && result.hasScored())
        .map(Result::getScored)
        .toList();
  }

  ScoredRun newest(String run) {
    List<ScoredRun> scored = scored(run);
    return scored.get(scored.size() - 1);
  }

  List<Result> live(String run) {
    return results.stream()
        .filter(result -> result.getRunId().equals(run) && result.hasLive())
        .toList();
  }
}
