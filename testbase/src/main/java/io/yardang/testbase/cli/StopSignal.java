package io.yardang.testbase.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C or SIGTERM: lets the command close what it opened, in order, and end with its own exit
 * status. Close it last. What is not closed within 30 s, or before a second signal, is left behind.
 */
final class StopSignal implements AutoCloseable {
  private static final long CLOSE_LIMIT_S = 30;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  StopSignal() {
    handle("INT");
    handle("TERM");
  }

  /**
   * A shutdown hook would not do: after it the process ends with the status of the signal, and the
   * hooks of the libraries run beside it. By reflection, as the compiler warns of these classes.
   */
  private void handle(String name) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object onSignal =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, args) -> {
                stopAndAwaitClose();
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), onSignal);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM tells nobody of signal " + name, e);
    }
  }

  /** On a thread of its own for each signal. */
  private void stopAndAwaitClose() {
    if (hasCome()) {
      System.err.println("yardang: ended at once");
      Runtime.getRuntime().halt(1);
    }
    stop.countDown();
    try {
      if (!closed.await(CLOSE_LIMIT_S, TimeUnit.SECONDS)) {
        System.err.println("yardang: not everything closed within " + CLOSE_LIMIT_S + " s");
        Runtime.getRuntime().halt(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the signal. */
  void await() throws InterruptedException {
    stop.await();
  }

  /** Whether it has come. */
  boolean hasCome() {
    return stop.getCount() == 0;
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
