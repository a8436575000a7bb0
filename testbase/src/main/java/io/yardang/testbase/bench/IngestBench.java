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
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures the systems side by side.
 *
 * <p>Each round starts every server of a tier anew; within a shape the systems follow each other
 * cell by cell, another one first in each round. First each one's sustained rate is searched; then,
 * when all are known, half of the slowest one's is offered to each. Every cell writes to a place of
 * its own, and ends with the comparison of what was sent, acknowledged and can be read back.
 */
public final class IngestBench {
  private static final List<Integer> FLATNESS_CONNECTIONS = List.of(1, 10, 100, 1_000);
  private static final Duration WARM_UP_STEP = Duration.ofMillis(250);

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
    Path dir = plan.work().resolve(tier.name() + "-" + round);
    // Where an earlier run was interrupted, its data is still there.
    Folders.delete(dir);
    Files.createDirectories(dir);
    Map<BenchSystem, BenchServer> servers = new LinkedHashMap<>();
    try {
      for (BenchSystem system : rotated(round)) {
        if (system.absentFrom(tier).isEmpty()) {
          tryStart(system, tier, dir.resolve(system.name()))
              .ifPresent(server -> servers.put(system, server));
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

  private Optional<BenchServer> tryStart(BenchSystem system, Tier tier, Path dir) {
    try {
      return Optional.of(start(system, tier, dir));
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      progress.accept(tier.title() + ", " + system.name() + " does not start: " + e.getMessage());
      for (Shape shape : plan.shapes()) {
        row(tier, shape, system).fail("does not start: " + e.getMessage());
      }
      return Optional.empty();
    }
  }

  private BenchServer start(BenchSystem system, Tier tier, Path dir) throws IOException {
    BenchServer server = system.start(tier, Files.createDirectories(dir));
    try {
      if (system.isJvm()) {
        warmUp(server, Shape.fleet("fleet-100", 100));
        warmUp(server, Shape.FIREHOSE_10);
      }
      return server;
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      server.close();
      throw e;
    }
  }

  /** Until the server has had the CPU time that its compiler needs, however busy the machine is. */
  private void warmUp(BenchServer server, Shape shape) throws IOException {
    String cell = "warm-" + shape.name();
    long enoughNs = server.cpuNs() + plan.warmUp().toNanos() / 2;
    long giveUpNs = System.nanoTime() + plan.warmUp().toNanos() * 2;
    try (Generator generator = connect(server, cell, shape)) {
      while (server.cpuNs() < enoughNs && System.nanoTime() < giveUpNs) {
        generator.saturate(WARM_UP_STEP);
      }
      server.readable(cell);
    }
  }

  private void runShape(
      String when, Tier tier, Shape shape, Map<BenchSystem, BenchServer> servers) {
    servers.forEach(
        (system, server) -> {
          Row row = row(tier, shape, system);
          cell(
              row,
              server,
              shape,
              shape.name() + "-rate",
              load -> searchRate(when, row, server, load));
        });
    double slowest =
        servers.keySet().stream()
            .mapToDouble(system -> row(tier, shape, system).lastFramesPerSecond())
            .filter(rate -> rate > 0)
            .min()
            .orElse(0);
    if (slowest > 0) {
      servers.forEach(
          (system, server) -> {
            Row row = row(tier, shape, system);
            cell(
                row,
                server,
                shape,
                shape.name() + "-latency",
                load -> row.add(load.offer(slowest / 2, plan.latency())));
          });
    }
    if (tier == Tier.PAGE_CACHE && shape.equals(Shape.FLEET)) {
      servers.entrySet().stream()
          .filter(entry -> entry.getKey().name().equals(IngestResults.OURS))
          .forEach(entry -> measureFlatness(row(tier, shape, entry.getKey()), entry.getValue()));
    }
  }

  private void searchRate(String when, Row row, BenchServer server, Generator load)
      throws IOException {
    Sustained found = new RateSearch(server, load, plan).find();
    row.add(found);
    tell(when, row, found);
  }

  /** The same total rate, each frame sent at once, over more and more connections. */
  private void measureFlatness(Row row, BenchServer server) {
    double rate = row.lastFramesPerSecond() / 2;
    if (rate == 0) {
      return;
    }
    Duration time = plan.step().plus(plan.probe());
    for (int connections : FLATNESS_CONNECTIONS) {
      Shape shape = Shape.fleet("flat-" + connections, connections);
      cell(
          row,
          server,
          shape,
          shape.name(),
          load -> {
            long cpuNs = server.cpuNs();
            StepResult result = load.offer(rate, time);
            results.addFlatness(connections, (server.cpuNs() - cpuNs) / (double) result.acked());
          });
    }
  }

  /** One cell; a system that fails in it spoils its own row and nothing else. */
  private void cell(Row row, BenchServer server, Shape shape, String name, Measurement measure) {
    try {
      DirtyPages.settle(plan.work());
      try (Generator generator = connect(server, name, shape)) {
        measure.with(generator);
        row.count(generator.sent(), generator.acked(), server.readable(name));
      }
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      row.fail(e.getMessage());
      progress.accept(row.tier.title() + ", " + name + ", " + row.system + ": " + e.getMessage());
    }
  }

  private static Generator connect(BenchServer server, String cell, Shape shape)
      throws IOException {
    return Generator.connect(server.address(), server.open(cell, shape.connections()), shape);
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

  private interface Measurement {
    void with(Generator generator) throws IOException;
  }
}
