package io.yardang.testbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.rigs.simulate.SimulatedDrive;
import io.yardang.rigs.simulate.Simulation;
import io.yardang.rigs.simulate.SimulationSettings;
import io.yardang.streamjobs.sink.DatabaseProcess;
import io.yardang.streamjobs.sink.FaultyDatabase;
import io.yardang.streamjobs.sink.FaultyDatabase.Fault;
import io.yardang.streamjobs.sink.InfluxConfig;
import io.yardang.streamjobs.sink.InfluxExporter;
import io.yardang.streamjobs.sink.QuestDbTables;
import io.yardang.streamjobs.sink.ResultTailer;
import io.yardang.testbase.embedded.EmbeddedQuestDb;
import io.yardang.v1.Finding;
import io.yardang.v1.MetricResult;
import io.yardang.v1.Report;
import io.yardang.v1.Result;
import io.yardang.v1.VehicleSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs are scored while the database has a bad day; a real InfluxDB stands behind the faults. */
class DatabaseOutageTest {
  private static final SimulationSettings SETTINGS =
      SimulationSettings.atKaramay(1, 20, 1_800_000_000_000_000_000L);

  // Slow enough for the runs to be told of while they go on.
  private static final double RATE = 50;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir Path dir;

  @Test
  void shouldScoreThroughFaultsOfTheDatabaseAndCatchUpWithEachPointOnce() throws Exception {
    SimulatedDrive patrol = Simulation.patrol(SETTINGS).withRunId("patrol");
    SimulatedDrive sweep = Simulation.sweep(SETTINGS).withRunId("sweep");
    String badMetric = "metric=" + patrol.mistakes().get(0).metric();
    Path data = dir.resolve("data");
    Path serverDir = Files.createDirectory(dir.resolve("influxdb"));
    try (DatabaseProcess influx = DatabaseProcess.influxDb(serverDir, DatabaseProcess.freePort());
        FaultyDatabase database = new FaultyDatabase(Optional.of(influx.url()));
        RunningBase running =
            RunningBase.start(
                data,
                Map.of(
                    "YARDANG_INFLUX_URL", database.url(), "YARDANG_INFLUX_V1_REWRITE", "true"))) {
      influx.post("/query?q=CREATE+DATABASE+yardang");
      database.refuses(400, lines -> lines.stream().anyMatch(line -> isBad(line, badMetric)));

      database.meets(Fault.AWAY);
      Report patrolReport = running.replay(patrol, RATE, "patrol");
      awaitMet(database, Fault.AWAY);
      database.meets(Fault.TOO_MANY_REQUESTS);
      awaitMet(database, Fault.TOO_MANY_REQUESTS);
      database.meets(Fault.UNAVAILABLE);
      awaitMet(database, Fault.UNAVAILABLE);
      database.meets(Fault.SILENT);
      awaitMet(database, Fault.SILENT);
      Report sweepReport = running.replay(sweep, RATE, "sweep");
      assertThat(database.written()).isEmpty();
      database.meets(Fault.NONE);

      Told told = Told.in(data.resolve("results"));
      long bad = told.findings().stream().filter(key -> key.contains("|" + badMetric)).count();
      assertThat(bad).isPositive();
      assertThat(told.samples()).isNotEmpty();
      Eventually.within(
          LIMIT,
          () -> {
            assertThat(influx.influxQl("SELECT count(verdict) FROM run")).isEqualTo("2");
            assertThat(influx.influxQl("SELECT count(speed_mps) FROM vehicle"))
                .isEqualTo(Integer.toString(told.samples().size()));
            assertThat(influx.influxQl("SELECT count(text) FROM finding"))
                .isEqualTo(Long.toString(told.findings().size() - bad));
            assertThat(influx.influxQl("SELECT count(value) FROM metric"))
                .isEqualTo(Long.toString(values(patrolReport) + values(sweepReport)));
          });
      assertThat(refused(data)).isNotEmpty().allMatch(line -> isBad(line, badMetric));
      assertTheSameInQuestDb(data, told);
    }
  }

  /** The results that went through the faults, told twice to a QuestDB. */
  private void assertTheSameInQuestDb(Path data, Told told) {
    try (EmbeddedQuestDb questDb =
            EmbeddedQuestDb.start(
                dir.resolve("questdb"), "127.0.0.1", 0, QuestDbTables.createSql());
        InfluxExporter exporter =
            new InfluxExporter(
                new InfluxConfig(questDb.url(), "yardang", "yardang", "", false),
                dir.resolve("questdb-refused.txt"))) {
      for (String followers : List.of("first", "again")) {
        try (ResultTailer tailer =
            ResultTailer.follow(data.resolve("results"), dir.resolve(followers), exporter)) {
          assertThat(tailer).isNotNull();
          Eventually.within(
              LIMIT, () -> assertThat(dir.resolve(followers + "/influx.position")).exists());
        }
      }
      Eventually.within(
          LIMIT,
          () -> {
            assertThat(questDb.execute("SELECT count(speed_mps) FROM vehicle"))
                .contains("[[" + told.samples().size() + "]]");
            assertThat(questDb.execute("SELECT count() FROM finding"))
                .contains("[[" + told.findings().size() + "]]");
            assertThat(questDb.execute("SELECT count() FROM run WHERE state='SCORED'"))
                .contains("[[2]]");
          });
      assertThat(dir.resolve("questdb-refused.txt")).doesNotExist();
    }
  }

  private static void awaitMet(FaultyDatabase database, Fault fault) {
    Eventually.within(LIMIT, () -> assertThat(database.times(fault)).isPositive());
  }

  private static boolean isBad(String line, String metric) {
    return line.startsWith("finding,") && line.contains(metric);
  }

  private static List<String> refused(Path data) throws IOException {
    try (var lines = Files.lines(data.resolve("followers/influx-refused.txt"))) {
      return lines.filter(line -> !line.startsWith("#")).toList();
    }
  }

  private static long values(Report report) {
    return report.getMetricsList().stream()
        .filter(metric -> metric.getApplies() && metric.hasValue())
        .map(MetricResult::getMetric)
        .distinct()
        .count();
  }

  /** What the result journal tells, each point by its series and time. */
  private record Told(Set<String> samples, Set<String> findings) {
    static Told in(Path results) throws IOException {
      Told told = new Told(new HashSet<>(), new HashSet<>());
      try (JournalReader reader = LocalJournalReader.open(results)) {
        for (var record = reader.poll(); record.isPresent(); record = reader.poll()) {
          told.add(Result.parseFrom(record.get().bytes()));
        }
      }
      return told;
    }

    private void add(Result result) {
      String run = result.getRunId();
      for (VehicleSample sample : result.getLive().getVehiclesList()) {
        if (sample.hasSpeedMps()) {
          samples.add(run + "|" + sample.getVehicleId() + "|" + sample.getSampleTimeUnixNs());
        }
      }
      if (result.hasFinding()) {
        findings.add(key(run, result.getFinding()));
      }
      result
          .getScored()
          .getReport()
          .getFindingsList()
          .forEach(finding -> findings.add(key(run, finding)));
    }

    private static String key(String run, Finding finding) {
      return "%s|%s|metric=%s|%d"
          .formatted(
              run, finding.getVehicleId(), finding.getMetric(), finding.getStartTimeUnixNs());
    }
  }
}
