package io.yardang.testbase.bench.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Lines that end with CR LF, as RESP and NATS have them. */
final class Lines {
  private Lines() {}

  /** Where the CR of the first line is, or -1 when the line is not there as a whole. */
  static int endOf(ByteBuffer in) {
    for (int at = in.position(); at + 1 < in.limit(); at++) {
      if (in.get(at) == '\r' && in.get(at + 1) == '\n') {
        return at;
      }
    }
    return -1;
  }

  /** The decimal number in these bytes. */
  static int number(ByteBuffer in, int from, int to) {
    int value = 0;
    for (int at = from; at < to; at++) {
      int digit = in.get(at) - '0';
      if (digit < 0 || digit > 9) {
        throw new RefusedException("not a number: " + text(in, from, to));
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** A line, then the value that every system gets, then the end of its line. */
  static byte[] withValue(String line) {
    byte[] head = (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer whole = ByteBuffer.allocate(head.length + Payload.BYTES + 2);
    return whole.put(head).put(Payload.value()).put((byte) '\r').put((byte) '\n').array();
  }

  /** Writes the same bytes up to so many times, as often as there is room. */
  static int repeat(byte[] bytes, int times, ByteBuffer out) {
    int count = Math.min(times, out.remaining() / bytes.length);
    for (int i = 0; i < count; i++) {
      out.put(bytes);
    }
    return count;
  }

  static String text(ByteBuffer in, int from, int to) {
    byte[] bytes = new byte[to - from];
    in.get(from, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
