package io.yardang.testbase.bench.server;

import io.yardang.testbase.bench.Tier;
import io.yardang.testbase.bench.wire.RedisWire;
import io.yardang.testbase.bench.wire.WireProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Redis streams. One stream takes the frames of all connections. Redis writes its append-only file
 * before it answers; in the page cache tier it leaves forcing to the kernel, since with everysec an
 * answer may overtake a write that waits for a force.
 */
public final class RedisSystem implements BenchSystem {
  @Override
  public String name() {
    return "redis";
  }

  @Override
  public Optional<String> absentFrom(Tier tier) {
    return Commands.missing("redis-server", "redis-server");
  }

  @Override
  public String version() {
    return Commands.firstLine("redis-server", "--version").replaceAll(" sha=.*", "");
  }

  @Override
  public String settings(Tier tier) {
    return "appendonly yes, appendfsync "
        + fsync(tier)
        + ", save \"\", auto-aof-rewrite-percentage 0; XADD to one stream; answers after the"
        + (tier == Tier.DISK ? " append-only file is forced" : " write to the append-only file");
  }

  private static String fsync(Tier tier) {
    return tier == Tier.DISK ? "always" : "no";
  }

  @Override
  public BenchServer start(Tier tier, Path dir) throws IOException {
    int port = ServerProcess.freePort();
    List<String> command =
        List.of(
            Commands.find("redis-server").orElseThrow().toString(),
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--dir",
            dir.toString(),
            "--appendonly",
            "yes",
            "--appendfsync",
            fsync(tier),
            "--save",
            "",
            "--auto-aof-rewrite-percentage",
            "0");
    return new Server(ServerProcess.start(command, Map.of(), dir, port));
  }

  private record Server(ServerProcess process) implements BenchServer {
    @Override
    public WireProtocol open(String cell, int connections) {
      return connection -> new RedisWire(cell);
    }

    @Override
    public OptionalLong readable(String cell) throws IOException {
      try (AdminConnection redis = new AdminConnection(address())) {
        redis.send("XLEN " + cell + "\r\n");
        long length = Long.parseLong(redis.readLine().substring(1));
        // A stream lives in memory: the next cell's must have room.
        redis.send("UNLINK " + cell + "\r\n");
        redis.readLine();
        return OptionalLong.of(length);
      }
    }
  }
}
