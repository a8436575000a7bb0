package io.yardang.streamjobs.sink;

import io.yardang.ingest.journal.JournalEntry;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.v1.Result;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Appends results to the result journal, and forces it to disk at each checkpoint, so that one
 * never covers a result that is not there; after a restart the results since the checkpoint come
 * again, and those who read them take them as the same.
 */
public final class ResultSink implements Sink<Result> {
  private static final long serialVersionUID = 1L;

  /** The sender's id in the result journal. */
  public static final String SENDER = "scoring";

  private final String directory;

  public ResultSink(Path directory) {
    this.directory = directory.toString();
  }

  @Override
  public SinkWriter<Result> createWriter(WriterInitContext context) {
    return new Writer(JournalWriter.open(Path.of(directory), JournalSettings.SMALL));
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
      entry.begin(RecordKind.RESULT, SENDER, stream);
      entry.add(++seq, result.getTimeUnixNs(), result.toByteArray());
      journal.append(entry, ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now()));
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
