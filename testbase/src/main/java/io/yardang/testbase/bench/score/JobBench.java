package io.yardang.testbase.bench.score;

import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.streamjobs.job.ScoringConfig;
import io.yardang.streamjobs.job.ScoringJob;
import io.yardang.streamjobs.job.ScoringService;
import io.yardang.streamjobs.job.Silences;
import io.yardang.streamjobs.source.JournalSource;
import io.yardang.streamjobs.source.Journals;
import io.yardang.v1.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The scoring job on a local Flink in this JVM, over a prepared journal to its end. */
final class JobBench {
  private static final Duration CHECKPOINTS = Duration.ofSeconds(5);
  private static final Silences SILENCES =
      new Silences(Duration.ofSeconds(5), Duration.ofSeconds(600));

  /** What the job's last operator does. */
  enum Scorer {
    /** All that it should. */
    WHOLE,
    /** Keeps the records of runs in Flink's state, but does not score them. */
    EMPTY,
    /** Nothing. */
    NONE
  }

  private final Path dir;
  private final PreparedJournal prepared;
  private int works;

  /** Writes the journals into an empty folder. */
  JobBench(Path dir, PreparedJournal prepared) throws IOException {
    this.dir = dir;
    this.prepared = prepared;
    prepared.writeTo(Files.createDirectories(journals()));
  }

  private Path journals() {
    return dir.resolve("journals");
  }

  /** Frames per second of CPU of the job with that scorer. */
  double framesPerCpuS(Scorer scorer) throws IOException {
    // Flink still tidies up its checkpoints when the job has ended.
    Path work = dir.resolve("work-" + ++works);
    ScoringConfig config =
        new ScoringConfig(
            Journals.in(journals()),
            work.resolve("results"),
            work.resolve("checkpoints"),
            CHECKPOINTS,
            SILENCES,
            1);
    var environment =
        StreamExecutionEnvironment.createLocalEnvironment(
            1, ScoringService.flinkConfiguration(config, null));
    JournalSource source = JournalSource.bounded(config.journals());
    TimedSink sink = new TimedSink(config.results());
    ScoringJob job =
        switch (scorer) {
          case WHOLE -> new ScoringJob(source, sink, SILENCES);
          case EMPTY -> ScoringJob.thatOnlyKeeps(source, sink, SILENCES);
          case NONE -> ScoringJob.thatOnlyReads(source, sink);
        };
    job.addTo(environment);
    // What the job before has left is not for this one to collect.
    System.gc();
    try {
      environment.execute();
    } catch (Exception e) {
      throw new IllegalStateException("the job failed", e);
    }
    if (scorer == Scorer.WHOLE) {
      requireAllScored(config.results());
    }
    return prepared.frames() / TimedSink.cpuS();
  }

  private void requireAllScored(Path results) throws IOException {
    int scored = 0;
    try (var reader = LocalJournalReader.open(results)) {
      for (var record = reader.poll(); record.isPresent(); record = reader.poll()) {
        Result result = Result.parseFrom(record.get().bytes());
        boolean sound = result.hasScored() && result.getScored().getReport().getNoDataMissing();
        scored += sound ? 1 : 0;
      }
    }
    if (scored != prepared.runs()) {
      throw new IllegalStateException(scored + " of " + prepared.runs() + " runs were scored");
    }
  }
}
