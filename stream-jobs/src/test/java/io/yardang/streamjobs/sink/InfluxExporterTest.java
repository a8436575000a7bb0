package io.yardang.streamjobs.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.influxdb.exceptions.InfluxException;
import io.yardang.ingest.journal.JournalEntry;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.streamjobs.sink.FaultyDatabase.Fault;
import io.yardang.v1.Finding;
import io.yardang.v1.LiveUpdate;
import io.yardang.v1.Result;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunState;
import io.yardang.v1.VehicleSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
      assertThat(influx.influxQl("SELECT count(speed_mps) FROM vehicle")).isEqualTo("10");
      assertThat(influx.influxQl("SELECT max(speed_mps) FROM vehicle WHERE run='r1'"))
          .isEqualTo("9.5");
      assertThat(influx.influxQl("SELECT value FROM finding WHERE metric='speed.over_limit'"))
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
        awaitEqual("50", () -> influx.influxQl("SELECT count(speed_mps) FROM vehicle"));
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

  @ParameterizedTest(name = "status {0}")
  @ValueSource(ints = {400, 413, 422})
  void shouldSetOnlyTheRefusedPointAside(int status) throws Exception {
    try (FaultyDatabase database = new FaultyDatabase(Optional.empty());
        InfluxExporter exporter = exporter(database.url(), false)) {
      database.refuses(status, lines -> lines.stream().anyMatch(l -> l.contains("speed_mps=3.5")));
      exporter.take(results(8));
      assertThat(database.written()).hasSize(2 * 8 + 1 - 1); // Vehicles, runs, finding, less one.
    }
    assertThat(Files.readString(dir.resolve("influx-refused.txt")))
        .contains("speed_mps=3.5")
        .contains("bad field")
        .doesNotContain("speed_mps=2.5");
  }

  @Test
  void shouldTellHowLongAnOverloadedDatabaseAsksToWait() throws Exception {
    try (FaultyDatabase database = new FaultyDatabase(Optional.empty());
        InfluxExporter exporter = exporter(database.url(), false)) {
      database.meets(Fault.TOO_MANY_REQUESTS);
      assertThatThrownBy(() -> exporter.take(results(8)))
          .isInstanceOfSatisfying(
              TryLaterException.class, e -> assertThat(e.after()).isEqualTo(Duration.ofSeconds(1)));
      database.meets(Fault.UNAVAILABLE);
      assertThatThrownBy(() -> exporter.take(results(8))).hasMessageContaining("not now");
    }
    assertThat(dir.resolve("influx-refused.txt")).doesNotExist();
  }

  @Test
  void shouldAskASlowDatabaseForLessAtATimeUntilItKeepsUp() throws Exception {
    try (FaultyDatabase database = new FaultyDatabase(Optional.empty());
        InfluxExporter exporter =
            new InfluxExporter(
                new InfluxConfig(database.url(), "yardang", "yardang", "", false),
                dir.resolve("influx-refused.txt"),
                Duration.ofSeconds(1))) {
      database.slowAbove(1_000);
      int tries = 1;
      while (!takes(exporter, results(1_500))) {
        tries++;
      }
      assertThat(tries).isGreaterThanOrEqualTo(4); // Of 5,000, 2,500, 1,250 and 625 points.
      assertThat(Set.copyOf(database.written())).hasSize(2 * 1_500 + 1);
    }
  }

  @Test
  void shouldWaitAsLongAsAConsumerAsks() throws Exception {
    Path journal = dir.resolve("results");
    writeResults(journal, results(1));
    List<Long> triesNs = new CopyOnWriteArrayList<>();
    CountDownLatch taken = new CountDownLatch(1);
    ResultConsumer busy =
        new ResultConsumer() {
          @Override
          public String name() {
            return "busy";
          }

          @Override
          public void take(List<Result> batch) throws TryLaterException {
            triesNs.add(System.nanoTime());
            if (triesNs.size() == 1) {
              throw new TryLaterException(Duration.ofMillis(700), new IOException("busy"));
            }
            taken.countDown();
          }
        };
    try (ResultTailer tailer = ResultTailer.follow(journal, dir.resolve("positions"), busy)) {
      assertThat(tailer).isNotNull();
      assertThat(taken.await(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(Duration.ofNanos(triesNs.get(1) - triesNs.get(0)))
        .isGreaterThanOrEqualTo(Duration.ofMillis(700));
  }

  private static boolean takes(InfluxExporter exporter, List<Result> batch) throws Exception {
    try {
      exporter.take(batch);
      return true;
    } catch (InfluxException e) {
      return false;
    }
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
