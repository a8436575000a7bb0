package io.yardang.testbase.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one system's unwritten pages from slowing the next one down: above a share of memory the
 * kernel holds every writer back.
 */
final class DirtyPages {
  private static final long MANY_KB = 1_500_000;
  private static final int LIMIT_S = 15;

  private DirtyPages() {}

  /** Where much is unwritten, has it written back, for up to 15 s. */
  static void settle(Path dir) throws IOException {
    if (unwrittenKb() < MANY_KB) {
      return;
    }
    Process sync = new ProcessBuilder("sync", "-f", dir.toString()).start();
    try {
      if (!sync.waitFor(LIMIT_S, TimeUnit.SECONDS)) {
        sync.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while pages are written back", e);
    }
  }

  private static long unwrittenKb() throws IOException {
    return Files.readAllLines(Path.of("/proc/meminfo")).stream()
        .filter(line -> line.startsWith("Dirty:") || line.startsWith("Writeback:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }
}
