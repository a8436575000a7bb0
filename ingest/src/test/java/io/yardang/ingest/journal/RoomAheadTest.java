package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoomAheadTest {
  private static final UUID STREAM = new UUID(1, 2);

  @TempDir Path root;

  @Test
  void shouldKeepEveryEntryWhenRoomIsMadeBetweenThem() {
    Random random = new Random(42);
    JournalSettings smallBlocks =
        new JournalSettings(1 << 20, JournalSettings.Roll.HOURLY, Duration.ZERO);
    Path dir = root.resolve("journal");
    List<byte[]> written = new ArrayList<>();
    for (int opened = 0; opened < 3; opened++) {
      try (JournalWriter writer = JournalWriter.open(dir, smallBlocks)) {
        for (int i = 0; i < 300; i++) {
          byte[] bytes = new byte[random.nextInt(i % 50 == 0 ? 200_000 : 9_000)];
          random.nextBytes(bytes);
          written.add(bytes);
          append(writer, written.size(), bytes);
        }
      }
    }

    try (JournalReader reader = LocalJournalReader.open(dir)) {
      for (byte[] bytes : written) {
        assertThat(reader.poll()).get().extracting(JournalRecord::bytes).isEqualTo(bytes);
      }
      assertThat(reader.poll()).isEmpty();
    }
  }

  @Test
  void shouldRefuseAnEntryForWhichThereIsNoRoomAndTakeItWhenThereIs() {
    FullDisk disk = new FullDisk();
    Path dir = root.resolve("journal");
    try (JournalWriter writer =
            JournalWriter.open(dir, JournalSettings.SMALL, System::currentTimeMillis, disk);
        JournalReader reader = LocalJournalReader.open(dir)) {
      append(writer, 1, new byte[100]);
      disk.isFull = true;
      append(writer, 2, new byte[100]);
      assertThatThrownBy(() -> append(writer, 3, new byte[RoomAhead.STEP_BYTES]))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("No space left on device");
      assertThat(writer.durableSeq(STREAM)).isEqualTo(2);
      disk.isFull = false;
      append(writer, 3, new byte[RoomAhead.STEP_BYTES]);

      for (long seq = 1; seq <= 3; seq++) {
        assertThat(reader.poll()).map(JournalRecord::seq).contains(seq);
      }
      assertThat(reader.poll()).isEmpty();
    }
  }

  @Test
  void shouldMakeRoomOnceForManyEntries() {
    FullDisk disk = new FullDisk();
    try (JournalWriter writer =
        JournalWriter.open(
            root.resolve("journal"), JournalSettings.SMALL, System::currentTimeMillis, disk)) {
      for (int seq = 1; seq <= 1_000; seq++) {
        append(writer, seq, new byte[1_000]);
      }
    }
    assertThat(disk.rooms).isBetween(4, 8);
  }

  private static void append(JournalWriter writer, long seq, byte[] bytes) {
    writer.append(
        new JournalEntry().begin(RecordKind.FRAME, "VX-12", STREAM).add(seq, seq, bytes), seq);
  }

  private static final class FullDisk implements Disk {
    boolean isFull;
    int rooms;

    @Override
    public void makeRoom(FileChannel file, ByteBuffer zeros, long at) throws IOException {
      if (isFull) {
        throw new IOException("No space left on device");
      }
      rooms++;
      Disk.super.makeRoom(file, zeros, at);
    }
  }
}
