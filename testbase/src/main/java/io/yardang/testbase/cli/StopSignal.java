package io.yardang.testbase.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C or SIGTERM: lets the command close what it opened, in order, before the process ends.
 * Close it last.
 */
final class StopSignal implements AutoCloseable {
  private static final long CLOSE_LIMIT_S = 30;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  StopSignal() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndAwaitClose, "stop"));
  }

  private void stopAndAwaitClose() {
    stop.countDown();
    try {
      if (!closed.await(CLOSE_LIMIT_S, TimeUnit.SECONDS)) {
        System.err.println("yardang: not everything closed within " + CLOSE_LIMIT_S + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the signal. */
  void await() throws InterruptedException {
    stop.await();
  }

  /** Stops as if the signal had come. */
  void now() {
    stop.countDown();
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
