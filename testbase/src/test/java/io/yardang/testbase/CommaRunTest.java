package io.yardang.testbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import io.yardang.v1.VehicleShape;
import io.yardang.v1.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real minute with radar objects (comma2k19) goes in as fast as the gateway takes it; what comes
 * out is checked against the files, which are parsed here by separate code.
 */
class CommaRunTest {
  private static final String RUN = "comma-1";
  private static final double FRONT_M = 3.6;
  private static final double WIDTH_M = 1.85;
  // What is assumed of an object whose size nobody tells: 0.5 m by 0.5 m.
  private static final double OBJECT_HALF_M = 0.25;

  @TempDir Path dir;

  @Test
  void shouldScoreAMinuteWithRadarObjectsAsTheFilesSay() throws Exception {
    Path csv = SharedData.require("drives/comma2k19-example1/csv/pose_20hz.csv");
    double[][] pose = rows(csv);
    double[][] can = rows(csv.resolveSibling("can_speed.csv"));
    double[][] radar = rows(csv.resolveSibling("radar_tracks.csv"));
    Path mcap = dir.resolve("comma.mcap");
    CsvImport.toDrive(CsvMapping.builtIn("comma2k19"), List.of(csv), mcap);
    Drive drive = Drive.open(mcap);
    assertThat(drive.frames()).isEqualTo(pose.length);
    try (RunningBase running = RunningBase.start(dir.resolve("data"))) {
      Report report =
          running.replay(
              new DriveFrames(drive, DriveRuns.around(drive, plan(pose[0]), RUN)), 0, RUN);

      assertThat(report.getNoDataMissing()).isTrue();
      assertThat(report.getData(0).getFrames()).isEqualTo(pose.length);
      assertThat(report.getVerdict())
          .as("%s", report.getReasonsList())
          .isNotEqualTo(Verdict.VERDICT_INVALID);
      double[] speeds =
          Arrays.stream(pose)
              .mapToDouble(row -> speedAt(can, row[0]))
              .filter(Double::isFinite)
              .toArray();
      assertThat(metric(report, "speed.mean").getValue())
          // CAN begins 42 ms after the first pose, so the first frame carries no speed and the
          // scorer takes one from the positions; it may move the mean by 8 m/s / 1200 frames.
          .isCloseTo(Arrays.stream(speeds).average().orElseThrow(), within(0.01));
      assertThat(metric(report, "speed.max").getValue())
          .isCloseTo(Arrays.stream(speeds).max().orElseThrow(), within(1e-6));
      double nearestM = Arrays.stream(radar).mapToDouble(CommaRunTest::gapM).min().orElseThrow();
      // Gaps are judged 10 times per second, every second frame: the nearest row itself may be left
      // out, and within 0.1 s the gap changes by less than 0.5 m.
      assertThat(metric(report, "gap.smallest").getValue())
          .isBetween(nearestM - 1e-6, nearestM + 0.5);
      assertThat(CanonicalJson.of(report))
          .isEqualTo(
              CanonicalJson.of(
                  OfflineScoring.score(running.base().data().journals(), RUN).getReport()));
    }
  }

  private static MetricResult metric(Report report, String id) {
    return report.getMetricsList().stream()
        .filter(metric -> metric.getMetric().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + id));
  }

  /** CAN speed between the two samples around a time; NaN where one is more than 0.1 s away. */
  private static double speedAt(double[][] can, double t) {
    for (int i = 1; i < can.length; i++) {
      double before = can[i - 1][0];
      double after = can[i][0];
      if (before <= t && t <= after && t - before <= 0.1 && after - t <= 0.1) {
        return can[i - 1][1] + (t - before) / (after - before) * (can[i][1] - can[i - 1][1]);
      }
    }
    return Double.NaN;
  }

  private static double gapM(double[] radar) {
    double forward = Math.max(0, radar[1] - OBJECT_HALF_M - FRONT_M);
    double aside = Math.max(0, Math.abs(radar[2]) - OBJECT_HALF_M - WIDTH_M / 2);
    return Math.hypot(forward, aside);
  }

  private static RunPlan plan(double[] firstPose) {
    return RunPlan.newBuilder()
        .setTitle("comma2k19, one minute")
        .setScorecardId("automaker")
        .setOrigin(GeoPoint.newBuilder().setLatitudeDeg(firstPose[3]).setLongitudeDeg(firstPose[4]))
        .addParticipants(
            Participant.newBuilder()
                .setVehicleId("comma2k19-rav4")
                .setRole(ParticipantRole.PARTICIPANT_ROLE_UNDER_TEST)
                .setShape(
                    VehicleShape.newBuilder()
                        .setLengthM(4.6)
                        .setWidthM(WIDTH_M)
                        .setRearAxleToFrontM(FRONT_M)))
        .build();
  }

  private static double[][] rows(Path csv) throws Exception {
    return Files.readAllLines(csv).stream()
        .skip(1)
        .map(row -> Arrays.stream(row.split(",", -1)).mapToDouble(Double::parseDouble).toArray())
        .toArray(double[][]::new);
  }
}
