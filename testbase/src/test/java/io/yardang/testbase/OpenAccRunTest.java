package io.yardang.testbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yardang.ingest.journal.JournalDirectory;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.rigs.drive.Drive;
import io.yardang.rigs.drive.csv.CsvImport;
import io.yardang.rigs.drive.csv.CsvMapping;
import io.yardang.rigs.replay.DriveFrames;
import io.yardang.streamjobs.job.OfflineScoring;
import io.yardang.streamjobs.report.CanonicalJson;
import io.yardang.testbase.cli.DriveRuns;
import io.yardang.v1.GeoPoint;
import io.yardang.v1.MetricResult;
import io.yardang.v1.Participant;
import io.yardang.v1.ParticipantRole;
import io.yardang.v1.Report;
import io.yardang.v1.RunPlan;
import io.yardang.v1.TelemetryFrame;
import io.yardang.v1.VehicleShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real platoon run (OpenACC at ZalaZONE) as seven clients at ten times the speed, vehicle 3 under
 * test. The expected values are computed here, from the file, without any of the code under test.
 */
@TestInstance(Lifecycle.PER_CLASS)
class OpenAccRunTest {
  private static final int VEHICLES = 7;
  private static final int UNDER_TEST = 3;
  private static final double LENGTH_M = 4.7;

  @TempDir static Path dir;

  /** Column name to its cells, in the order of the rows. */
  private final Map<String, List<String>> csv = new TreeMap<>();

  private RunningBase running;
  private Report report;

  @BeforeAll
  void replayThePlatoon() throws Exception {
    Path file = SharedData.require("drives/zalazone-openacc/long_setting_dynamic_part16.csv");
    readCsv(file);
    Path mcap = dir.resolve("platoon.mcap");
    CsvImport.toDrive(CsvMapping.builtIn("zalazone-openacc"), List.of(file), mcap);
    Drive drive = Drive.open(mcap);
    assertThat(drive.vehicles()).hasSize(VEHICLES);
    running = RunningBase.start(dir.resolve("data"));
    report =
        running.replay(
            new DriveFrames(drive, DriveRuns.around(drive, plan(drive), "platoon")), 10, "platoon");
  }

  @AfterAll
  void close() {
    if (running != null) {
      running.close();
    }
  }

  private static RunPlan plan(Drive drive) {
    RunPlan.Builder plan =
        RunPlan.newBuilder()
            .setTitle("Platoon")
            .setScorecardId("automaker")
            // The file's E and N are metres from an origin of its own, which local_pose carries.
            .setOrigin(GeoPoint.newBuilder().setLatitudeDeg(46.895).setLongitudeDeg(16.8435));
    List<String> order = new ArrayList<>(drive.vehicles());
    String subject = vehicle(UNDER_TEST);
    order.remove(subject);
    order.add(0, subject);
    for (String id : order) {
      plan.addParticipants(
          Participant.newBuilder()
              .setVehicleId(id)
              .setRole(
                  id.equals(subject)
                      ? ParticipantRole.PARTICIPANT_ROLE_UNDER_TEST
                      : ParticipantRole.PARTICIPANT_ROLE_TRAFFIC)
              .setShape(
                  VehicleShape.newBuilder()
                      .setLengthM(LENGTH_M)
                      .setWidthM(1.9)
                      .setRearAxleToFrontM(3.7)));
    }
    return plan.build();
  }

