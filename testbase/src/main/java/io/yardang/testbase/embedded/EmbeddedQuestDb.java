package io.yardang.testbase.embedded;

import io.questdb.ServerMain;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * QuestDB inside this JVM: the embedded default for results. It listens on one HTTP port, which
 * takes InfluxDB's v2 writes and answers SQL at {@code /exec?query=…}.
 */
public final class EmbeddedQuestDb implements AutoCloseable {
  private final ServerMain server;
  private final String url;

  private EmbeddedQuestDb(ServerMain server, String url) {
    this.server = server;
    this.url = url;
  }

  /**
   * Starts the database and creates the tables that are not there yet.
   *
   * @param dir where it keeps its files; made if absent
   * @param port 0 takes a free one
   * @param createTables SQL statements, each harmless when repeated
   * @throws IllegalStateException if a statement is refused
   */
  public static EmbeddedQuestDb start(Path dir, String host, int port, List<String> createTables) {
    int httpPort = port == 0 ? freePort(host) : port;
    writeConfiguration(dir, host, httpPort);
    ServerMain[] server = new ServerMain[1];
    quietly(() -> server[0] = new ServerMain("-d", dir.toString()));
    // No shutdown hook: whoever started it closes it, in order.
    quietly(() -> server[0].start(false));
    EmbeddedQuestDb database = new EmbeddedQuestDb(server[0], "http://" + host + ":" + httpPort);
    createTables.forEach(database::execute);
    return database;
  }

  /** Where it listens, as http://host:port. */
  public String url() {
    return url;
  }

  /**
   * Runs one SQL statement.
   *
   * @return QuestDB's JSON answer
   * @throws IllegalStateException if the database refuses it, with statement and answer
   */
  public String execute(String sql) {
    return query(url, sql);
  }

  /** The same for a QuestDB at {@code url}. */
  public static String query(String url, String sql) {
    URI uri = URI.create(url + "/exec?query=" + URLEncoder.encode(sql, StandardCharsets.UTF_8));
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("QuestDB refused: " + sql + ": " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException("QuestDB does not answer at " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for QuestDB", e);
    }
  }

  @Override
  public void close() {
    quietly(server::close);
  }

  /** QuestDB tells of its start and end on the console, past any log settings. */
  private static void quietly(Runnable action) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    PrintStream nothing =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    System.setOut(nothing);
    System.setErr(nothing);
    try {
      action.run();
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static void writeConfiguration(Path dir, String host, int httpPort) {
    try {
      Path conf = Files.createDirectories(dir.resolve("conf"));
      Files.writeString(
          conf.resolve("server.conf"),
          """
          # Written at each start.
          http.bind.to=%s:%d
          http.min.enabled=false
          pg.enabled=false
          line.tcp.enabled=false
          line.udp.enabled=false
          telemetry.enabled=false
          telemetry.disable.completely=true
          shared.worker.count=1
          """
              .formatted(host, httpPort));
      Files.createDirectories(dir.resolve("log"));
      Files.writeString(
          conf.resolve("log.conf"),
          """
          writers=file
          w.file.class=io.questdb.log.LogRollingFileWriter
          w.file.location=%s/questdb-${date:yyyyMMdd}.log
          w.file.level=ERROR,CRITICAL
          w.file.rollEvery=day
          """
              .formatted(dir.resolve("log").toAbsolutePath()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write QuestDB's configuration below " + dir, e);
    }
  }

  private static int freePort(String host) {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
