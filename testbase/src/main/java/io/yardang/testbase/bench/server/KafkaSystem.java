package io.yardang.testbase.bench.server;

import io.yardang.testbase.bench.Tier;
import io.yardang.testbase.bench.wire.KafkaWire;
import io.yardang.testbase.bench.wire.WireProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/** Apache Kafka: one KRaft node that is broker and controller; a topic per cell. */
public final class KafkaSystem implements BenchSystem {
  // Those of Kafka's own start script.
  private static final List<String> JVM_FLAGS =
      List.of(
          "-Xms1g",
          "-Xmx1g",
          "-server",
          "-XX:+UseG1GC",
          "-XX:MaxGCPauseMillis=20",
          "-XX:InitiatingHeapOccupancyPercent=35",
          "-XX:+ExplicitGCInvokesConcurrent",
          "-Djava.awt.headless=true");
  private static final String CLUSTER_ID = "eWFyZGFuZy1iZW5jaC0wMQ";
  private static final int MAX_PARTITIONS = 8;
  private static final Duration LEADER_LIMIT = Duration.ofSeconds(30);

  private final Path jarFolder;

  /**
   * @param jarFolder where Maven puts its jars
   */
  public KafkaSystem(Path jarFolder) {
    this.jarFolder = jarFolder;
  }

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public boolean isJvm() {
    return true;
  }

  @Override
  public Optional<String> absentFrom(Tier tier) {
    try {
      KafkaJars.fetch(jarFolder);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("Maven cannot fetch it: " + e.getMessage());
    }
  }

  @Override
  public String version() {
    try {
      return "Apache Kafka " + KafkaJars.version(KafkaJars.fetch(jarFolder));
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  @Override
  public String settings(Tier tier) {
    return "KRaft, 1 node, 1 replica, acks=1 (the same as all), no compression, batches up to 1 MB"
        + " one per request, pipelined; "
        + (tier == Tier.DISK
            ? "flush.messages=1, up to 8 partitions; acknowledges after the force"
            : "up to 8 partitions, no flush settings; acknowledges after the write");
  }

  @Override
  public BenchServer start(Tier tier, Path dir) throws IOException {
    Path jars = KafkaJars.fetch(jarFolder);
    int port = ServerProcess.freePort();
    Path config = dir.resolve("server.properties");
    Files.writeString(config, properties(port, ServerProcess.freePort(), dir));
    Commands.run(
        java(jars, List.of("-Xmx256m"), "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c")
            .with(config.toString())
            .toArray());
    List<String> command = java(jars, JVM_FLAGS, "kafka.Kafka").with(config.toString()).arguments();
    return new Server(ServerProcess.start(command, Map.of(), dir, port), tier);
  }

  private static String properties(int port, int controllerPort, Path dir) {
    return """
    process.roles=broker,controller
    node.id=1
    controller.quorum.voters=1@127.0.0.1:%2$d
    listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
    advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
    controller.listener.names=CONTROLLER
    log.dirs=%3$s
    offsets.topic.replication.factor=1
    group.initial.rebalance.delay.ms=0
    """
        .formatted(port, controllerPort, dir.resolve("logs"));
  }

  private record Java(List<String> arguments) {
    Java with(String argument) {
      List<String> more = new ArrayList<>(arguments);
      more.add(argument);
      return new Java(more);
    }

    String[] toArray() {
      return arguments.toArray(String[]::new);
    }
  }

  private static Java java(Path jars, List<String> flags, String... mainAndArguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", jars + "/*"));
    command.addAll(List.of(mainAndArguments));
    return new Java(command);
  }

  private record Server(ServerProcess process, Tier tier) implements BenchServer {
    @Override
    public WireProtocol open(String cell, int connections) throws IOException {
      int partitions = Math.min(connections, MAX_PARTITIONS);
      try (KafkaAdmin admin = new KafkaAdmin(address())) {
        admin.createTopic(
            cell, partitions, tier == Tier.DISK ? Map.of("flush.messages", "1") : Map.of());
        for (int partition = 0; partition < partitions; partition++) {
          awaitLeader(admin, cell, partition);
        }
      }
      return connection -> new KafkaWire(cell, connection % partitions);
    }

    private static void awaitLeader(KafkaAdmin admin, String topic, int partition)
        throws IOException {
      long giveUpNs = System.nanoTime() + LEADER_LIMIT.toNanos();
      while (admin.endOffset(topic, partition) < 0) {
        if (System.nanoTime() > giveUpNs) {
          throw new IOException("kafka: no leader of " + topic + "-" + partition + " in 30 s");
        }
        LockSupport.parkNanos(10_000_000);
      }
    }

    @Override
    public OptionalLong readable(String cell) throws IOException {
      try (KafkaAdmin admin = new KafkaAdmin(address())) {
        long records = 0;
        for (int partition = 0; partition < MAX_PARTITIONS; partition++) {
          records += Math.max(0, admin.endOffset(cell, partition));
        }
        return OptionalLong.of(records);
      }
    }
  }
}
