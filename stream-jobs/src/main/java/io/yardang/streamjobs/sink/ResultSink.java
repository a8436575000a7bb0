package io.yardang.streamjobs.sink;

import io.yardang.ingest.journal.JournalEntry;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.ingest.journal.Retention;
import io.yardang.v1.Report;
import io.yardang.v1.Result;
import io.yardang.v1.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends results to the result journal, and forces it to disk at each checkpoint, so that one
 * never covers a result that is not there; after a restart the results since the checkpoint come
 * again, and those who read them take them as the same.
 */
public final class ResultSink implements Sink<Result> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ResultSink.class);

  /** The sender's id in the result journal. */
  public static final String SENDER = "scoring";

  private final String directory;
  private final Duration maxAge;

  /** Whose journal keeps all results. */
  public ResultSink(Path directory) {
    this(directory, Duration.ZERO);
  }

  /**
   * @param maxAge a file of the result journal leaves so long after its hour is over, but not
   *     before all have taken what is in it ({@link Exported}); 0: never
   */
  public ResultSink(Path directory, Duration maxAge) {
    this.directory = directory.toString();
    this.maxAge = maxAge;
  }

  static JournalSettings settings(Duration maxAge) {
    Retention kept = Retention.KEEP_ALL;
    return JournalSettings.DEFAULT.with(
        new Retention(maxAge, 0, false, true, Optional.empty(), kept.forgetStreamsAfter()));
  }

  @Override
  public SinkWriter<Result> createWriter(WriterInitContext context) {
    return new Writer(JournalWriter.open(Path.of(directory), settings(maxAge)));
  }

  private static final class Writer implements SinkWriter<Result> {
    private final JournalWriter journal;
    private final UUID stream = UUID.randomUUID();
    private final JournalEntry entry = new JournalEntry();
    private long seq;

    private Writer(JournalWriter journal) {
      this.journal = journal;
    }

    @Override
    public void write(Result result, Context context) {
      seq++;
      fill(result);
      if (entry.sizeBytes() > journal.maxEntryBytes()) {
        // To fail would stop the scoring of every run, and again after each restart.
        LOG.error(
            "run {}: a result of {} bytes cannot be kept, at most {}",
            result.getRunId(),
            entry.sizeBytes(),
            journal.maxEntryBytes());
        fill(withoutWhatIsTooLong(result, entry.sizeBytes()));
      }
      journal.append(entry, ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now()));
    }

    private void fill(Result result) {
      entry.begin(RecordKind.RESULT, SENDER, stream);
      entry.add(seq, result.getTimeUnixNs(), result.toByteArray());
    }

    private static Result withoutWhatIsTooLong(Result result, int bytes) {
      Result.Builder shorter =
          Result.newBuilder().setRunId(result.getRunId()).setTimeUnixNs(result.getTimeUnixNs());
      if (result.hasScored()) {
        Report report = result.getScored().getReport();
        shorter
            .getScoredBuilder()
            .getReportBuilder()
            .setReportVersion(report.getReportVersion())
            .setRunId(report.getRunId())
            .setStartTimeUnixNs(report.getStartTimeUnixNs())
            .setEndTimeUnixNs(report.getEndTimeUnixNs())
            .setEndCause(report.getEndCause())
            .setVerdict(Verdict.VERDICT_INVALID)
            .addReasons("The report cannot be kept: it has " + bytes + " bytes.")
            .setFormulaVersion(report.getFormulaVersion())
            .setSoftwareVersion(report.getSoftwareVersion())
            .setInputSha256(report.getInputSha256());
      }
      return shorter.build();
    }

    @Override
    public void flush(boolean endOfInput) {
      // At a checkpoint: what it covers must survive what the checkpoint itself survives.
      journal.commit().await();
    }

    @Override
    public void close() {
      journal.close();
    }
  }
}
