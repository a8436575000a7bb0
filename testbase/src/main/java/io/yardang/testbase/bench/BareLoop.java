package io.yardang.testbase.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * The bare limit of a tier: write groups of frames to a new file in a loop, with nothing else
 * around it but, in the disk tier, an fdatasync after each. What this costs, every system pays that
 * keeps the frames.
 */
final class BareLoop {
  /** Frames in one group. */
  static final List<Integer> GROUPS = List.of(1, 100, 1_000);

  private static final int FRAME_BYTES = 256;
  // As in a step of the generator: what is written stays in the page cache.
  private static final long MAX_FRAMES = 1_000_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private BareLoop() {}

  /**
   * What one run came to.
   *
   * @param framesPerSecond written, and forced in the disk tier
   * @param framesPerCpuSecond the same, per second of the loop's own CPU time
   */
  record Kept(double framesPerSecond, double framesPerCpuSecond) {}

  /** Leaves its file in the folder: to delete it would hand warm memory to whoever comes next. */
  static Kept run(Path dir, Tier tier, int group, Duration time) throws IOException {
    Path file = Files.createTempFile(dir, "bare", ".bin");
    ByteBuffer frames = ByteBuffer.allocateDirect(group * FRAME_BYTES);
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long startNs = System.nanoTime();
      long startCpuNs = THREADS.getCurrentThreadCpuTime();
      long kept = 0;
      while (System.nanoTime() - startNs < time.toNanos() && kept < MAX_FRAMES) {
        frames.clear();
        while (frames.hasRemaining()) {
          out.write(frames);
        }
        if (tier == Tier.DISK) {
          out.force(false);
        }
        kept += group;
      }
      double seconds = (System.nanoTime() - startNs) / 1e9;
      double cpuSeconds = (THREADS.getCurrentThreadCpuTime() - startCpuNs) / 1e9;
      return new Kept(kept / seconds, kept / cpuSeconds);
    }
  }
}
