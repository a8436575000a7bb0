package io.yardang.testbase.bench.wire;

/** A server answered something else than an acknowledgement; the message holds its words. */
public final class RefusedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    super(message);
  }
}
