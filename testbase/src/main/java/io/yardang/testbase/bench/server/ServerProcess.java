package io.yardang.testbase.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A server's own process: pinned to core 0, listening on loopback, ended by its pid. */
public final class ServerProcess implements AutoCloseable {
  /** The server's core; the generator has {@link #GENERATOR_CORE}. */
  public static final int SERVER_CORE = 0;

  public static final int GENERATOR_CORE = 1;

  private static final long START_LIMIT_NS = Duration.ofSeconds(60).toNanos();
  private static final long LOOK_EVERY_NS = Duration.ofMillis(20).toNanos();
  // Linux reports CPU times to user space in hundredths of a second.
  private static final long TICK_NS = 10_000_000;
  // Where /proc/PID/stat has them, behind the name.
  private static final int UTIME = 11;
  private static final int STIME = 12;
  private static final int CUTIME = 13;
  private static final int CSTIME = 14;
  private static final int LOG_TAIL_CHARS = 2_000;

  private final Process process;
  private final InetSocketAddress address;
  private final Path log;
  private final Thread atExit;

  private ServerProcess(Process process, InetSocketAddress address, Path log) {
    this.process = process;
    this.address = address;
    this.log = log;
    atExit = new Thread(process::destroyForcibly, "end-server");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Starts it and waits until something listens on the port. */
  static ServerProcess start(
      List<String> command, Map<String, String> environment, Path dir, int port)
      throws IOException {
    List<String> pinned = new ArrayList<>();
    if (Pinning.isPossible()) {
      pinned.addAll(List.of("taskset", "-c", Integer.toString(SERVER_CORE)));
    }
    pinned.addAll(command);
    Path log = dir.resolve("server.log");
    ProcessBuilder builder = new ProcessBuilder(pinned).directory(dir.toFile());
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    ServerProcess server = new ServerProcess(process, address, log);
    try {
      server.awaitListening();
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** A port of loopback that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  InetSocketAddress address() {
    return address;
  }

  private void awaitListening() {
    long giveUpNs = System.nanoTime() + START_LIMIT_NS;
    while (!accepts()) {
      if (!process.isAlive() || System.nanoTime() > giveUpNs) {
        throw new IllegalStateException(
            "server does not listen on port " + address.getPort() + "; its log ends: " + logTail());
      }
      LockSupport.parkNanos(LOOK_EVERY_NS);
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(address);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String logTail() {
    try {
      String text = Files.readString(log);
      return text.substring(Math.max(0, text.length() - LOG_TAIL_CHARS));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** User and system time of the process, of its children that live and of those it has reaped. */
  long cpuNs() {
    return sumNs(List.of(UTIME, STIME, CUTIME, CSTIME));
  }

  /** What of {@link #cpuNs} is system time. */
  long kernelNs() {
    return sumNs(List.of(STIME, CSTIME));
  }

  private long sumNs(List<Integer> times) {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .mapToLong(handle -> ticks(handle.pid(), times) * TICK_NS)
        .sum();
  }

  private long ticks(long pid, List<Integer> times) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The name, in parentheses, may hold blanks; the fields are counted from the one after it.
      List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
      return times.stream().mapToLong(time -> Long.parseLong(fields.get(time))).sum();
    } catch (IOException e) {
      if (pid == process.pid()) {
        throw new UncheckedIOException("the server has ended; its log ends: " + logTail(), e);
      }
      return 0;
    }
  }

  /** Resident memory of the process itself. */
  long rssBytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElseThrow(() -> new IOException("the server has ended; its log ends: " + logTail()));
  }

  /** Ends it at once: what it wrote is thrown away anyway. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!process.isAlive()) {
      Runtime.getRuntime().removeShutdownHook(atExit);
    }
  }
}
