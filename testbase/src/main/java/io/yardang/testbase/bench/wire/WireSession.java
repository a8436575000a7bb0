package io.yardang.testbase.bench.wire;

import java.nio.ByteBuffer;

/**
 * One connection's side of a system's protocol, over bytes alone: it knows no socket and no clock.
 * Frames are acknowledged in the order in which they were written.
 */
public interface WireSession {
  /** Writes what a client says first; nothing where the protocol has no login. */
  void greet(ByteBuffer out);

  /** Whether the login is over and frames may be written. */
  boolean isReady();

  /** The most frames that may be on their way without an acknowledgement. */
  int window();

  /** Writes one batch of up to {@code frames} frames; returns how many had room in {@code out}. */
  int write(int frames, ByteBuffer out);

  /**
   * Consumes the whole answers at the beginning of {@code in}; returns how many more frames they
   * acknowledge.
   *
   * @throws RefusedException if the server refuses anything
   */
  int read(ByteBuffer in);
}
