package io.yardang.testbase.bench;

import io.yardang.testbase.bench.RateSearch.Sustained;
import io.yardang.testbase.bench.load.Generator;
import io.yardang.testbase.bench.load.StepResult;
import io.yardang.testbase.bench.server.BenchServer;
import io.yardang.testbase.bench.server.BenchSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Measures the systems side by side.
 *
 * <p>The servers of a tier run side by side from the tier's first round to its last, so that those
 * with a just-in-time compiler are warm. In each round and shape the systems follow each other cell
 * by cell, another one first in each round. First each one's sustained rate is searched; then, when
 * all are known, half of the slowest one's is offered to each. Every cell writes to a place of its
 * own, and ends with the comparison of what was sent, acknowledged and can be read back. A system
 * that breaks down is told, and left out when it has done so three times in a tier.
 */
public final class IngestBench {
  private static final List<Integer> FLATNESS_CONNECTIONS = List.of(1, 10, 100, 1_000);
  private static final int FLATNESS_BURST = 64;
  private static final double FLATNESS_FRAMES_PER_SECOND = 300_000;
  private static final int MAX_BREAKDOWNS = 3;
  private static final Duration WARM_UP_STEP = Duration.ofMillis(250);

  private final IngestPlan plan;
  private final List<BenchSystem> systems;
  private final Consumer<String> progress;
  private final IngestResults results = new IngestResults();
  private final Map<BenchServer, Integer> breakdowns = new HashMap<>();

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
    for (Tier tier : plan.tiers()) {
      runTier(tier);
    }
    return new Outcome(new IngestReport(results, plan, systems), results);
  }

  private void runTier(Tier tier) throws IOException {
    Path dir = plan.work().resolve(tier.name());
    // Where an earlier run was interrupted, its data is still there.
    Folders.delete(dir);
    Files.createDirectories(dir);
    Map<BenchSystem, BenchServer> servers = new LinkedHashMap<>();
    try {
      if (plan.fillsPageCache()) {
        progress.accept(tier.title() + ": memory is filled with clean pages …");
        FullPageCache.fill(dir);
      }
      for (BenchSystem system : systems) {
        tryStart(system, tier, dir.resolve(system.name()))
            .ifPresent(server -> servers.put(system, server));
      }
      for (int round = 1; round <= plan.rounds(); round++) {
        for (Shape shape : plan.shapes()) {
          runShape(round, tier, shape, rotated(servers, round))
              .forEach(system -> servers.remove(system).close());
        }
        for (int group : BareLoop.GROUPS) {
          DirtyPages.settle(plan.work());
          results.addBareLoop(tier, group, BareLoop.run(dir, tier, group, plan.probe()));
        }
      }
    } finally {
      servers.values().forEach(BenchServer::close);
      Folders.delete(dir);
    }
  }

  /** Another one first in each round. */
  private static Map<BenchSystem, BenchServer> rotated(
      Map<BenchSystem, BenchServer> servers, int round) {
    List<BenchSystem> order = new ArrayList<>(servers.keySet());
    Collections.rotate(order, 1 - round);
    Map<BenchSystem, BenchServer> rotated = new LinkedHashMap<>();
    order.forEach(system -> rotated.put(system, servers.get(system)));
    return rotated;
  }

  private Optional<BenchServer> tryStart(BenchSystem system, Tier tier, Path dir) {
    try {
      return system.absentFrom(tier).isEmpty()
          ? Optional.of(start(system, tier, dir))
          : Optional.empty();
    } catch (IOException | RuntimeException e) {
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
        progress.accept(tier.title() + ": " + system.name() + " warms up …");
        warmUp(server, Shape.fleet("fleet-100", 100), 0.85);
        warmUp(server, Shape.FIREHOSE_10, 0.15);
      }
      return server;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Until the server has had the CPU time that its compiler needs, however busy the machine is. */
  private void warmUp(BenchServer server, Shape shape, double share) throws IOException {
    String cell = "warm-" + shape.name();
    long warmUpNs = (long) (plan.warmUp().toNanos() * share);
    long enoughNs = server.cpuNs() + warmUpNs;
    long giveUpNs = System.nanoTime() + warmUpNs * 3;
    try (Generator generator = connect(server, cell, shape)) {
      while (server.cpuNs() < enoughNs && System.nanoTime() < giveUpNs) {
        generator.saturate(WARM_UP_STEP);
      }
      server.readable(cell);
    }
  }

  /** Gives the systems that are to be left out from now on. */
  private Set<BenchSystem> runShape(
      int round, Tier tier, Shape shape, Map<BenchSystem, BenchServer> servers) {
    String in = "-" + shape.name() + "-" + round;
    Set<BenchSystem> broken = new HashSet<>();
    servers.forEach(
        (system, server) -> {
          Row row = row(tier, shape, system);
          if (!cell(
              row, server, shape, "rate" + in, load -> searchRate(round, row, server, load))) {
            broken.add(system);
          }
        });
    broken.forEach(servers::remove);
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
            if (!cell(
                row,
                server,
                shape,
                "latency" + in,
                load -> row.add(load.offer(slowest / 2, plan.latency())))) {
              broken.add(system);
            }
          });
    }
    if (tier == Tier.PAGE_CACHE && shape.equals(Shape.FLEET)) {
      servers.entrySet().stream()
          .filter(entry -> entry.getKey().name().equals(IngestResults.OURS))
          .forEach(
              entry -> measureFlatness(round, row(tier, shape, entry.getKey()), entry.getValue()));
    }
    return broken;
  }

  private void searchRate(int round, Row row, BenchServer server, Generator load)
      throws IOException {
    RateSearch search = new RateSearch(server, load, plan);
    Sustained found = search.find();
    row.add(found);
    tell(round, row, found, search.tried());
  }

  /** The same total rate in writes of the same size, over more and more connections. */
  private void measureFlatness(int round, Row row, BenchServer server) {
    Duration time = plan.step().multipliedBy(2);
    for (int connections : FLATNESS_CONNECTIONS) {
      Shape shape = Shape.bursts("flat-" + connections, connections, FLATNESS_BURST);
      cell(
          row,
          server,
          shape,
          shape.name() + "-" + round,
          load -> {
            long cpuNs = server.cpuNs();
            StepResult result = load.offer(FLATNESS_FRAMES_PER_SECOND, time);
            results.addFlatness(connections, (server.cpuNs() - cpuNs) / (double) result.acked());
          });
    }
  }

  /**
   * One cell; a system that fails in it spoils its own row and nothing else.
   *
   * @return false: it has broken down too often to go on with it
   */
  private boolean cell(Row row, BenchServer server, Shape shape, String name, Measurement measure) {
    try {
      DirtyPages.settle(plan.work());
      try (Generator generator = connect(server, name, shape)) {
        measure.with(generator);
        row.count(generator.sent(), generator.acked(), server.readable(name));
      }
      return true;
    } catch (IOException | RuntimeException e) {
      row.fail(e.toString());
      progress.accept(row.tier.title() + ", " + name + ", " + row.system + ": " + e);
      return breakdowns.merge(server, 1, Integer::sum) < MAX_BREAKDOWNS;
    }
  }

  private static Generator connect(BenchServer server, String cell, Shape shape)
      throws IOException {
    return Generator.connect(server.address(), server.open(cell, shape.connections()), shape);
  }

  private Row row(Tier tier, Shape shape, BenchSystem system) {
    return results.row(
        tier, shape, system.name(), system.isPeer(), system.promisesLess(tier).isEmpty());
  }

  private void tell(int round, Row row, Sustained found, String tried) {
    progress.accept(
        String.format(
            Locale.ROOT,
            "round %d/%d, %s, %s, %s: %.1f k frames/s, %.1f k per CPU-second, core %.0f %% busy;"
                + " saturated %.1f k/s; tried%s",
            round,
            plan.rounds(),
            row.tier.title(),
            row.shape.name(),
            row.system,
            found.framesPerSecond() / 1e3,
            found.framesPerCpuSecond() / 1e3,
            found.busyRatio() * 100,
            found.saturatedPerSecond() / 1e3,
            tried));
  }

  private interface Measurement {
    void with(Generator generator) throws IOException;
  }
}
