package io.yardang.testbase.torture;

import io.yardang.testbase.Yardang;
import io.yardang.testbase.bench.server.OwnJvm;
import io.yardang.v1.AckLevel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code yardang gateway}, or one whose files roll fast, in a process of its own: to be killed. */
final class GatewayProcess implements AutoCloseable {
  private static final String GATEWAY_ID = "torture";
  private static final long START_LIMIT_NS = Duration.ofSeconds(60).toNanos();
  private static final long LOOK_EVERY_NS = Duration.ofMillis(10).toNanos();
  private static final int LOG_TAIL_CHARS = 2_000;

  private final Process process;
  private final int port;
  private final Path log;
  private final Thread atExit;

  private GatewayProcess(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
    atExit = new Thread(process::destroyForcibly, "end-gateway");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts it; does not wait until it listens.
   *
   * @param data its data folder
   * @param settings beside these, by their environment variables
   */
  static GatewayProcess start(Path data, int port, Path log, Map<String, String> settings)
      throws IOException {
    return startUnder(List.of(), data, port, log, settings);
  }

  /** The same, as the child of a command that watches it. */
  static GatewayProcess startUnder(
      List<String> watcher, Path data, int port, Path log, Map<String, String> settings)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(shortLived(Yardang.class, "gateway"));
    builder.command().addAll(0, watcher);
    Map<String, String> environment = builder.environment();
    environment.put("YARDANG_DATA", data.toString());
    environment.put("YARDANG_GATEWAY_ID", GATEWAY_ID);
    environment.put("YARDANG_GATEWAY_PORT", Integer.toString(port));
    environment.put("YARDANG_GATEWAY_ADMIN_PORT", "-1");
    environment.put("YARDANG_GATEWAY_PLAINTEXT", "true");
    environment.putAll(settings);
    return start(builder, port, log);
  }

  /** Starts a {@link RollingGateway}, the first of its journal or another one. */
  static GatewayProcess startRolling(
      Path data, int port, Path log, AckLevel level, Instant firstStart) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            shortLived(
                RollingGateway.class,
                journalIn(data).toString(),
                Integer.toString(port),
                level.name(),
                Long.toString(firstStart.toEpochMilli())));
    return start(builder, port, log);
  }

  /** It lives for a second: what C2 would compile never pays. */
  private static List<String> shortLived(Class<?> main, String... arguments) {
    List<String> command = OwnJvm.command(main, arguments);
    command.addAll(1, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.removeIf(flag -> flag.equals("-XX:+UseParallelGC"));
    return command;
  }

  private static GatewayProcess start(ProcessBuilder builder, int port, Path log)
      throws IOException {
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new GatewayProcess(builder.start(), port, log);
  }

  /** The setting of the level at which it acknowledges. */
  static Map<String, String> level(AckLevel level) {
    return Map.of("YARDANG_GATEWAY_ACK_LEVEL", level.name().replace("ACK_LEVEL_", ""));
  }

  /** Where a gateway with this data folder has its journal. */
  static Path journalIn(Path data) {
    return data.resolve("journals").resolve(GATEWAY_ID);
  }

  /** A port of loopback that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  void awaitListening() throws IOException {
    long giveUpNs = System.nanoTime() + START_LIMIT_NS;
    while (!accepts()) {
      if (!process.isAlive() || System.nanoTime() > giveUpNs) {
        throw new IllegalStateException(
            "the gateway does not listen on port " + port + "; its log ends: " + logTail());
      }
      LockSupport.parkNanos(LOOK_EVERY_NS);
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private String logTail() throws IOException {
    String text = Files.readString(log);
    return text.substring(Math.max(0, text.length() - LOG_TAIL_CHARS));
  }

  /** SIGKILL; returns when the kernel has taken the process apart. */
  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("process " + process.pid() + " outlives SIGKILL by 10 s");
      }
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
