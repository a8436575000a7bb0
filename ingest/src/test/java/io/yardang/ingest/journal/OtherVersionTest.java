package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

/** A journal whose entries are intact, but of another version. */
class OtherVersionTest extends JournalOnDisk {

  @Test
  void shouldRefuseToOpenItAndChangeNothing() throws IOException {
    write(1, 20);
    becomeVersion(1);
    Files.delete(dir().resolve("streams.snapshot"));
    byte[] before = Files.readAllBytes(newest());
    assertThatThrownBy(this::open)
        .isInstanceOf(JournalVersionException.class)
        .hasMessageContaining("version=1")
        .hasMessageContaining("the version that wrote it");
    assertThat(newest()).hasBinaryContent(before);
    assertThat(dir().resolve("quarantine")).doesNotExist();
  }

  @Test
  void shouldNotBeReadWithOrWithoutItsStamp() throws IOException {
    write(1, 20);
    write(21, 21);
    becomeVersion(1);
    for (int time = 0; time < 2; time++) {
      try (JournalReader reader = LocalJournalReader.open(dir())) {
        assertThatThrownBy(() -> seqs(reader)).isInstanceOf(JournalVersionException.class);
      }
      Files.deleteIfExists(dir().resolve(JournalStamp.FILE));
    }
  }

  private void becomeVersion(int version) throws IOException {
    Path file = newest();
    for (long place : places()) {
      byte[] entry = new byte[intAt(place)];
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        long at = place + FileScan.HEADER_BYTES;
        channel.read(ByteBuffer.wrap(entry), at);
        entry[0] = (byte) version;
        ByteBuffer crc = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        channel.write(ByteBuffer.wrap(entry), at);
        channel.write(
            crc.putInt(0, JournalEntry.crcOf(entry, entry.length)), at + JournalEntry.CRC_AT);
      }
    }
  }
}
