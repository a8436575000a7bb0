package io.yardang.testbase.bench.score;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/** CPU time of this process, the JIT compiler's part of it, and wall time since a moment. */
final class CpuClock {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private static final CompilationMXBean COMPILER = ManagementFactory.getCompilationMXBean();

  private final long cpuNs = SYSTEM.getProcessCpuTime();
  private final long compiledMs = COMPILER.getTotalCompilationTime();
  private final long wallNs = System.nanoTime();

  private CpuClock() {}

  static CpuClock start() {
    return new CpuClock();
  }

  double cpuS() {
    return (SYSTEM.getProcessCpuTime() - cpuNs) / 1e9;
  }

  /** Share of the CPU time in which methods were compiled, about. */
  double compiledShare() {
    return (COMPILER.getTotalCompilationTime() - compiledMs) / 1e3 / cpuS();
  }

  double wallS() {
    return (System.nanoTime() - wallNs) / 1e9;
  }

  /** What is reachable, after a collection. */
  static long liveHeapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
