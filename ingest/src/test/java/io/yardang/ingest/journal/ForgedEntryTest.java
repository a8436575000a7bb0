package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
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

  @Test
  void shouldStepOverForgeriesWithARightChecksumThatAreNoEntries() throws IOException {
    int record = JournalEntry.SENDER_AT + 2;
    List<byte[]> malformed =
        List.of(
            // No sender, and no record although it says so.
            malformed(JournalEntry.SENDER_AT + 1, entry -> {}),
            // A sender longer than the entry.
            malformed(record, entry -> entry.put(JournalEntry.SENDER_AT, (byte) 200)),
            // Records of impossible length.
            malformed(record + 20, entry -> recordOf(entry, Integer.MIN_VALUE)),
            malformed(record + 20, entry -> recordOf(entry, Integer.MAX_VALUE)),
            malformed(record + 20, entry -> recordOf(entry, 1)),
            malformed(record + 20, entry -> recordOf(entry, 0).putInt(JournalEntry.COUNT_AT, -1)),
            // Something behind the last record.
            malformed(record + 24, entry -> recordOf(entry, 0)));
    for (byte[] forgery : malformed) {
      for (boolean isStampLost : new boolean[] {false, true}) {
        writeWithForgery(forgery);
        // As an append leaves it in whose middle the process was killed.
        put(places().get(50), FileScan.NOT_COMPLETE | 0x1234);
        if (isStampLost) {
          Files.delete(stamp());
          put(places().get(0), 0x1234);
        }
        try (JournalReader reader = LocalJournalReader.open(dir())) {
          assertThat(seqs(reader)).isSubsetOf(range(1, 100));
        }
        Files.deleteIfExists(dir().resolve("streams.snapshot"));
        try (JournalWriter writer = open()) {
          assertThat(writer.durableSeq(STREAM)).isEqualTo(100);
        }
        assertThat(seqs()).isEqualTo(range(isStampLost ? 2 : 1, 100));
        deleteJournal();
        nowMs.addAndGet(HOUR_MS);
      }
    }
  }

  @Test
  @Timeout(30)
  void shouldNotCheckWhatClaimsToBeALongEntryAtEachPlace() throws IOException {
    int length = 0x0010_0001;
    ByteBuffer costly = ByteBuffer.allocate(4 * length).order(ByteOrder.LITTLE_ENDIAN);
    // So that they stand at multiples of four in the file.
    costly.position(2);
    while (costly.remaining() >= Integer.BYTES) {
      costly.putInt(length);
    }
    JournalSettings large =
        new JournalSettings(32 << 20, JournalSettings.Roll.HOURLY, Duration.ZERO);
    try (JournalWriter writer = JournalWriter.open(dir(), large, nowMs::get)) {
      append(writer, 1);
      writer.append(
          new JournalEntry().begin(RecordKind.FRAME, "VX-66", FORGER).add(1, 1, costly.array()), 2);
      append(writer, 2);
    }
    put(places().get(1), 0x1234);
    Files.delete(dir().resolve("streams.snapshot"));
    try (JournalWriter writer = JournalWriter.open(dir(), large, nowMs::get)) {
      assertThat(writer.durableSeq(STREAM)).isEqualTo(2);
    }
    assertThat(seqs()).containsExactly(1L, 2L);
  }

  @Test
  void shouldNotTakeTheStampOfAFrameWhereTheBeginningOfTheFileIsDamaged() throws IOException {
    writeForgeryFirst();
    byte[] stamp = Files.readAllBytes(stamp());
    // An older file tells it, too, when the stamp's own is lost.
    nowMs.addAndGet(HOUR_MS);
    writeForgeryFirst(101);
    put(places().get(0), 0x1234);
    Files.delete(dir().resolve("streams.snapshot"));
    Files.delete(stamp());
    try (JournalWriter writer = open()) {
      assertThat(writer.durableSeq(VICTIM)).isZero();
      assertThat(writer.durableSeq(STREAM)).isEqualTo(200);
    }
    assertThat(stamp()).hasBinaryContent(stamp);
  }

  private Path stamp() {
    return dir().resolve(JournalStamp.FILE);
  }

  /** An entry of a frame that carries an entry of index 60, and 100 more. */
  private void writeForgeryFirst() throws IOException {
    writeForgeryFirst(1);
  }

  private void writeForgeryFirst(long first) throws IOException {
    try (JournalWriter writer = open()) {
      appendForgery(writer, forgery(indexAhead()), first);
      for (long seq = first; seq < first + 100; seq++) {
        append(writer, seq);
      }
      writer.commit().await();
    }
  }

  private void writeWithForgery() throws IOException {
    writeWithForgery(forgery(indexAhead()));
  }

  /** 50 entries, one of a frame that carries these bytes, and 50 more. */
  private void writeWithForgery(byte[] forgery) throws IOException {
    try (JournalWriter writer = open()) {
      for (long seq = 1; seq <= 50; seq++) {
        append(writer, seq);
      }
      appendForgery(writer, forgery);
      for (long seq = 51; seq <= 100; seq++) {
        append(writer, seq);
      }
      writer.commit().await();
    }
  }

  private static void appendForgery(JournalWriter writer, byte[] forgery) {
    appendForgery(writer, forgery, 1);
  }

  private static void appendForgery(JournalWriter writer, byte[] forgery, long seq) {
    JournalEntry entry = new JournalEntry().begin(RecordKind.FRAME, "VX-66", FORGER);
    writer.append(entry.add(seq, 1, forgery), 60);
  }

  private long indexAhead() {
    return new CycleFile(dir(), nowMs.get() / HOUR_MS).firstIndex() + 60;
  }

  private static byte[] forgery(long index) {
    JournalEntry forged = new JournalEntry().begin(RecordKind.FRAME, "VX-77", VICTIM);
    byte[] sealed = forged.add(1, 1, new byte[50]).seal(1, index, index, 0x5eed);
    return atEachPlace(Arrays.copyOf(sealed, forged.sizeBytes()));
  }

  /** An entry of one record, as far as it says so itself, changed, and with a right checksum. */
  private byte[] malformed(int length, Consumer<ByteBuffer> change) {
    ByteBuffer entry = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    entry
        .put(0, JournalEntry.VERSION)
        .put(1, RecordKind.FRAME.code())
        .putInt(JournalEntry.LENGTH_AT, length)
        .putInt(JournalEntry.COUNT_AT, 1)
        .putLong(JournalEntry.INDEX_AT, indexAhead());
    change.accept(entry);
    entry.putInt(JournalEntry.CRC_AT, JournalEntry.crcOf(entry.array(), length));
    return atEachPlace(entry.array());
  }

  /** With a sender of one byte, and seq 1. */
  private static ByteBuffer recordOf(ByteBuffer entry, int length) {
    int at = JournalEntry.SENDER_AT;
    return entry
        .put(at, (byte) 1)
        .put(at + 1, (byte) 'V')
        .putLong(at + 2, 1)
        .putInt(at + 18, length);
  }

  /** With its header, at each place that a multiple of four may be. */
  private static byte[] atEachPlace(byte[] entry) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * (entry.length + 16)).order(ByteOrder.LITTLE_ENDIAN);
    for (int shift = 0; shift < 4; shift++) {
      while (bytes.position() % 4 != shift) {
        bytes.put((byte) 1);
      }
      bytes.putInt(entry.length).put(entry);
    }
    return bytes.array();
  }
}
