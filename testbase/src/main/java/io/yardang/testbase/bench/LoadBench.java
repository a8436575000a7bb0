package io.yardang.testbase.bench;

import io.yardang.rigs.load.LoadGenerator;
import io.yardang.rigs.load.LoadResult;
import io.yardang.rigs.load.LoadSettings;
import io.yardang.testbase.bench.server.BenchServer;
import io.yardang.testbase.bench.server.YardangSystem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Runs a {@link LoadScenario} against a gateway in its own process: first a warm-up, then, for a
 * storm, the same vehicles without it, then the scenario.
 */
public final class LoadBench {
  private static final int STORM_SECONDS_MAX = 600;

  private final LoadScenario scenario;
  private final Tier tier;
  private final boolean quick;
  private final long seed;
  private final Consumer<String> progress;

  /**
   * @param quick a tenth of the vehicles, and a short time
   * @param progress told a line now and then
   */
  public LoadBench(
      LoadScenario scenario, Tier tier, boolean quick, long seed, Consumer<String> progress) {
    this.scenario = scenario;
    this.tier = tier;
    this.quick = quick;
    this.seed = seed;
    this.progress = progress;
  }

  /**
   * What came of a scenario.
   *
   * @param calm the same vehicles before a storm; the load itself where there was none
   * @param load under the scenario
   * @param readable frames of the scenario in the journal, each once and in order
   * @param serverCpuSeconds while the scenario ran
   */
  public record Outcome(
      LoadScenario scenario,
      LoadResult calm,
      LoadResult load,
      long readable,
      double serverCpuSeconds) {
    public boolean isSound() {
      return load.offered() == load.acked() && load.acked() == readable;
    }

    /** The one line for scripts. */
    public String line() {
      LoadResult.BacklogResult backlog = load.backlog();
      String line =
          String.format(
              Locale.ROOT,
              "load: scenario=%s sent=%d acked=%d readable=%d live_p50_ms=%.2f live_p99_ms=%.2f"
                  + " live_p999_ms=%.2f frames_per_s=%.0f server_cpu_s=%.2f",
              scenario.name().toLowerCase(Locale.ROOT),
              load.offered(),
              load.acked(),
              readable,
              load.latencyMsP50(),
              load.latencyMsP99(),
              load.latencyMsP999(),
              load.framesPerSecond(),
              serverCpuSeconds);
      return backlog.frames() == 0
          ? line
          : line
              + String.format(
                  Locale.ROOT,
                  " calm_p50_ms=%.2f calm_p99_ms=%.2f calm_p999_ms=%.2f backlog=%d"
                      + " backlog_fastest_s=%.2f backlog_median_s=%.2f backlog_slowest_s=%.2f",
                  calm.latencyMsP50(),
                  calm.latencyMsP99(),
                  calm.latencyMsP999(),
                  backlog.frames(),
                  backlog.fastestSeconds(),
                  backlog.medianSeconds(),
                  backlog.slowestSeconds());
    }
  }

  /** Runs it; the server's data lies in an empty {@code dir}. */
  public Outcome run(Path dir) throws IOException {
    try (BenchServer server = YardangSystem.plaintext().start(tier, Files.createDirectories(dir))) {
      int seconds = quick ? 3 : scenario.seconds();
      progress.accept("warming up");
      load(server, "warm", scenario.vehicles(quick), seconds, 0);
      LoadResult calm = null;
      if (scenario.backlogFrames(quick) > 0) {
        progress.accept("the same vehicles without a storm");
        calm = load(server, "calm", scenario.vehicles(quick), seconds, 0);
      }
      progress.accept(scenario + ": " + scenario.text());
      long cpuBeforeNs = server.cpuNs();
      server.readable("before");
      int limit = scenario.backlogFrames(quick) > 0 ? STORM_SECONDS_MAX : seconds;
      LoadResult load =
          load(server, "load", scenario.vehicles(quick), limit, scenario.backlogFrames(quick));
      double cpuSeconds = (server.cpuNs() - cpuBeforeNs) / 1e9;
      long readable = server.readable("load").orElseThrow();
      return new Outcome(scenario, calm == null ? load : calm, load, readable, cpuSeconds);
    }
  }

  private LoadResult load(
      BenchServer server, String phase, int vehicles, int seconds, int backlogFrames) {
    InetSocketAddress address = server.address();
    LoadSettings settings =
        new LoadSettings(
            address.getHostString(),
            address.getPort(),
            id -> Optional.empty(),
            vehicles,
            scenario.hz(),
            seconds,
            backlogFrames,
            1,
            seed ^ phase.hashCode());
    return LoadGenerator.run(settings, System::nanoTime, InstantSource.system());
  }
}
