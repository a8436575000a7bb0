package io.yardang.testbase.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yardang.testbase.bench.load.Generator;
import io.yardang.testbase.bench.load.StepResult;
import io.yardang.testbase.bench.server.BenchServer;
import io.yardang.testbase.bench.server.BenchSystem;
import io.yardang.testbase.bench.server.DecodeLimit;
import io.yardang.testbase.bench.server.KafkaSystem;
import io.yardang.testbase.bench.server.MosquittoSystem;
import io.yardang.testbase.bench.server.NatsSystem;
import io.yardang.testbase.bench.server.RedisSystem;
import io.yardang.testbase.bench.server.YardangSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The benchmark's encoders against the real servers: all that is acknowledged can be read back. */
class EverySystemTest {
  // Kept between builds: Kafka's jars need not be fetched for each.
  private static final Path KAFKA = Path.of("target/bench/kafka").toAbsolutePath();

  @TempDir static Path pki;
  @TempDir Path dir;

  static Stream<BenchSystem> systems() {
    return Stream.of(
        YardangSystem.plaintext(),
        YardangSystem.tls(pki),
        new DecodeLimit(),
        new KafkaSystem(KAFKA),
        new NatsSystem(),
        new MosquittoSystem(),
        new RedisSystem());
  }

  @ParameterizedTest
  @MethodSource("systems")
  void shouldHaveAsManyFramesToReadAsWereSentAndAcknowledged(BenchSystem system) throws Exception {
    for (Tier tier : Tier.values()) {
      Optional<String> absent = system.absentFrom(tier);
      if (tier == Tier.PAGE_CACHE) {
        assumeTrue(absent.isEmpty(), () -> system.name() + ": " + absent.orElseThrow());
      }
      if (absent.isEmpty()) {
        check(system, tier, Files.createDirectory(dir.resolve(tier.name())));
      }
    }
  }

  private static void check(BenchSystem system, Tier tier, Path serverDir) throws Exception {
    List<Shape> shapes = List.of(Shape.fleet("few", 5), Shape.FIREHOSE_1);
    try (BenchServer server = system.start(tier, serverDir)) {
      for (Shape shape : shapes) {
        String cell = "check-" + shape.name();
        try (Generator generator =
            Generator.connect(server.address(), server.open(cell, shape.connections()), shape)) {
          StepResult offered = generator.offer(5_000, Duration.ofMillis(200));
          StepResult saturated = generator.saturate(Duration.ofMillis(100));

          String what = system.name() + " " + tier + " " + shape.name();
          assertThat(offered.sent()).as(what).isEqualTo(1_000);
          assertThat(offered.acked()).as(what).isEqualTo(1_000);
          assertThat(offered.latencyMs(50)).as(what).isPositive();
          assertThat(saturated.acked()).as(what).isPositive().isEqualTo(saturated.sent());
          assertThat(generator.acked()).as(what).isEqualTo(generator.sent());
          OptionalLong readable = server.readable(cell);
          if (!(system instanceof DecodeLimit)) {
            assertThat(readable).as(what).hasValue(generator.acked());
          }
        }
      }
      assertThat(server.cpuNs()).as(system.name()).isPositive();
    }
  }
}
