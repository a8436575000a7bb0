package io.yardang.testbase.cli;

import io.yardang.testbase.bench.Folders;
import io.yardang.testbase.bench.LoadBench;
import io.yardang.testbase.bench.LoadScenario;
import io.yardang.testbase.bench.Tier;
import io.yardang.testbase.bench.server.BenchSystems;
import io.yardang.testbase.bench.server.Pinning;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The loads of a test base against a gateway of its own. */
@Command(
    name = "load",
    description =
        "Latency of live frames, from the time they are due to their acknowledgement, under a load"
            + " as a test base has it. The server has one core, the vehicles the other. Status 1,"
            + " and nothing written by --write, unless sent = acked = readable.",
    mixinStandardHelpOptions = true)
public final class BenchLoadCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--scenario", required = true, description = "One of ${COMPLETION-CANDIDATES}.")
  private LoadScenario scenario;

  @Option(names = "--tier", description = "Of ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if none.")
  private Tier tier = Tier.PAGE_CACHE;

  @Option(names = "--quick", description = "A short run with fewer vehicles.")
  private boolean quick;

  @Option(names = "--seed", description = "Of streams and frames. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(names = "--work", paramLabel = "DIR", description = "For the server's data.")
  private Path work;

  @Mixin private WriteOption write;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path parent = Files.createDirectories(work == null ? BenchSystems.defaultFolder() : work);
    Path dir = Files.createTempDirectory(parent, "load");
    if (!Pinning.isPossible()) {
      say(out, "Needs two cores and taskset to pin server and vehicles; they share the cores now.");
    }
    Pinning.pinThisProcess();
    try {
      LoadBench bench = new LoadBench(scenario, tier, quick, seed, text -> say(out, text));
      LoadBench.Outcome outcome = bench.run(dir);
      if (outcome.isSound()) {
        write.write(title(), () -> section(outcome.line()));
      }
      say(out, outcome.line());
      return outcome.isSound() ? 0 : 1;
    } finally {
      Folders.delete(dir);
    }
  }

  private String title() {
    return "Load, %s (bench load)".formatted(scenario.name().toLowerCase(Locale.ROOT));
  }

  private String section(String line) throws IOException {
    return """
        %s: %s, tier %s, %s, by `./yardang bench load --scenario %s --tier %s --seed %d%s`.

        ```
        %s
        ```
        """
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            scenario.text(),
            tier.title(),
            Pinning.machine(),
            scenario.name().toLowerCase(Locale.ROOT),
            tier.name().toLowerCase(Locale.ROOT),
            seed,
            quick ? " --quick" : "",
            line.replace(" live_", "\n  live_").replace(" calm_p50", "\n  calm_p50"));
  }

  private static void say(PrintWriter out, String text) {
    out.println(text);
    out.flush();
  }
}
