package io.yardang.testbase.bench.score;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * CPU time of this process since a moment, without that of the JIT compiler, and wall time. A job
 * runs for days; what it takes to compile Flink's start, and the job in its first minutes, would
 * drown what it costs.
 */
final class CpuClock {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private static final Path THREADS = Path.of("/proc/self/task");

  private final long processNs = SYSTEM.getProcessCpuTime();
  private final Map<Path, Long> compilersNs = compilersNs();
  private final long wallNs = System.nanoTime();

  private CpuClock() {}

  static CpuClock start() {
    return new CpuClock();
  }

  double cpuS() {
    return (SYSTEM.getProcessCpuTime() - processNs) / 1e9 - compiledS();
  }

  /** Of that process, what the compiler took besides; a thread of it that has ended not counted. */
  double compiledS() {
    long ns = 0;
    for (Map.Entry<Path, Long> thread : compilersNs().entrySet()) {
      ns += thread.getValue() - compilersNs.getOrDefault(thread.getKey(), 0L);
    }
    return ns / 1e9;
  }

  double wallS() {
    return (System.nanoTime() - wallNs) / 1e9;
  }

  private static Map<Path, Long> compilersNs() {
    Map<Path, Long> compilers = new HashMap<>();
    try (var threads = Files.list(THREADS)) {
      List<Path> all = threads.toList();
      for (Path thread : all) {
        readCompiler(thread, compilers);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the benchmark needs Linux: " + THREADS, e);
    }
    return compilers;
  }

  private static void readCompiler(Path thread, Map<Path, Long> into) throws IOException {
    try {
      String name = Files.readString(thread.resolve("comm"));
      if (name.startsWith("C1 Comp") || name.startsWith("C2 Comp")) {
        String onCpuNs = Files.readString(thread.resolve("schedstat")).split(" ", 2)[0];
        into.put(thread, Long.parseLong(onCpuNs));
      }
    } catch (NoSuchFileException e) {
      // It has ended since they were listed.
    }
  }

  /** What is reachable, after a collection. */
  static long liveHeapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
