package io.yardang.rigs.client;

import io.yardang.v1.TelemetryFrame;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sends a {@link Backlog} on its own stream. Each acknowledgement makes room for the next frames,
 * which are only then read: however long the backlog, a little of it is in memory.
 */
public final class BacklogDrain implements ClientListener, AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  private final Backlog backlog;
  private final Runnable onDone;
  private final CountDownLatch done = new CountDownLatch(1);
  // Set by the thread that connects, then used by the client's network thread alone.
  private VehicleClient client;
  private TelemetryFrame next;

  private BacklogDrain(Backlog backlog, Runnable onDone) {
    this.backlog = backlog;
    this.onDone = onDone;
  }

  /**
   * Connects and begins.
   *
   * @param config whose stream is replaced by that of the backlog
   * @param onDone called on the network thread when all of it is durable; must not block
   */
  public static BacklogDrain start(
      ClientConfig config,
      Backlog backlog,
      ClientLoops loops,
      InstantSource clock,
      Runnable onDone) {
    BacklogDrain drain = new BacklogDrain(backlog, onDone);
    ClientConfig own =
        config.withStream(backlog.stream()).withBuffer(BUFFER_BYTES, config.sendTimeout());
    synchronized (drain) {
      drain.client = VehicleClient.connect(own, loops, drain, clock);
    }
    return drain;
  }

  @Override
  public void onConnected(long durableSeq) {
    sendWhatFits();
  }

  @Override
  public void onAcked(long durableSeq) {
    sendWhatFits();
  }

  private synchronized void sendWhatFits() {
    if (next == null && backlog.frames().hasNext()) {
      next = backlog.frames().next();
    }
    while (next != null && client.trySend(next)) {
      next = backlog.frames().hasNext() ? backlog.frames().next() : null;
    }
    if (next == null && client.statistics().unackedBytes() == 0 && done.getCount() > 0) {
      done.countDown();
      onDone.run();
    }
  }

  /** Whether all of it was durable within that time. */
  public boolean awaitDone(Duration timeout) throws InterruptedException {
    return done.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Whether all of it is durable. */
  public boolean isDone() {
    return done.getCount() == 0;
  }

  /** What came of it so far. */
  public synchronized ClientStatistics statistics() {
    return client.statistics();
  }

  @Override
  public void close() {
    VehicleClient open;
    synchronized (this) {
      open = client;
    }
    open.close();
  }
}
