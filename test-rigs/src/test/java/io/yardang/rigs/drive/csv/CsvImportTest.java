package io.yardang.rigs.drive.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yardang.rigs.drive.Drive;
import io.yardang.rigs.drive.DriveReader;
import io.yardang.rigs.drive.DriveRecord;
import io.yardang.rigs.drive.SharedData;
import io.yardang.v1.PerceivedObject;
import io.yardang.v1.TelemetryFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports of the real recordings, checked against values split from the files here. */
class CsvImportTest {
  @TempDir Path dir;

  @Test
  void shouldImportEveryRowOfSevenVehiclesOnce() throws IOException {
    Path csv = SharedData.path("drives/zalazone-openacc/long_setting_dynamic_part16.csv");
    ImportSummary summary = importZalazone(csv);
    assertThat(summary.rows()).isEqualTo(1200);
    assertThat(summary.frames()).isEqualTo(7 * 1200);
    assertThat(Drive.open(summary.drive()).vehicles()).hasSize(7);
    checkAgainstFile(csv, summary);
  }

  @Test
  void shouldMakeNoFrameOfEmptyCells() throws IOException {
    Path csv = SharedData.path("drives/zalazone-openacc/short_setting_handling_part45.csv");
    ImportSummary summary = importZalazone(csv);
    assertThat(summary.framesOfVehicle())
        .containsEntry("OpenACC-1", 133L)
        .containsEntry("OpenACC-2", 606L);
    checkAgainstFile(csv, summary);
  }

