package io.yardang.streamjobs.sink;

import io.yardang.ingest.remote.JournalEndpoint;
import io.yardang.v1.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Hands results in at the test base's {@link ResultDoor}, several times a second and before each
 * checkpoint, so that one never covers a result that is not on the disk there. While the test base
 * is away the job waits, and the journals keep what comes; after a restart the results since the
 * checkpoint come again, and those who read them take them as the same.
 */
public final class RemoteResultSink implements Sink<Result> {
  private static final long serialVersionUID = 1L;
  private static final int BATCH_BYTES = 1 << 20;
  private static final long LINGER_MS = 100;

  private final JournalEndpoint door;

  /**
   * @param door its address, and the certificate to show there
   */
  public RemoteResultSink(JournalEndpoint door) {
    this.door = door;
  }

  @Override
  public SinkWriter<Result> createWriter(WriterInitContext context) {
    return new Writer(
        new ResultClient(door, UUID.randomUUID()), context.getProcessingTimeService());
  }

  private static final class Writer implements SinkWriter<Result> {
    private final ResultClient client;
    private final ProcessingTimeService timers;
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
    private int inBatch;
    private ScheduledFuture<?> lingering;

    private Writer(ResultClient client, ProcessingTimeService timers) {
      this.client = client;
      this.timers = timers;
    }

    @Override
    public void write(Result result, Context context) throws IOException, InterruptedException {
      if (inBatch == 0) {
        long sendAtMs = timers.getCurrentProcessingTime() + LINGER_MS;
        lingering = timers.registerTimer(sendAtMs, time -> send());
      }
      result.writeDelimitedTo(batch);
      inBatch++;
      if (batch.size() >= BATCH_BYTES) {
        send();
      }
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
      send();
    }

    private void send() throws IOException, InterruptedException {
      if (inBatch > 0) {
        lingering.cancel(false);
        client.handIn(batch.toByteArray(), inBatch);
        batch.reset();
        inBatch = 0;
      }
    }

    @Override
    public void close() {
      // What is not sent is not covered by a checkpoint either, and comes again.
    }
  }
}
