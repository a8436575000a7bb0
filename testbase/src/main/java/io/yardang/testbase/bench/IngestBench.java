package io.yardang.testbase.bench;

import io.yardang.testbase.bench.RateSearch.Sustained;
import io.yardang.testbase.bench.load.Generator;
import io.yardang.testbase.bench.load.StepResult;
import io.yardang.testbase.bench.server.BenchServer;
import io.yardang.testbase.bench.server.BenchSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures the systems side by side.
 *
 * <p>Each round starts every server of a tier anew; within a shape the systems follow each other
 * cell by cell, another one first in each round. A cell is: connect, search the sustained rate;
 * then, when the rates of all are known, offer half of the slowest one's to each; then compare what
 * was sent, acknowledged and can be read back.
 */
public final class IngestBench {
  private static final List<Integer> FLATNESS_CONNECTIONS = List.of(1, 10, 100, 1_000);

  private final IngestPlan plan;
  private final List<BenchSystem> systems;
  private final Consumer<String> progress;
  private final IngestResults results = new IngestResults();

  public IngestBench(IngestPlan plan, List<BenchSystem> systems, Consumer<String> progress) {
    this.plan = plan;
    this.systems = List.copyOf(systems);
    this.progress = progress;
  }

  /** What came of it, for people and machines. */
  public record Outcome(IngestReport report, IngestResults results) {
    /** Tables, method and where we lose. */
    public String markdown(String date, String machine) {
      return report.markdown(date, machine);
    }

    /** The closing line. */
    public String summary() {
      return report.summary();
    }

    /** Whether in every cell as much was sent as acknowledged and readable. */
    public boolean isSound() {
      return results.rows().stream().allMatch(row -> row.failure().isEmpty());
    }
  }

  /** Measures everything that the plan names. */
  public Outcome run() throws IOException {
    for (int round = 1; round <= plan.rounds(); round++) {
      for (Tier tier : plan.tiers()) {
        runTier(round, tier);
      }
    }
    return new Outcome(new IngestReport(results, plan, systems), results);
  }

  private void runTier(int round, Tier tier) throws IOException {
    Path dir = Files.createDirectories(plan.work().resolve(tier.name() + "-" + round));
    Map<BenchSystem, BenchServer> servers = new LinkedHashMap<>();
    try {
      for (BenchSystem system : rotated(round)) {
        if (system.absentFrom(tier).isEmpty()) {
          servers.put(system, start(system, tier, dir.resolve(system.name())));
        }
      }
      for (Shape shape : plan.shapes()) {
        runShape(
            "round " + round + "/" + plan.rounds() + ", " + tier.title(), tier, shape, servers);
      }
      if (tier == Tier.DISK) {
        for (int group : ForceLoop.GROUPS) {
          results.addForced(group, ForceLoop.run(dir, group, plan.probe()));
        }
      }
    } finally {
      servers.values().forEach(BenchServer::close);
      Folders.delete(dir);
    }
  }

  private List<BenchSystem> rotated(int round) {
    List<BenchSystem> order = new ArrayList<>(systems);
    Collections.rotate(order, -round);
    return order;
  }

  private BenchServer start(BenchSystem system, Tier tier, Path dir) throws IOException {
    BenchServer server = system.start(tier, Files.createDirectories(dir));
    try {
      if (system.isJvm()) {
        warmUp(server, Shape.fleet("warm-fleet", 100));
        warmUp(server, Shape.FIREHOSE_10);
      }
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void warmUp(BenchServer server, Shape shape) throws IOException {
    String cell = "warm-" + shape.name();
    try (Generator generator =
        Generator.connect(server.address(), server.open(cell, shape.connections()), shape)) {
      generator.saturate(plan.warmUp().dividedBy(2));
      server.readable(cell);
    }
  }

  private void runShape(String when, Tier tier, Shape shape, Map<BenchSystem, BenchServer> servers)
      throws IOException {
    String cell = shape.name();
    Map<BenchSystem, Generator> generators = new LinkedHashMap<>();
    try {
      servers.forEach(
          (system, server) ->
              guarded(
                  tier,
                  shape,
                  system,
                  row -> {
                    Generator generator =
                        Generator.connect(
                            server.address(), server.open(cell, shape.connections()), shape);
                    generators.put(system, generator);
                    Sustained found = new RateSearch(server, generator, plan).find();
                    row.add(found);
                    tell(when, row, found);
                  }));
      double slowest =
          generators.keySet().stream()
              .mapToDouble(system -> row(tier, shape, system).lastFramesPerSecond())
              .filter(rate -> rate > 0)
              .min()
              .orElse(0);
      generators.forEach(
          (system, generator) ->
              guarded(
                  tier,
                  shape,
                  system,
                  row -> {
                    if (slowest > 0) {
                      row.add(generator.offer(slowest / 2, plan.latency()));
                    }
                    row.count(
                        generator.sent(), generator.acked(), servers.get(system).readable(cell));
                  }));
    } finally {
      for (Generator generator : generators.values()) {
        generator.close();
      }
    }
    if (tier == Tier.PAGE_CACHE && shape.equals(Shape.FLEET)) {
      servers.forEach(
          (system, server) -> {
            if (system.name().equals(IngestResults.OURS)) {
              guarded(tier, shape, system, row -> measureFlatness(row, server));
            }
          });
    }
  }

  /** The same total rate, each frame sent at once, over more and more connections. */
  private void measureFlatness(Row row, BenchServer server) throws IOException {
    double rate = row.lastFramesPerSecond() / 2;
    if (rate == 0) {
      return;
    }
    Duration time = plan.step().plus(plan.probe());
    for (int connections : FLATNESS_CONNECTIONS) {
      Shape shape = Shape.fleet("flat-" + connections, connections);
      try (Generator generator =
          Generator.connect(server.address(), server.open(shape.name(), connections), shape)) {
        long cpuNs = server.cpuNs();
        StepResult result = generator.offer(rate, time);
        results.addFlatness(connections, (server.cpuNs() - cpuNs) / (double) result.acked());
        row.count(generator.sent(), generator.acked(), server.readable(shape.name()));
      }
    }
  }

  private Row row(Tier tier, Shape shape, BenchSystem system) {
    return results.row(tier, shape, system.name(), system.isPeer());
  }

  private void tell(String when, Row row, Sustained found) {
    progress.accept(
        String.format(
            Locale.ROOT,
            "%s, %s, %s: %.1f k frames/s, %.1f k per CPU-second, core %.0f %% busy;"
                + " saturated %.1f k/s",
            when,
            row.shape.name(),
            row.system,
            found.framesPerSecond() / 1e3,
            found.framesPerCpuSecond() / 1e3,
            found.busyRatio() * 100,
            found.saturatedPerSecond() / 1e3));
  }

  /** A system that fails spoils its own row and nothing else. */
  private void guarded(Tier tier, Shape shape, BenchSystem system, Measurement measurement) {
    Row row = row(tier, shape, system);
    try {
      measurement.on(row);
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      row.fail(e.getMessage());
      progress.accept(tier.title() + ", " + shape.name() + ", " + system.name() + ": " + e);
    }
  }

  private interface Measurement {
    void on(Row row) throws IOException;
  }
}
