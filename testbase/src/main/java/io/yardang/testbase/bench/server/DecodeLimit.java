package io.yardang.testbase.bench.server;

import io.yardang.testbase.bench.Tier;
import io.yardang.testbase.bench.wire.WireProtocol;
import io.yardang.testbase.bench.wire.YardangWire;
import io.yardang.v1.AckLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The bare limit: our gateway, but frames are only decoded, counted and acknowledged. */
public final class DecodeLimit implements BenchSystem {
  @Override
  public String name() {
    return "decode-limit";
  }

  @Override
  public boolean isPeer() {
    return false;
  }

  @Override
  public boolean isJvm() {
    return true;
  }

  @Override
  public Optional<String> absentFrom(Tier tier) {
    return tier == Tier.DISK
        ? Optional.of("it writes nothing; that tier's limit is the loop below")
        : Optional.empty();
  }

  @Override
  public String version() {
    return "our gateway without a journal behind it";
  }

  @Override
  public String settings(Tier tier) {
    return "plaintext; acknowledges what it has decoded and counted, and keeps nothing";
  }

  @Override
  public BenchServer start(Tier tier, Path dir) throws IOException {
    int port = ServerProcess.freePort();
    String journal = dir.resolve("journal").toString();
    return new Server(
        ServerProcess.start(
            OwnJvm.command(CountingGateway.class, Integer.toString(port), journal),
            Map.of(),
            dir,
            port));
  }

  private record Server(ServerProcess process) implements BenchServer {
    @Override
    public WireProtocol open(String cell, int connections) {
      return connection -> new YardangWire("BENCH-" + connection, AckLevel.ACK_LEVEL_PAGE_CACHE);
    }

    @Override
    public OptionalLong readable(String cell) {
      return OptionalLong.empty();
    }
  }
}
