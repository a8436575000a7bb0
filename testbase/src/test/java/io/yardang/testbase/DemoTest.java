package io.yardang.testbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.rigs.simulate.PlannedMistake;
import io.yardang.rigs.simulate.SimulatedDrive;
import io.yardang.rigs.simulate.Simulation;
import io.yardang.rigs.simulate.SimulationSettings;
import io.yardang.streamjobs.job.OfflineScoring;
import io.yardang.streamjobs.report.BundleVerifier;
import io.yardang.streamjobs.report.CanonicalJson;
import io.yardang.testbase.embedded.EmbeddedQuestDb;
import io.yardang.testbase.embedded.TestBase;
import io.yardang.v1.Finding;
import io.yardang.v1.Report;
import io.yardang.v1.Verdict;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The demo's two runs through all real parts of one process. */
@TestInstance(Lifecycle.PER_CLASS)
class DemoTest {
  private static final long START_NS = 1_800_000_000_000_000_000L;
  private static final SimulationSettings SETTINGS = SimulationSettings.atKaramay(1, 20, START_NS);

  @TempDir static Path dir;

  private final SimulatedDrive patrol = Simulation.patrol(SETTINGS).withRunId("demo-patrol");
  private final SimulatedDrive sweep = Simulation.sweep(SETTINGS).withRunId("demo-sweep");
  private RunningBase running;
  private TestBase base;
  private final Map<String, Report> reports = new HashMap<>();

  @BeforeAll
  void driveBothRuns() throws Exception {
    running = RunningBase.start(dir.resolve("data"));
    base = running.base();
    for (SimulatedDrive drive : List.of(patrol, sweep)) {
      reports.put(drive.runId(), running.replay(drive, 0, drive.runId()));
    }
  }

  @AfterAll
  void close() {
    if (running != null) {
      running.close();
    }
  }

  @Test
  void shouldFindEachPlannedMistakeAndNothingElse() {
    for (SimulatedDrive drive : List.of(patrol, sweep)) {
      Report report = reports.get(drive.runId());
      assertThat(report.getVerdict()).isNotEqualTo(Verdict.VERDICT_INVALID);
      assertThat(report.getFindingsList().stream().map(Finding::getMetric))
          .as(drive.runId())
          .containsExactlyInAnyOrderElementsOf(
              drive.mistakes().stream().map(PlannedMistake::metric).toList());
    }
  }

  @Test
  void shouldReceiveEveryFrameOnceAndSayThatNoDataIsMissing() {
    for (SimulatedDrive drive : List.of(patrol, sweep)) {
      Report report = reports.get(drive.runId());
      assertThat(report.getNoDataMissing()).isTrue();
      report
          .getDataList()
          .forEach(
              ledger ->
                  assertThat(ledger.getFrames())
                      .as(ledger.getVehicleId())
                      .isEqualTo(drive.frames().get(ledger.getVehicleId()).size()));
    }
  }

  @Test
  void shouldScoreTheJournalAgainToTheSameBytes() {
    for (SimulatedDrive drive : List.of(patrol, sweep)) {
      Report again = OfflineScoring.score(base.data().journals(), drive.runId()).getReport();
      assertThat(CanonicalJson.of(again)).isEqualTo(CanonicalJson.of(reports.get(drive.runId())));
    }
  }

  @Test
  void shouldGiveOutABundleThatVerifies() throws Exception {
    Path bundle = dir.resolve("bundle.zip");
    try (OutputStream out = Files.newOutputStream(bundle)) {
      base.reports().bundle(patrol.runId(), 1, out);
    }
    assertThat(
            BundleVerifier.verify(bundle, Optional.of(base.data().keys().resolve("public-key.pem")))
                .ok())
        .isTrue();
  }

  @Test
  void shouldWriteTheResultsToTheEmbeddedDatabaseOnce() {
    Eventually.within(
        Duration.ofSeconds(60),
        () -> {
          assertThat(sql("SELECT count() FROM run WHERE run='demo-patrol' AND state='SCORED'"))
              .contains("[[1]]");
          assertThat(sql("SELECT count() FROM finding WHERE run='demo-patrol'"))
              .contains("[[" + patrol.mistakes().size() + "]]");
        });
    assertThat(sql("SELECT verdict FROM run WHERE run='demo-patrol' AND state='SCORED'"))
        .contains(reports.get("demo-patrol").getVerdict().name().substring("VERDICT_".length()));
  }

  private String sql(String query) {
    return EmbeddedQuestDb.query(base.databaseUrl(), query);
  }
}
