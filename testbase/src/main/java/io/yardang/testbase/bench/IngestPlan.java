package io.yardang.testbase.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How much is measured, and how long.
 *
 * @param rounds how often everything is measured, system beside system
 * @param shapes of load
 * @param tiers of durability
 * @param warmUp CPU time that a server with a just-in-time compiler gets before it is measured
 * @param probe how long a server is saturated to learn near which rate to search
 * @param step how long a rate is offered
 * @param maxSteps rates that are tried at most in one search
 * @param latency how long the common rate is offered for the latencies
 * @param fillsPageCache whether memory is filled with clean pages before each tier
 * @param work folder for the servers' data, on the disk that is to be measured
 */
public record IngestPlan(
    int rounds,
    List<Shape> shapes,
    List<Tier> tiers,
    Duration warmUp,
    Duration probe,
    Duration step,
    int maxSteps,
    Duration latency,
    boolean fillsPageCache,
    Path work) {
  public IngestPlan {
    if (rounds < 1 || rounds > 100) {
      throw new IllegalArgumentException("--rounds=" + rounds + ": must be 1 to 100");
    }
    shapes = List.copyOf(shapes);
    tiers = List.copyOf(tiers);
  }

  /** The measurement whose figures count: about 40 minutes with 5 rounds. */
  public static IngestPlan full(int rounds, List<Shape> shapes, List<Tier> tiers, Path work) {
    return new IngestPlan(
        rounds,
        shapes,
        tiers,
        Duration.ofSeconds(40),
        Duration.ofMillis(600),
        Duration.ofMillis(1_200),
        4,
        Duration.ofMillis(800),
        true,
        work);
  }

  /** Shows that everything works, in 3 to 4 minutes; its figures are rough. */
  public static IngestPlan quick(int rounds, List<Shape> shapes, List<Tier> tiers, Path work) {
    return new IngestPlan(
        rounds,
        shapes,
        tiers,
        Duration.ofSeconds(4),
        Duration.ofMillis(300),
        Duration.ofMillis(600),
        4,
        Duration.ofMillis(400),
        false,
        work);
  }
}
