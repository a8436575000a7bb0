package io.yardang.testbase.bench.wire;

import java.nio.ByteBuffer;

/** Base 128 varints, as protobuf and (for lengths) MQTT write them. */
final class Varints {
  /** {@link #read} of a buffer that ends within the varint. */
  static final long INCOMPLETE = -1;

  private static final int MAX_BYTES = 5;

  private Varints() {}

  static int sizeOf(long value) {
    int bytes = 1;
    for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
      bytes++;
    }
    return bytes;
  }

  static void write(long value, ByteBuffer out) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  /** Reads one; where it is incomplete the position of {@code in} is undefined. */
  static long read(ByteBuffer in) {
    long value = 0;
    for (int i = 0; i < MAX_BYTES; i++) {
      if (!in.hasRemaining()) {
        return INCOMPLETE;
      }
      byte next = in.get();
      value |= (next & 0x7FL) << (7 * i);
      if (next >= 0) {
        return value;
      }
    }
    throw new RefusedException("a length of more than " + MAX_BYTES + " bytes");
  }
}
