package io.yardang.testbase.bench.server;

import io.yardang.testbase.bench.Tier;
import io.yardang.testbase.bench.wire.MqttWire;
import io.yardang.testbase.bench.wire.RefusedException;
import io.yardang.testbase.bench.wire.WireProtocol;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Mosquitto at QoS 1. A subscriber that is away, with a session that the broker keeps, makes it
 * queue every message; that subscriber comes back to count them.
 */
public final class MosquittoSystem implements BenchSystem {
  // The queue comes without a pause; silence for so long means that it is empty.
  private static final int QUIET_MS = 700;
  private static final int PUBLISH = 3;
  private static final byte SUBSCRIBE = (byte) 0x82;

  @Override
  public String name() {
    return "mosquitto";
  }

  @Override
  public Optional<String> absentFrom(Tier tier) {
    return tier == Tier.DISK
        ? Optional.of("it cannot force before its PUBACK")
        : Commands.missing("mosquitto", "mosquitto");
  }

  @Override
  public String version() {
    try {
      // It tells its version only with its usage, which it ends with a failure.
      Commands.run(Commands.find("mosquitto").orElseThrow().toString(), "-h");
      return "mosquitto";
    } catch (IOException e) {
      return e.getMessage()
          .lines()
          .filter(l -> l.contains("version"))
          .findFirst()
          .orElse("")
          .replaceAll(".*(mosquitto version [0-9.]+).*", "$1");
    }
  }

  @Override
  public String settings(Tier tier) {
    return "QoS 1, persistence true, autosave_interval 1800, unlimited queues, set_tcp_nodelay"
        + " true";
  }

  @Override
  public Optional<String> promisesLess(Tier tier) {
    return Optional.of(
        "PUBACK when the message is queued in memory for the absent subscriber, and no setting makes"
            + " it write first: autosave_on_changes and a shorter autosave_interval only write the"
            + " whole queue sooner after it; so kill -9 loses acknowledged messages");
  }

  @Override
  public BenchServer start(Tier tier, Path dir) throws IOException {
    int port = ServerProcess.freePort();
    Path config = dir.resolve("mosquitto.conf");
    Files.writeString(
        config,
        """
        listener %d 127.0.0.1
        allow_anonymous true
        user root
        persistence true
        persistence_location %s/
        max_queued_messages 0
        max_inflight_messages 0
        set_tcp_nodelay true
        sys_interval 0
        log_type error
        """
            .formatted(port, dir));
    List<String> command =
        List.of(Commands.find("mosquitto").orElseThrow().toString(), "-c", config.toString());
    return new Server(ServerProcess.start(command, Map.of(), dir, port));
  }

  private record Server(ServerProcess process) implements BenchServer {
    @Override
    public WireProtocol open(String cell, int connections) throws IOException {
      try (AdminConnection subscriber = subscriber(cell, false)) {
        ByteBuffer subscribe = ByteBuffer.allocate(64);
        subscribe.put(SUBSCRIBE).put((byte) (5 + cell.length())).putShort((short) 1);
        subscribe.putShort((short) cell.length()).put(cell.getBytes(StandardCharsets.US_ASCII));
        subscriber.send(subscribe.put((byte) 1).flip());
        byte[] suback = subscriber.readBytes(5);
        if (suback[4] != 1) {
          throw new RefusedException("mosquitto grants QoS " + suback[4] + ", not 1");
        }
      }
      return connection -> new MqttWire(cell, cell + "-" + connection);
    }

    /** A clean session makes the broker forget the kept one, and its queue. */
    private AdminConnection subscriber(String cell, boolean clean) throws IOException {
      AdminConnection subscriber = new AdminConnection(address());
      ByteBuffer connect = ByteBuffer.allocate(128);
      new MqttWire(cell, "reader-of-" + cell, clean).greet(connect);
      subscriber.send(connect.flip());
      byte[] connack = subscriber.readBytes(4);
      if (connack[3] != 0) {
        throw new RefusedException("mosquitto refuses the subscriber: " + connack[3]);
      }
      return subscriber;
    }

    /** Takes message after message until no more comes; with no limit none waits for a PUBACK. */
    @Override
    public OptionalLong readable(String cell) throws IOException {
      long messages = 0;
      try (AdminConnection subscriber = subscriber(cell, false)) {
        subscriber.timeout(QUIET_MS);
        while (true) {
          int type = subscriber.readByte();
          subscriber.readBytes(remainingLength(subscriber));
          if (type >> 4 == PUBLISH) {
            messages++;
          }
        }
      } catch (SocketTimeoutException e) {
        subscriber(cell, true).close();
        return OptionalLong.of(messages);
      }
    }

    private static int remainingLength(AdminConnection in) throws IOException {
      int length = 0;
      for (int shift = 0; ; shift += 7) {
        int next = in.readByte();
        length |= (next & 0x7F) << shift;
        if (next < 0x80) {
          return length;
        }
      }
    }
  }
}
