package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A vehicle sends frames whose bytes are a whole journal entry, of another vehicle. */
@Timeout(120)
class ForgedEntryTest extends JournalOnDisk {
  private static final UUID VICTIM = new UUID(7, 7);
  private static final UUID FORGER = new UUID(6, 6);

  @Test
  void shouldNotTakeForAnEntryWhatAFrameCarriesWhereAHeaderIsDamaged() throws IOException {
    writeWithForgery();
    put(places().get(50), 0x1234);
    try (JournalWriter writer = open()) {
      assertThat(writer.durableSeq(VICTIM)).isZero();
      assertThat(writer.durableSeq(STREAM)).isEqualTo(100);
    }
    assertThat(seqs()).isEqualTo(range(1, 100));
    assertSound();
  }

  @Test
  void shouldNotReadWhatAFrameCarriesInAFileThatNoStartLooksAt() throws IOException {
    for (int header : new int[] {0x1234, 0, FileScan.META_DATA | 4}) {
      writeWithForgery();
      nowMs.addAndGet(HOUR_MS);
      write(101, 120);
      put(file(0), placesOf(0).get(50), header);
      try (JournalWriter writer = open()) {
        assertThat(writer.recovery().isClean()).as("header=%x", header).isTrue();
        assertThat(seqs()).as("header=%x", header).isEqualTo(range(1, 120));
      }
      deleteJournal();
      nowMs.addAndGet(HOUR_MS);
    }
  }

  @Test
  void shouldKnowTheEntriesOfAFileWhoseBeginningIsDamagedByTheJournalsStamp() throws IOException {
    writeForgeryFirst();
    put(places().get(0), 0x1234);
    try (JournalWriter writer = open()) {
      assertThat(writer.durableSeq(VICTIM)).isZero();
      append(writer, 101);
    }
    assertThat(seqs()).isEqualTo(range(1, 101));
    assertSound();
  }

  @Test
  void shouldLearnALostOrWrongStampFromTheEntries() throws IOException {
    writeWithForgery();
    byte[] stamp = Files.readAllBytes(stamp());
    byte[] flipped = stamp.clone();
    flipped[3] ^= 1;
    Path other = Files.createDirectories(root.resolve("other"));
    JournalWriter.open(other, SETTINGS, nowMs::get).close();
    for (byte[] wrong :
        List.of(new byte[0], flipped, Files.readAllBytes(other.resolve(JournalStamp.FILE)))) {
      Files.write(stamp(), wrong);
      try (JournalWriter writer = open()) {
        assertThat(writer.recovery().remarks()).singleElement().asString().contains("stamp");
        assertThat(writer.durableSeq(STREAM)).isEqualTo(100);
      }
      assertThat(stamp()).hasBinaryContent(stamp);
    }
    Files.delete(stamp());
    put(places().get(50), 0x1234);
    try (JournalReader reader = LocalJournalReader.open(dir())) {
      assertThat(seqs(reader)).doesNotHaveDuplicates().hasSize(100);
    }
    open().close();
    assertThat(stamp()).hasBinaryContent(stamp);
    assertThat(seqs()).isEqualTo(range(1, 100));
  }

  private Path stamp() {
    return dir().resolve(JournalStamp.FILE);
  }

  /** An entry of a frame that carries an entry of index 60, and 100 more. */
  private void writeForgeryFirst() throws IOException {
    try (JournalWriter writer = open()) {
      appendForgery(writer);
      for (long seq = 1; seq <= 100; seq++) {
        append(writer, seq);
      }
      writer.commit().await();
    }
  }

  /** 50 entries, one of a frame that carries an entry of index 60, and 50 more. */
  private void writeWithForgery() throws IOException {
    try (JournalWriter writer = open()) {
      for (long seq = 1; seq <= 50; seq++) {
        append(writer, seq);
      }
      appendForgery(writer);
      for (long seq = 51; seq <= 100; seq++) {
        append(writer, seq);
      }
      writer.commit().await();
    }
  }

  private void appendForgery(JournalWriter writer) {
    long firstIndex = new CycleFile(dir(), nowMs.get() / HOUR_MS).firstIndex();
    JournalEntry entry = new JournalEntry().begin(RecordKind.FRAME, "VX-66", FORGER);
    writer.append(entry.add(1, 1, forgery(firstIndex + 60)), 60);
  }

  /** With its header, at each place that a multiple of four may be. */
  private static byte[] forgery(long index) {
    JournalEntry forged = new JournalEntry().begin(RecordKind.FRAME, "VX-77", VICTIM);
    byte[] sealed = forged.add(1, 1, new byte[50]).seal(1, index, index, 0x5eed);
    int length = forged.sizeBytes();
    ByteBuffer bytes = ByteBuffer.allocate(8 * (length + 16)).order(ByteOrder.LITTLE_ENDIAN);
    for (int shift = 0; shift < 4; shift++) {
      while (bytes.position() % 4 != shift) {
        bytes.put((byte) 1);
      }
      bytes.putInt(length).put(sealed, 0, length);
    }
    return bytes.array();
  }
}
