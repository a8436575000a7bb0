package io.yardang.testbase.cli;

import io.yardang.ingest.gateway.GatewayConfig;
import io.yardang.ingest.gateway.VehicleGateway;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.rigs.load.LoadGenerator;
import io.yardang.rigs.load.LoadResult;
import io.yardang.rigs.load.LoadSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Vehicles send at their rate to a real gateway with a real journal. Generator and gateway share
 * this process and its cores, so this is a floor, not what a gateway alone can do.
 */
@Command(
    name = "ingest",
    description =
        "Wire to durable to acknowledgement, plaintext on loopback, level PAGE_CACHE; the load"
            + " generator runs in the same process.",
    mixinStandardHelpOptions = true)
public final class BenchIngestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--vehicles", defaultValue = "100", description = "Default: 100.")
  private int vehicles;

  @Option(names = "--hz", defaultValue = "100", description = "Default: 100.")
  private int hz;

  @Option(names = "--seconds", defaultValue = "10", description = "Default: 10.")
  private int seconds;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path directory = Files.createTempDirectory("yardang-bench");
    try (JournalWriter journal =
            JournalWriter.open(directory.resolve("gw"), JournalSettings.DEFAULT);
        VehicleGateway gateway =
            VehicleGateway.launch(GatewayConfig.plaintext(), journal, InstantSource.system())) {
      out.printf("%d vehicles at %d Hz for %d s …%n", vehicles, hz, seconds);
      out.flush();
      LoadResult result =
          LoadGenerator.run(
              new LoadSettings(
                  "127.0.0.1",
                  gateway.port(),
                  sender -> Optional.empty(),
                  vehicles,
                  hz,
                  seconds,
                  1,
                  1),
              System::nanoTime,
              InstantSource.system());
      long inJournal = gateway.statistics().frames();
      out.printf(
          "ingest: offered=%d acked=%d journaled=%d acked_per_s=%.0f"
              + " latency_p50_ms=%.2f latency_p99_ms=%.2f latency_max_ms=%.2f%n",
          result.offered(),
          result.acked(),
          inJournal,
          result.framesPerSecond(),
          result.latencyMsP50(),
          result.latencyMsP99(),
          result.latencyMsMax());
      out.flush();
      return result.offered() == result.acked() && result.acked() == inJournal ? 0 : 1;
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
