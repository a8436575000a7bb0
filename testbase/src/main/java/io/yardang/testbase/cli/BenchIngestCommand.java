package io.yardang.testbase.cli;

import io.yardang.testbase.bench.IngestBench;
import io.yardang.testbase.bench.IngestBench.Outcome;
import io.yardang.testbase.bench.IngestPlan;
import io.yardang.testbase.bench.Shape;
import io.yardang.testbase.bench.Tier;
import io.yardang.testbase.bench.server.BenchSystem;
import io.yardang.testbase.bench.server.BenchSystems;
import io.yardang.testbase.bench.server.Pinning;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Wire to durable to acknowledgement, beside the brokers one might use instead. */
@Command(
    name = "ingest",
    description =
        "Wire to durable to acknowledgement, side by side with Kafka, JetStream, mosquitto and"
            + " Redis on this machine. About 40 minutes; --quick 3 to 4.",
    mixinStandardHelpOptions = true)
public final class BenchIngestCommand implements Callable<Integer> {
  private static final String TITLE = "Ingest (bench ingest)";

  @Spec private CommandSpec spec;

  @Option(names = "--rounds", description = "Default: 5; 1 with --quick.")
  private Integer rounds;

  @Option(names = "--quick", description = "A short run that shows that everything works.")
  private boolean quick;

  @Option(
      names = "--systems",
      split = ",",
      paramLabel = "NAME",
      description = "Of ${COMPLETION-CANDIDATES}; all if not given.",
      completionCandidates = SystemNames.class)
  private List<String> systemNames;

  @Option(
      names = "--shapes",
      split = ",",
      paramLabel = "NAME",
      description = "Of fleet, firehose-1, firehose-10; all if not given.")
  private List<String> shapeNames;

  @Option(
      names = "--tiers",
      split = ",",
      paramLabel = "TIER",
      description = "Of ${COMPLETION-CANDIDATES}; both if not given.")
  private List<Tier> tiers;

  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "Where the servers keep their data for the run: up to some 40 GB with 5 rounds. Default:"
              + " beside the build.")
  private Path work;

  @Mixin private WriteOption write;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path scratch = Files.createDirectories(work == null ? BenchSystems.defaultFolder() : work);
    List<BenchSystem> systems =
        chosen("--systems", systemNames, BenchSystems.all(scratch), BenchSystem::name);
    List<Shape> shapes = chosen("--shapes", shapeNames, Shape.ALL, Shape::name);
    List<Tier> chosenTiers = tiers == null ? List.of(Tier.values()) : tiers;
    IngestPlan plan =
        quick
            ? IngestPlan.quick(rounds == null ? 1 : rounds, shapes, chosenTiers, scratch)
            : IngestPlan.full(rounds == null ? 5 : rounds, shapes, chosenTiers, scratch);
    if (!Pinning.isPossible()) {
      say(
          out,
          "Needs two cores and taskset to pin server and generator; they share the cores now.");
    }
    String machine = Pinning.machine();
    Pinning.pinThisProcess();
    Outcome outcome = new IngestBench(plan, systems, text -> say(out, text)).run();
    String tables = outcome.markdown(LocalDate.now(ZoneOffset.UTC).toString(), machine);
    say(out, "");
    say(out, tables);
    write.write(TITLE, () -> tables);
    say(out, outcome.summary());
    return outcome.isSound() ? 0 : 1;
  }

  private static <T> List<T> chosen(
      String option, List<String> names, List<T> all, Function<T, String> nameOf) {
    if (names == null) {
      return all;
    }
    List<String> known = all.stream().map(nameOf).toList();
    names.stream()
        .filter(name -> !known.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new IllegalArgumentException(option + "=" + name + ": must be of " + known);
            });
    return all.stream().filter(item -> names.contains(nameOf.apply(item))).toList();
  }

  private static void say(PrintWriter out, String text) {
    out.println(text);
    out.flush();
  }

  /** For the help text. */
  static final class SystemNames implements Iterable<String> {
    @Override
    public java.util.Iterator<String> iterator() {
      return BenchSystems.NAMES.iterator();
    }
  }
}
