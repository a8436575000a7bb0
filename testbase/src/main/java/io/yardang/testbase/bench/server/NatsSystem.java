package io.yardang.testbase.bench.server;

import io.yardang.testbase.bench.Tier;
import io.yardang.testbase.bench.wire.NatsWire;
import io.yardang.testbase.bench.wire.RefusedException;
import io.yardang.testbase.bench.wire.WireProtocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** NATS JetStream, file storage, one replica, one subject per stream. */
public final class NatsSystem implements BenchSystem {
  private static final Pattern MESSAGES = Pattern.compile("\"messages\":(\\d+)");

  @Override
  public String name() {
    return "jetstream";
  }

  @Override
  public Optional<String> absentFrom(Tier tier) {
    return tier == Tier.DISK
        ? Optional.of(
            "Debian's nats-server 2.9 cannot force before it acknowledges (sync_interval: always"
                + " came with 2.10)")
        : Commands.missing("nats-server", "nats-server");
  }

  @Override
  public String version() {
    return Commands.firstLine("nats-server", "--version");
  }

  @Override
  public String settings(Tier tier) {
    return "stream with file storage, 1 replica, limits retention; asynchronous publish with"
        + " acknowledgement; acknowledges after the write to its file";
  }

  @Override
  public BenchServer start(Tier tier, Path dir) throws IOException {
    int port = ServerProcess.freePort();
    Path config = dir.resolve("nats.conf");
    Files.writeString(
        config,
        """
        host: 127.0.0.1
        port: %d
        # Its pings would only be noise: no connection lives that long.
        ping_interval: "60m"
        max_connections: 10000
        jetstream { store_dir: "%s", max_file_store: 64GB, max_memory_store: 256MB }
        """
            .formatted(port, dir.resolve("store")));
    List<String> command =
        List.of(
            Commands.find("nats-server").orElseThrow().toString(), "--config", config.toString());
    return new Server(ServerProcess.start(command, Map.of(), dir, port));
  }

  private record Server(ServerProcess process) implements BenchServer {
    @Override
    public WireProtocol open(String cell, int connections) throws IOException {
      request(
          "STREAM.CREATE." + cell,
          "{\"name\":\"%s\",\"subjects\":[\"%s\"],\"retention\":\"limits\",\"storage\":\"file\",\"num_replicas\":1,\"max_consumers\":-1,\"max_msgs\":-1,\"max_bytes\":-1,\"discard\":\"old\"}"
              .formatted(cell, cell));
      return connection -> new NatsWire(cell, connection);
    }

    @Override
    public OptionalLong readable(String cell) throws IOException {
      Matcher messages = MESSAGES.matcher(request("STREAM.INFO." + cell, ""));
      if (!messages.find()) {
        throw new RefusedException("jetstream tells no number of messages of " + cell);
      }
      return OptionalLong.of(Long.parseLong(messages.group(1)));
    }

    /** One request to JetStream's API; its answer. */
    private String request(String api, String body) throws IOException {
      try (AdminConnection nats = new AdminConnection(address())) {
        nats.send(
            "CONNECT {\"verbose\":false}\r\nSUB admin 1\r\nPUB $JS.API.%s admin %d\r\n%s\r\n"
                .formatted(api, body.length(), body));
        String line = nats.readLine();
        while (!line.startsWith("MSG ")) {
          if (line.startsWith("-ERR")) {
            throw new RefusedException("nats: " + line);
          }
          line = nats.readLine();
        }
        int bytes = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
        String answer = new String(nats.readBytes(bytes), StandardCharsets.UTF_8);
        if (answer.contains("\"error\"")) {
          throw new RefusedException("jetstream: " + api + ": " + answer);
        }
        return answer;
      }
    }
  }
}
