package io.yardang.testbase.torture;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Random;

/**
 * What was done to a file of a journal.
 *
 * @param kind how
 * @param from first byte that may differ
 * @param to behind the last byte that may differ
 */
record Damage(Kind kind, long from, long to) {
  private static final int PAGE_BYTES = 4096;
  private static final int TAIL_PAGES = 8;
  private static final int MAX_FLIPS = 8;

  enum Kind {
    /** The file ends early. */
    CUT,
    /** Pages near the end never reached the disk. */
    ZERO_PAGES,
    /** Some bits of the last page. */
    FLIP_TAIL,
    /** One bit anywhere in the first three quarters. */
    FLIP_MIDDLE
  }

  /**
   * Damages a file.
   *
   * @param dataBytes where its data ends; what is behind is empty
   */
  static Damage inflict(Kind kind, Path file, long dataBytes, Random random) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      return switch (kind) {
        case CUT -> cut(bytes, dataBytes, random);
        case ZERO_PAGES -> zeroPages(bytes, dataBytes, random);
        case FLIP_TAIL -> flip(kind, bytes, Math.max(0, dataBytes - PAGE_BYTES), dataBytes, random);
        case FLIP_MIDDLE -> {
          long at = random.nextLong(dataBytes * 3 / 4);
          yield flip(kind, bytes, at, at + 1, random);
        }
      };
    }
  }

  private static Damage cut(RandomAccessFile bytes, long dataBytes, Random random)
      throws IOException {
    long at = random.nextLong(dataBytes / 4, dataBytes);
    bytes.setLength(at);
    return new Damage(Kind.CUT, at, dataBytes);
  }

  private static Damage zeroPages(RandomAccessFile bytes, long dataBytes, Random random)
      throws IOException {
    long lastPage = (dataBytes - 1) / PAGE_BYTES;
    long from = Long.MAX_VALUE;
    long to = 0;
    while (to == 0) {
      for (long page = Math.max(0, lastPage - TAIL_PAGES + 1); page <= lastPage; page++) {
        if (random.nextBoolean()) {
          long at = page * PAGE_BYTES;
          long end = Math.min(dataBytes, at + PAGE_BYTES);
          bytes.seek(at);
          bytes.write(new byte[(int) (end - at)]);
          from = Math.min(from, at);
          to = end;
        }
      }
    }
    return new Damage(Kind.ZERO_PAGES, from, to);
  }

  private static Damage flip(Kind kind, RandomAccessFile bytes, long from, long to, Random random)
      throws IOException {
    int flips = to - from == 1 ? 1 : 1 + random.nextInt(MAX_FLIPS);
    long first = Long.MAX_VALUE;
    long last = 0;
    for (int flip = 0; flip < flips; flip++) {
      long at = random.nextLong(from, to);
      bytes.seek(at);
      int was = bytes.read();
      bytes.seek(at);
      bytes.write(was ^ (1 << random.nextInt(Byte.SIZE)));
      first = Math.min(first, at);
      last = Math.max(last, at);
    }
    return new Damage(kind, first, last + 1);
  }
}