  @Test
  void shouldReceiveEveryRowOfEveryVehicleExactlyOnce() throws Exception {
    Map<String, List<Long>> seqs = new TreeMap<>();
    Map<String, List<Double>> speeds = new TreeMap<>();
    for (JournalDirectory journal : JournalDirectory.list(running.base().data().journals())) {
      try (JournalReader reader = LocalJournalReader.open(journal.path())) {
        for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
          JournalRecord record = next.get();
          if (record.kind() == RecordKind.FRAME) {
            seqs.computeIfAbsent(record.sender(), id -> new ArrayList<>()).add(record.seq());
            speeds
                .computeIfAbsent(record.sender(), id -> new ArrayList<>())
                .add(TelemetryFrame.parseFrom(record.bytes()).getMotion().getSpeedMps());
          }
        }
      }
    }
    assertThat(seqs).hasSize(VEHICLES);
    for (int k = 1; k <= VEHICLES; k++) {
      List<Long> expected = new ArrayList<>();
      for (long seq = 1; seq <= column("Speed" + k).size(); seq++) {
        expected.add(seq);
      }
      assertThat(seqs.get(vehicle(k))).as(vehicle(k)).isEqualTo(expected);
      assertThat(speeds.get(vehicle(k))).as(vehicle(k)).isEqualTo(column("Speed" + k));
    }
    assertThat(report.getNoDataMissing()).isTrue();
  }

  @Test
  void shouldTellTheMeanAndMaximumSpeedOfTheFile() {
    List<Double> speed = column("Speed" + UNDER_TEST);
    double mean = speed.stream().mapToDouble(v -> v).average().orElseThrow();
    double max = speed.stream().mapToDouble(v -> v).max().orElseThrow();
    // Reports are rounded to 6 decimals.
    assertThat(metric("speed.mean").getValue()).isCloseTo(mean, within(1e-6));
    assertThat(metric("speed.max").getValue()).isCloseTo(max, within(1e-6));
  }

  @Test
  void shouldTellTheSmallestGapOfTheFileWithinTheErrorOfItsGnss() {
    List<Double> gapToNext = column("IVS" + UNDER_TEST);
    List<Double> gapToPrevious = column("IVS" + (UNDER_TEST - 1));
    double smallest =
        Math.min(
            gapToNext.stream().mapToDouble(v -> v).min().orElseThrow(),
            gapToPrevious.stream().mapToDouble(v -> v).min().orElseThrow());
    // The platoon drives 1 to 7, so vehicle 2 is ahead: IVS2. In this file IVSk is the distance of
    // the two GNSS antennas less a constant (3.32 m for k = 2, 4.83 m for k = 3), in every row: not
    // a measurement of its own, so what can differ is that constant against the length of our
    // boxes (4.7 m, the file tells none) and the geometry of boxes that stand askew.
    double errorM = 2.0;
    assertThat(metric("gap.smallest").getValue()).isCloseTo(smallest, within(errorM));
    // Antenna to antenna the two must agree better, whatever the cars' lengths are.
    double antennas = smallestAntennaDistance() - LENGTH_M;
    assertThat(metric("gap.smallest").getValue()).isCloseTo(antennas, within(1.0));
  }

  @Test
  void shouldScoreTheJournalAgainToTheSameBytes() {
    Report again = OfflineScoring.score(running.base().data().journals(), "platoon").getReport();
    assertThat(CanonicalJson.of(again)).isEqualTo(CanonicalJson.of(report));
  }

  private double smallestAntennaDistance() {
    double smallest = Double.MAX_VALUE;
    List<Double> east = column("E" + UNDER_TEST);
    List<Double> north = column("N" + UNDER_TEST);
    for (int k = 1; k <= VEHICLES; k++) {
      List<String> otherEast = csv.get("E" + k);
      List<String> otherNorth = csv.get("N" + k);
      for (int row = 0; k != UNDER_TEST && row < east.size(); row++) {
        if (!otherEast.get(row).isEmpty() && !otherNorth.get(row).isEmpty()) {
          smallest =
              Math.min(
                  smallest,
                  Math.hypot(
                      east.get(row) - Double.parseDouble(otherEast.get(row)),
                      north.get(row) - Double.parseDouble(otherNorth.get(row))));
        }
      }
    }
    return smallest;
  }

  private MetricResult metric(String id) {
    return report.getMetricsList().stream()
        .filter(metric -> metric.getMetric().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + id + " in the report"));
  }

  private static String vehicle(int k) {
    return "OpenACC-" + k;
  }

  private List<Double> column(String name) {
    return csv.get(name).stream().filter(cell -> !cell.isEmpty()).map(Double::valueOf).toList();
  }

  private void readCsv(Path file) throws Exception {
    List<String> lines = Files.readAllLines(file);
    String[] names = lines.get(5).split(",", -1);
    for (String line : lines.subList(6, lines.size())) {
      String[] cells = line.split(",", -1);
      for (int i = 0; i < names.length; i++) {
        csv.computeIfAbsent(names[i], name -> new ArrayList<>())
            .add(i < cells.length ? cells[i] : "");
      }
    }
  }
}
