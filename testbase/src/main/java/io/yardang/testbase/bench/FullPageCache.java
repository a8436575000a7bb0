package io.yardang.testbase.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Fills memory with clean pages of a file that has holes only, until the file is deleted.
 *
 * <p>A server that has been up for a while writes into pages that the kernel takes from its cache.
 * A machine with much free memory is another case: where it is a virtual one, each free page may
 * have to be fetched from the host first, which can cost several times the write itself, and
 * whoever is measured first would pay for it.
 */
final class FullPageCache {
  private static final long FREE_KB_LEFT = 1_000_000;
  private static final long MAX_BYTES = 64L << 30;
  private static final int PIECE_BYTES = 4 << 20;
  private static final int PIECES_PER_LOOK = 64;

  private FullPageCache() {}

  /** Fills it, where more than 64 GB are free only with so much; the file stays in the folder. */
  static void fill(Path dir) throws IOException {
    Path file = Files.createTempFile(dir, "holes", ".bin");
    try (FileChannel holes =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
      holes.write(ByteBuffer.allocate(1), MAX_BYTES);
      for (long at = 0; at < MAX_BYTES && freeKb() > FREE_KB_LEFT; ) {
        for (int i = 0; i < PIECES_PER_LOOK; i++) {
          at += holes.read(piece.clear(), at);
        }
      }
    }
  }

  private static long freeKb() throws IOException {
    return Files.readAllLines(Path.of("/proc/meminfo")).stream()
        .filter(line -> line.startsWith("MemFree:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }
}