  @Test
  void shouldImportAMinuteWithRadarObjects() throws IOException {
    Path csv = SharedData.path("drives/comma2k19-example1/csv/pose_20hz.csv");
    Path out = dir.resolve("comma.mcap");
    ImportSummary summary = CsvImport.toDrive(CsvMapping.builtIn("comma2k19"), List.of(csv), out);
    assertThat(summary.frames()).isEqualTo(1200);
    assertThat(summary.objects()).isGreaterThan(9_000);
    List<TelemetryFrame> frames = frames(out).get("comma2k19-rav4");
    List<String> rows = Files.readAllLines(csv);
    double[][] radar =
        Files.readAllLines(csv.resolveSibling("radar_tracks.csv")).stream()
            .skip(1)
            .map(r -> Arrays.stream(r.split(",", -1)).mapToDouble(Double::parseDouble).toArray())
            .toArray(double[][]::new);
    double before = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < frames.size(); i++) {
      String[] row = rows.get(i + 1).split(",", -1);
      TelemetryFrame frame = frames.get(i);
      double t = Double.parseDouble(row[0]);
      assertThat(frame.getSampleTimeUnixNs() / 1e9).isCloseTo(t + 1533180079.6456, within(1e-6));
      assertThat(frame.getPosition().getLatitudeDeg()).isEqualTo(Double.parseDouble(row[3]));
      assertThat(frame.getMotion().getHeadingDeg()).isEqualTo(Double.parseDouble(row[10]));
      if (frame.getMotion().hasSpeedMps()) {
        assertThat(frame.getMotion().getSpeedMps())
            .isCloseTo(Double.parseDouble(row[9]), within(0.8));
      }
      for (PerceivedObject object : frame.getObjectsList()) {
        assertThat(radarRow(radar, before, t, object)).as("object of frame %d", i).isTrue();
      }
      before = t;
    }
    assertThat(frames.stream().filter(f -> f.getMotion().hasSpeedMps()).count())
        .isGreaterThanOrEqualTo(1195);
  }

  @Test
  void shouldGiveTheSameDriveTwice() throws IOException {
    Path csv = csv("t,v\n0,1\n1,2\n");
    var mapping = mapping("motion.speed_mps");
    CsvImport.toDrive(mapping, List.of(csv), dir.resolve("1.mcap"));
    CsvImport.toDrive(mapping, List.of(csv), dir.resolve("2.mcap"));
    assertThat(dir.resolve("1.mcap")).hasSameBinaryContentAs(dir.resolve("2.mcap"));
  }

  @Test
  void shouldNameFileLineAndReasonOfABadMapping() {
    assertThatThrownBy(() -> mapping("motion.sped_mps"))
        .hasMessageContaining("m.yaml:7:")
        .hasMessageContaining("no field sped_mps in yardang.v1.Motion");
    assertThatThrownBy(() -> CsvMappingParser.parse("m.yaml", "name: a\nspeed: 3\n"))
        .hasMessageContaining("m.yaml:2: unknown key: speed");
    assertThatThrownBy(() -> CsvMappingParser.parse("m.yaml", "name: [a\n"))
        .hasMessageContaining("m.yaml:2:");
  }

  @Test
  void shouldNameFileLineAndReasonOfABadCell() throws IOException {
    Path bad = csv("t,v\n0,1\n1,fast\n");
    Path out = dir.resolve("bad.mcap");
    assertThatThrownBy(() -> CsvImport.toDrive(mapping("motion.speed_mps"), List.of(bad), out))
        .hasMessageContaining("in.csv:3: column 2 is not a number: fast");
    assertThat(out).doesNotExist();
    Path back = csv("t,v\n1,1\n0,1\n");
    assertThatThrownBy(() -> CsvImport.toDrive(mapping("motion.speed_mps"), List.of(back), out))
        .hasMessageContaining("in.csv:3: the time goes back");
  }

  private Path csv(String text) throws IOException {
    return Files.writeString(dir.resolve("in.csv"), text);
  }

  private static CsvMapping mapping(String field) throws IOException {
    return CsvMappingParser.parse(
        "m.yaml",
        "name: m\n"
            + "time: {column: t, epoch: 2026-01-01T00:00:00Z}\n"
            + "vehicles:\n"
            + "  - vehicle_id: VX-1\n"
            + "    fields:\n"
            + "      - column: v\n"
            + "        field: "
            + field
            + "\n");
  }

  private ImportSummary importZalazone(Path csv) throws IOException {
    return CsvImport.toDrive(
        CsvMapping.builtIn("zalazone-openacc"), List.of(csv), dir.resolve("z.mcap"));
  }

  private static void checkAgainstFile(Path csv, ImportSummary summary) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    String[] date = lines.get(0).split(",", -1);
    Instant day =
        Instant.parse(
            "%s-%02d-%02dT00:00:00Z"
                .formatted(date[3], Integer.valueOf(date[2]), Integer.valueOf(date[1])));
    List<String> header = Arrays.asList(lines.get(5).split(",", -1));
    Map<String, List<TelemetryFrame>> frames = frames(summary.drive());
    int expected = 0;
    for (int k = 1; k <= 11; k++) {
      int first = header.indexOf("Speed" + k);
      int seq = 0;
      for (String line : lines.subList(6, lines.size())) {
        String[] row = line.split(",", -1);
        if (first < 0 || row[first].isEmpty()) {
          continue;
        }
        TelemetryFrame frame = frames.get("OpenACC-" + k).get(seq++);
        assertThat(frame.getSeq()).isEqualTo(seq);
        long tenths = Math.round(Double.parseDouble(row[0]) * 10);
        assertThat(frame.getSampleTimeUnixNs())
            .isEqualTo(day.getEpochSecond() * 1_000_000_000L + tenths * 100_000_000L);
        double[] values = {
          frame.getMotion().getSpeedMps(),
          frame.getLocalPose().getXM(),
          frame.getLocalPose().getYM(),
          frame.getPosition().getLongitudeDeg(),
          frame.getPosition().getLatitudeDeg(),
          frame.getPosition().getAltitudeM()
        };
        // Vehicles 5 and 6 have a speed without a position in a few rows of the long run.
        boolean hasPosition = !row[first + 1].isEmpty();
        assertThat(frame.hasPosition()).isEqualTo(hasPosition);
        assertThat(frame.hasLocalPose()).isEqualTo(hasPosition);
        for (int c = 0; c < (hasPosition ? values.length : 1); c++) {
          assertThat(values[c]).isEqualTo(Double.parseDouble(row[first + c]));
        }
        expected++;
      }
    }
    assertThat(summary.frames()).isEqualTo(expected);
  }

  private static boolean radarRow(
      double[][] radar, double before, double t, PerceivedObject object) {
    return Arrays.stream(radar)
        .anyMatch(
            row ->
                row[0] > before
                    && row[0] <= t
                    && object.getId() % 10_000 == (int) row[4]
                    && object.getXM() == row[1]
                    && object.getYM() == row[2]);
  }

  private static Map<String, List<TelemetryFrame>> frames(Path drive) throws IOException {
    var frames = new HashMap<String, List<TelemetryFrame>>();
    try (DriveReader reader = DriveReader.open(drive)) {
      for (DriveRecord record; (record = reader.next()) != null; ) {
        frames.computeIfAbsent(record.sender(), v -> new ArrayList<>()).add(record.frame());
      }
    }
    return frames;
  }
}
