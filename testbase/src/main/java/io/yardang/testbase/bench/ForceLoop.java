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
 * The bare limit of the disk tier: write groups of frames to a file, fdatasync after each, in a
 * loop, with nothing else around it.
 */
final class ForceLoop {
  /** Frames in one group. */
  static final List<Integer> GROUPS = List.of(1, 100, 1_000);

  private static final int FRAME_BYTES = 256;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private ForceLoop() {}

  /**
   * What one run came to.
   *
   * @param framesPerSecond forced
   * @param framesPerCpuSecond forced, per second of the loop's own CPU time
   */
  record Forced(double framesPerSecond, double framesPerCpuSecond) {}

  static Forced run(Path dir, int group, Duration time) throws IOException {
    Path file = Files.createTempFile(dir, "force", ".bin");
    ByteBuffer frames = ByteBuffer.allocateDirect(group * FRAME_BYTES);
    try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long startNs = System.nanoTime();
      long startCpuNs = THREADS.getCurrentThreadCpuTime();
      long forced = 0;
      while (System.nanoTime() - startNs < time.toNanos()) {
        frames.clear();
        while (frames.hasRemaining()) {
          out.write(frames);
        }
        out.force(false);
        forced += group;
      }
      double seconds = (System.nanoTime() - startNs) / 1e9;
      double cpuSeconds = (THREADS.getCurrentThreadCpuTime() - startCpuNs) / 1e9;
      return new Forced(forced / seconds, forced / cpuSeconds);
    } finally {
      Files.delete(file);
    }
  }
}
