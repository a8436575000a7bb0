package io.yardang.streamjobs.sink;

import java.time.Duration;

/** A consumer cannot take a batch now, and knows when it is worth another try. */
public final class TryLaterException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Duration after;

  public TryLaterException(Duration after, Exception cause) {
    super(cause.getMessage() + ", asks to wait for " + after.toSeconds() + " s", cause);
    this.after = after;
  }

  /** The shortest time to wait. */
  public Duration after() {
    return after;
  }
}
