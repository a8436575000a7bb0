package io.yardang.testbase;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for a state of a system that another thread or process brings about. */
public final class Eventually {
  private Eventually() {}

  /** Repeats the assertion until it holds; throws its last failure when the time is over. */
  public static void within(Duration limit, Runnable assertion) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        LockSupport.parkNanos(20_000_000);
      }
    }
  }
}
