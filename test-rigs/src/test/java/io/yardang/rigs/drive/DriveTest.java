package io.yardang.rigs.drive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yardang.v1.RunEvent;
import io.yardang.v1.TelemetryFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriveTest {
  private static final UUID STREAM = UUID.fromString("00000000-0000-4000-8000-000000000001");

  @TempDir Path dir;

  @Test
  void shouldReadBackWhatWasWritten() throws IOException {
    List<DriveRecord> records = records(20_000);
    Path file = write(records);
    Drive drive = Drive.open(file);
    assertThat(drive.vehicles()).containsExactly("VX-0", "VX-1");
    assertThat(drive.source()).isEqualTo(new DriveSource("t", "s", "l"));
    assertThat(drive.frames()).isEqualTo(20_000);
    assertThat(drive.runEvents()).isEqualTo(1);
    assertThat(drive.isComplete()).isTrue();
    assertThat(drive.startTimeNs()).isEqualTo(records.get(0).logTimeNs());
    assertThat(drive.endTimeNs()).isEqualTo(records.get(records.size() - 1).logTimeNs());
    assertThat(read(file)).isEqualTo(records);
  }

  @Test
  void shouldReadUpToTheCutOfADriveCutAnywhere() throws IOException {
    List<DriveRecord> records = records(300);
    byte[] whole = Files.readAllBytes(write(records));
    var random = new Random(7);
    Path cut = dir.resolve("cut.mcap");
    int readBefore = 0;
    int[] cuts = random.ints(200, 8, whole.length).sorted().toArray();
    for (int length : cuts) {
      Files.write(cut, Arrays.copyOf(whole, length));
      List<DriveRecord> read = read(cut);
      assertThat(read).as("cut at %d", length).isEqualTo(records.subList(0, read.size()));
      assertThat(read.size()).isGreaterThanOrEqualTo(readBefore);
      assertThat(Drive.open(cut).isComplete()).isFalse();
      readBefore = read.size();
    }
    assertThat(readBefore).isEqualTo(records.size());
  }

  @Test
  void shouldRefuseLogTimesThatGoBack() throws IOException {
    try (var writer = DriveWriter.create(dir.resolve("d.mcap"), DriveSource.UNKNOWN)) {
      var frame = TelemetryFrame.getDefaultInstance();
      writer.write(DriveRecord.of("VX-1", STREAM, 2, frame));
      assertThatThrownBy(() -> writer.write(DriveRecord.of("VX-1", STREAM, 1, frame)))
          .hasMessageContaining("goes back from 2 to 1");
    }
  }

  private Path write(List<DriveRecord> records) throws IOException {
    Path file = dir.resolve("drive.mcap");
    try (var writer = DriveWriter.create(file, new DriveSource("t", "s", "l"))) {
      for (DriveRecord record : records) {
        writer.write(record);
      }
    }
    return file;
  }

  private static List<DriveRecord> records(int frames) {
    var records = new ArrayList<DriveRecord>();
    records.add(DriveRecord.of("console", STREAM, 1000, RunEvent.newBuilder().setSeq(1).build()));
    for (int i = 0; i < frames; i++) {
      var frame = TelemetryFrame.newBuilder().setSeq(i / 2 + 1).setSampleTimeUnixNs(i);
      frame.getMotionBuilder().setSpeedMps(Math.sin(i)).setYawRateRadps(Math.cos(i));
      records.add(DriveRecord.of("VX-" + i % 2, STREAM, 2000 + i / 3, frame.build()));
    }
    return records;
  }

  private static List<DriveRecord> read(Path file) throws IOException {
    var records = new ArrayList<DriveRecord>();
    try (DriveReader reader = DriveReader.open(file)) {
      for (DriveRecord record; (record = reader.next()) != null; ) {
        records.add(record);
      }
    }
    return records;
  }
}
