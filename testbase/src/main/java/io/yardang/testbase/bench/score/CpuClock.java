package io.yardang.testbase.bench.score;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** CPU time of this process and wall time since a moment. */
final class CpuClock {
  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final long cpuNs = SYSTEM.getProcessCpuTime();
  private final long wallNs = System.nanoTime();

  private CpuClock() {}

  static CpuClock start() {
    return new CpuClock();
  }

  double cpuS() {
    return (SYSTEM.getProcessCpuTime() - cpuNs) / 1e9;
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
