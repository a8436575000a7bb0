package io.yardang.testbase.bench.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * NATS JetStream: pipelined PUB with a reply subject; each answer on it is a stored message's
 * sequence number. One wildcard-free subject per stream and one inbox per connection.
 */
public final class NatsWire implements WireSession {
  private static final int WINDOW = 65_536;

  private final String inbox;
  private final byte[] publish;
  private boolean ready;

  public NatsWire(String subject, int connection) {
    inbox = "a." + connection;
    publish = Lines.withValue("PUB " + subject + " " + inbox + " " + Payload.BYTES);
  }

  @Override
  public void greet(ByteBuffer out) {
    out.put(
        ("CONNECT {\"verbose\":false,\"pedantic\":false,\"echo\":false,\"protocol\":1}\r\nSUB "
                + inbox
                + " 1\r\nPING\r\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public boolean isReady() {
    return ready;
  }

  @Override
  public int window() {
    return WINDOW;
  }

  @Override
  public int write(int frames, ByteBuffer out) {
    return Lines.repeat(publish, frames, out);
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
      // The first letters tell INFO, PONG, PING, MSG and -ERR apart.
      switch (in.get(start)) {
        case 'M' -> {
          int next = end + 2 + payloadBytes(in, start, end) + 2;
          if (next > in.limit()) {
            return acked;
          }
          // {"stream":… for a stored message, {"error":… for a refused one.
          if (in.get(end + 4) != 's') {
            throw new RefusedException("jetstream: " + Lines.text(in, end + 2, next - 2));
          }
          in.position(next);
          acked++;
        }
        case '-' -> throw new RefusedException("nats: " + Lines.text(in, start, end));
        default -> {
          ready |= in.get(start + 1) == 'O';
          in.position(end + 2);
        }
      }
    }
  }

  private static int payloadBytes(ByteBuffer in, int start, int end) {
    int space = end;
    while (space > start && in.get(space) != ' ') {
      space--;
    }
    return Lines.number(in, space + 1, end);
  }
}
