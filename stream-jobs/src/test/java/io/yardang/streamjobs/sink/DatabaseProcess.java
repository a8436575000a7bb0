package io.yardang.streamjobs.sink;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.domain.InfluxQLQuery;
import com.influxdb.query.InfluxQLQueryResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;

/** A real database server of the Debian packages, as a child process on a loopback port. */
public final class DatabaseProcess implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Process process;
  private final String url;

  private DatabaseProcess(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** InfluxDB 1.x; skips the test where the package is not installed, but fails in CI. */
  public static DatabaseProcess influxDb(Path dir, int port) throws IOException {
    Path config =
        Files.writeString(
            dir.resolve("influxdb.conf"),
            """
            reporting-disabled = true
            bind-address = "127.0.0.1:%d"
            [meta]
            dir = "%s/meta"
            [data]
            dir = "%s/data"
            wal-dir = "%s/wal"
            [http]
            bind-address = "127.0.0.1:%d"
            log-enabled = false
            """
                .formatted(freePort(), dir, dir, dir, port));
    return start(dir, port, "/ping", program("influxd"), "-config", config.toString());
  }

  /** VictoriaMetrics; the same about the package. */
  public static DatabaseProcess victoriaMetrics(Path dir, int port) throws IOException {
    return start(
        dir,
        port,
        "/health",
        program("victoria-metrics"),
        "-storageDataPath=" + dir.resolve("vm"),
        "-httpListenAddr=127.0.0.1:" + port,
        // Results are told with the sample times of drives of any year.
        "-retentionPeriod=100y");
  }

  private static DatabaseProcess start(Path dir, int port, String health, String... command)
      throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("server.log").toFile())
            .start();
    DatabaseProcess database = new DatabaseProcess(process, "http://127.0.0.1:" + port);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (true) {
      try {
        database.get(health);
        return database;
      } catch (IOException e) {
        if (System.nanoTime() > end || !process.isAlive()) {
          database.close();
          throw new IOException(
              String.join(" ", command) + ": " + Files.readString(dir.resolve("server.log")), e);
        }
        LockSupport.parkNanos(20_000_000);
      }
    }
  }

  private static String program(String name) {
    for (String dir : List.of("/usr/bin", "/usr/sbin", "/usr/local/bin")) {
      if (Files.isExecutable(Path.of(dir, name))) {
        return Path.of(dir, name).toString();
      }
    }
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError("CI must have the program " + name);
    }
    Assumptions.abort("skipped: " + name + " is not installed");
    throw new AssertionError();
  }

  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public String url() {
    return url;
  }

  public String get(String path) throws IOException {
    return send(HttpRequest.newBuilder(URI.create(url + path)).build());
  }

  public String post(String path) throws IOException {
    return send(
        HttpRequest.newBuilder(URI.create(url + path)).POST(BodyPublishers.noBody()).build());
  }

  /** Asks an InfluxDB 1.x: the first value of the last column, or nothing. */
  public String influxQl(String query) {
    try (InfluxDBClient client =
        InfluxDBClientFactory.createV1(url, "", "".toCharArray(), "yardang", null)) {
      InfluxQLQueryResult result =
          client.getInfluxQLQueryApi().query(new InfluxQLQuery(query, "yardang"));
      for (InfluxQLQueryResult.Result one : result.getResults()) {
        for (InfluxQLQueryResult.Series series : one.getSeries()) {
          Object[] values = series.getValues().get(0).getValues();
          return String.valueOf(values[values.length - 1]);
        }
      }
      return "";
    }
  }

  private static String send(HttpRequest request) throws IOException {
    try {
      return HTTP.send(request, BodyHandlers.ofString()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
