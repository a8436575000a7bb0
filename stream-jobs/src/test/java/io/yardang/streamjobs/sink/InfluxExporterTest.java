package io.yardang.streamjobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.domain.InfluxQLQuery;
import com.influxdb.query.InfluxQLQueryResult;
import com.sun.net.httpserver.HttpServer;
import io.yardang.ingest.journal.JournalEntry;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.v1.Finding;
import io.yardang.v1.LiveUpdate;
import io.yardang.v1.Result;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunState;
import io.yardang.v1.VehicleSample;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database's side of results, against real servers. */
class InfluxExporterTest {
  private static final long START_NS = 1_700_000_000_000_000_000L;

  @TempDir Path dir;

  @Test
  void shouldWriteEachPointOnceToInfluxDbOneAsReadBackByInfluxQl() throws Exception {
    try (DatabaseProcess influx = DatabaseProcess.influxDb(dir, DatabaseProcess.freePort())) {
      influx.post("/query?q=CREATE+DATABASE+yardang");
      try (InfluxExporter exporter = exporter(influx.url(), true)) {
        exporter.take(results(10));
        exporter.take(results(10)); // Told again, as after a restart.
      }
      assertThat(influxQl(influx, "SELECT count(speed_mps) FROM vehicle")).isEqualTo("10");
      assertThat(influxQl(influx, "SELECT max(speed_mps) FROM vehicle WHERE run='r1'"))
          .isEqualTo("9.5");
      assertThat(influxQl(influx, "SELECT value FROM finding WHERE metric='speed.over_limit'"))
          .isEqualTo("7.25");
    }
  }

  @Test
  void shouldKeepResultsWhileTheDatabaseIsAwayAndCatchUp() throws Exception {
    int port = DatabaseProcess.freePort();
    Path journal = dir.resolve("results");
    writeResults(journal, results(50));
    try (InfluxExporter exporter = exporter("http://127.0.0.1:" + port, true);
        ResultTailer tailer = ResultTailer.follow(journal, dir.resolve("positions"), exporter)) {
      assertThat(tailer).isNotNull();
      try (DatabaseProcess influx = DatabaseProcess.influxDb(dir, port)) {
        influx.post("/query?q=CREATE+DATABASE+yardang");
        awaitEqual("50", () -> influxQl(influx, "SELECT count(speed_mps) FROM vehicle"));
      }
    }
    assertThat(dir.resolve("influx-refused.txt")).doesNotExist();
  }

  @Test
  void shouldBeUnderstoodByVictoriaMetrics() throws Exception {
    int port = DatabaseProcess.freePort();
    try (DatabaseProcess victoria = DatabaseProcess.victoriaMetrics(dir, port)) {
      try (InfluxExporter exporter = exporter(victoria.url(), false)) {
        exporter.take(results(3));
      }
      String export = "/api/v1/export?match%5B%5D=vehicle_speed_mps&start=1699990000";
      awaitEqual(
          "true",
          () -> Boolean.toString(victoria.get(export).contains("\"values\":[0.5,1.5,2.5]")));
    }
  }

  @Test
  void shouldSetOnlyTheRefusedPointAside() throws Exception {
    ConcurrentLinkedQueue<String> written = new ConcurrentLinkedQueue<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/v2/write",
        exchange -> {
          String body =
              new String(
                  new GZIPInputStream(exchange.getRequestBody()).readAllBytes(),
                  StandardCharsets.UTF_8);
          boolean bad = body.contains("speed_mps=3.5");
          if (!bad) {
            body.lines().forEach(written::add);
          }
          byte[] answer =
              "{\"code\":\"invalid\",\"message\":\"bad field\"}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(bad ? 400 : 204, bad ? answer.length : -1);
          if (bad) {
            exchange.getResponseBody().write(answer);
          }
          exchange.close();
        });
    server.start();
    try (InfluxExporter exporter =
        exporter("http://127.0.0.1:" + server.getAddress().getPort(), false)) {
      exporter.take(results(8));
    } finally {
      server.stop(0);
    }
    assertThat(written).hasSize(2 * 8 + 1 - 1); // Vehicle and run points, the finding, less one.
    assertThat(Files.readString(dir.resolve("influx-refused.txt")))
        .contains("speed_mps=3.5")
        .contains("bad field")
        .doesNotContain("speed_mps=2.5");
  }

  private InfluxExporter exporter(String url, boolean v1) {
    return new InfluxExporter(
        new InfluxConfig(url, "yardang", "yardang", "", v1), dir.resolve("influx-refused.txt"));
  }

  /** Live updates with one vehicle each, 0.5, 1.5 … m/s, and one finding. */
  private static List<Result> results(int updates) {
    List<Result> results = new ArrayList<>();
    for (int i = 0; i < updates; i++) {
      long timeNs = START_NS + i * 1_000_000_000L;
      results.add(
          Result.newBuilder()
              .setRunId("r1")
              .setTimeUnixNs(timeNs)
              .setLive(
                  LiveUpdate.newBuilder()
                      .setState(RunState.RUN_STATE_RUNNING)
                      .setPlan(RunPlan.newBuilder().setScorecardId("patrol"))
                      .addVehicles(
                          VehicleSample.newBuilder()
                              .setVehicleId("VX-1")
                              .setSampleTimeUnixNs(timeNs)
                              .setSpeedMps(i + 0.5)))
              .build());
    }
    results.add(
        Result.newBuilder()
            .setRunId("r1")
            .setTimeUnixNs(START_NS)
            .setFinding(
                Finding.newBuilder()
                    .setMetric("speed.over_limit")
                    .setVehicleId("VX-1")
                    .setStartTimeUnixNs(START_NS)
                    .setEndTimeUnixNs(START_NS + 1)
                    .setValue(7.25)
                    .setLimit(6)
                    .setUnit("m/s")
                    .setText("Drove up to 7.3 m/s, \"quoted\", with a comma"))
            .build());
    return results;
  }

  private static void writeResults(Path journal, List<Result> results) {
    try (JournalWriter writer = JournalWriter.open(journal, JournalSettings.SMALL)) {
      JournalEntry entry = new JournalEntry();
      UUID stream = new UUID(1, 2);
      long seq = 0;
      for (Result result : results) {
        entry.begin(RecordKind.RESULT, ResultSink.SENDER, stream);
        entry.add(++seq, result.getTimeUnixNs(), result.toByteArray());
        writer.append(entry, START_NS + seq);
      }
    }
  }

  /** The first value of the last column, or nothing. */
  private static String influxQl(DatabaseProcess influx, String query) {
    try (InfluxDBClient client =
        InfluxDBClientFactory.createV1(influx.url(), "", "".toCharArray(), "yardang", null)) {
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

  /** Something that a server is asked. */
  private interface Question {
    String ask() throws IOException;
  }

  private static void awaitEqual(String expected, Question question) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!question.ask().equals(expected)) {
      assertThat(System.nanoTime()).as("answer: " + question.ask()).isLessThan(end);
      LockSupport.parkNanos(100_000_000);
    }
  }
}
