package io.yardang.testbase.bench.wire;

import java.nio.ByteBuffer;

/** RESP: pipelined {@code XADD stream * f <256 bytes>}, each answered with the id of its entry. */
public final class RedisWire implements WireSession {
  private static final int WINDOW = 65_536;

  private final byte[] command;

  public RedisWire(String stream) {
    command =
        Lines.withValue(
            "*5\r\n$4\r\nXADD\r\n$%d\r\n%s\r\n$1\r\n*\r\n$1\r\nf\r\n$%d"
                .formatted(stream.length(), stream, Payload.BYTES));
  }

  @Override
  public void greet(ByteBuffer out) {
    // Without a password there is no login.
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public int window() {
    return WINDOW;
  }

  @Override
  public int write(int frames, ByteBuffer out) {
    return Lines.repeat(command, frames, out);
  }

  @Override
  public int read(ByteBuffer in) {
    int acked = 0;
    while (true) {
      int start = in.position();
      int end = Lines.endOf(in);
      if (end < 0) {
        return acked;
      }
      if (in.get(start) != '$') {
        throw new RefusedException("redis answered: " + Lines.text(in, start, end));
      }
      int next = end + 2 + Lines.number(in, start + 1, end) + 2;
      if (next > in.limit()) {
        return acked;
      }
      in.position(next);
      acked++;
    }
  }
}
