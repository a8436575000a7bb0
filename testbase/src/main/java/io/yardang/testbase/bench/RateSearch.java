package io.yardang.testbase.bench;

import io.yardang.testbase.bench.load.Generator;
import io.yardang.testbase.bench.load.StepResult;
import io.yardang.testbase.bench.server.BenchServer;
import java.io.IOException;
import java.util.Locale;

/**
 * Finds the highest rate that a server sustains with a p99 of at most 10 ms.
 *
 * <p>The server is saturated for a moment; then rates around what it took are offered, beginning
 * with 90 %: higher ones while they are sustained, lower ones while they are not.
 */
final class RateSearch {
  private static final double[] SHARES = {0.05, 0.12, 0.25, 0.4, 0.55, 0.75, 0.9, 1.1, 1.35, 1.65};
  private static final int FIRST = 6;

  private final BenchServer server;
  private final Generator generator;
  private final IngestPlan plan;
  private final StringBuilder tried = new StringBuilder();

  RateSearch(BenchServer server, Generator generator, IngestPlan plan) {
    this.server = server;
    this.generator = generator;
    this.plan = plan;
  }

  /**
   * A rate and what it cost.
   *
   * @param framesPerSecond acknowledged; 0 when not even the lowest rate tried was sustained
   * @param framesPerCpuSecond acknowledged per second of the server's CPU time, at that rate
   * @param busyRatio of one core, at that rate
   * @param kernelRatio of the CPU time, spent in the kernel
   * @param saturatedPerSecond what it acknowledged while it was saturated, at any latency
   */
  record Sustained(
      double framesPerSecond,
      double framesPerCpuSecond,
      double busyRatio,
      double kernelRatio,
      double saturatedPerSecond) {}

  Sustained find() throws IOException {
    double saturated = generator.saturate(plan.probe()).ackedPerSecond();
    Sustained best = new Sustained(0, 0, 0, 0, saturated);
    int at = FIRST;
    for (int steps = 0; steps < plan.maxSteps() && at >= 0 && at < SHARES.length; steps++) {
      Sustained tried = offer(SHARES[at] * saturated, saturated);
      boolean sustained = tried.framesPerSecond() > 0;
      if (sustained) {
        best = tried;
      } else if (best.framesPerSecond() > 0) {
        break;
      }
      // Down until one is sustained; up from the first one as long as they are.
      if (sustained && at < FIRST) {
        break;
      }
      at += sustained ? 1 : -1;
    }
    return best;
  }

  /** The rates that were offered and what became of them, for people who watch. */
  String tried() {
    return tried.toString();
  }

  private Sustained offer(double framesPerSecond, double saturated) throws IOException {
    long cpuNs = server.cpuNs();
    long kernelNs = server.kernelNs();
    StepResult result = generator.offer(framesPerSecond, plan.step());
    double cpuSeconds = (server.cpuNs() - cpuNs) / 1e9;
    double kernelSeconds = (server.kernelNs() - kernelNs) / 1e9;
    tried.append(
        String.format(
            Locale.ROOT,
            " %.1f k: p99 %.1f ms%s",
            framesPerSecond / 1e3,
            result.latencyMs(99),
            result.hopeless() ? " and more" : ""));
    return result.isSustained()
        ? new Sustained(
            result.ackedPerSecond(),
            result.acked() / cpuSeconds,
            cpuSeconds / result.seconds(),
            kernelSeconds / cpuSeconds,
            saturated)
        : new Sustained(0, 0, 0, 0, saturated);
  }
}
