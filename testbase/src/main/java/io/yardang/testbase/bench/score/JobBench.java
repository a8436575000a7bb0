package io.yardang.testbase.bench.score;

import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.streamjobs.job.ScoringConfig;
import io.yardang.streamjobs.job.ScoringJob;
import io.yardang.streamjobs.job.ScoringService;
import io.yardang.streamjobs.job.Silences;
import io.yardang.streamjobs.sink.ResultSink;
import io.yardang.streamjobs.source.JournalSource;
import io.yardang.streamjobs.source.Journals;
import io.yardang.v1.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The scoring job on a local Flink in this JVM, over a prepared journal to its end: whole, and with
 * a scorer that does nothing. CPU time is that of the process, less that of the same job over a
 * journal of a second, which is mostly Flink's start.
 */
final class JobBench {
  private static final Duration CHECKPOINTS = Duration.ofSeconds(5);
  private static final Silences SILENCES =
      new Silences(Duration.ofSeconds(5), Duration.ofSeconds(600));

  private final Path dir;
  private final PreparedJournal prepared;
  private int works;

  /** Writes the journals into an empty folder. */
  JobBench(Path dir, PreparedJournal prepared) throws IOException {
    this.dir = dir;
    this.prepared = prepared;
    prepared.writeTo(Files.createDirectories(dir.resolve("long")));
    shortOne().writeTo(Files.createDirectories(dir.resolve("short")));
  }

  private PreparedJournal shortOne() {
    return new PreparedJournal(prepared.runs(), 1, prepared.objects());
  }

  /** Frames per second of CPU of the job that scores, or of the one that does not. */
  double framesPerCpuS(boolean scoring) throws IOException {
    double startS = cpuS("short", scoring);
    double allS = cpuS("long", scoring);
    return (prepared.frames() - shortOne().frames()) / (allS - startS);
  }

  private double cpuS(String journals, boolean scoring) throws IOException {
    // Flink still tidies up its checkpoints when the job has ended.
    Path work = dir.resolve("work-" + ++works);
    ScoringConfig config =
        new ScoringConfig(
            Journals.in(dir.resolve(journals)),
            work.resolve("results"),
            work.resolve("checkpoints"),
            CHECKPOINTS,
            SILENCES,
            1);
    var environment =
        StreamExecutionEnvironment.createLocalEnvironment(
            1, ScoringService.flinkConfiguration(config, null));
    JournalSource source = JournalSource.bounded(config.journals());
    ResultSink sink = new ResultSink(config.results());
    ScoringJob job =
        scoring
            ? new ScoringJob(source, sink, SILENCES)
            : ScoringJob.thatScoresNothing(source, sink);
    job.addTo(environment);
    CpuClock clock = CpuClock.start();
    try {
      environment.execute();
    } catch (Exception e) {
      throw new IllegalStateException("the job failed", e);
    }
    double cpuS = clock.cpuS();
    if (scoring) {
      requireAllScored(config.results());
    }
    return cpuS;
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
