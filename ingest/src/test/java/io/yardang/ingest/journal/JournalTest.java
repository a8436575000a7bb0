package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final UUID STREAM = new UUID(1, 2);
  private static final UUID OTHER = new UUID(3, 4);
  private static final long RECEIVED_NS = 1_700_000_000_000_000_007L;

  @TempDir Path root;

  @Test
  void shouldGiveBackEveryFieldOfEveryRecord() {
    try (JournalWriter writer = openWriter();
        JournalReader reader = LocalJournalReader.open(dir())) {
      writer.append(entry(STREAM, 1, 2, 5), RECEIVED_NS);
      writer.append(
          new JournalEntry().begin(RecordKind.RUN_EVENT, "console", OTHER).add(1, 42, new byte[0]),
          RECEIVED_NS + 1);

      List<JournalRecord> records = readAll(reader);

      assertThat(records).extracting(JournalRecord::seq).containsExactly(1L, 2L, 5L, 1L);
      JournalRecord third = records.get(2);
      assertThat(third.kind()).isEqualTo(RecordKind.FRAME);
      assertThat(third.sender()).isEqualTo("VX-12");
      assertThat(third.stream()).isEqualTo(STREAM);
      assertThat(third.sampleTimeNs()).isEqualTo(5_000L);
      assertThat(third.receiveTimeNs()).isEqualTo(RECEIVED_NS);
      assertThat(third.position().frame()).isEqualTo(2);
      assertThat(third.bytes()).asString(StandardCharsets.UTF_8).isEqualTo("frame 5");
      JournalRecord event = records.get(3);
      assertThat(event.kind()).isEqualTo(RecordKind.RUN_EVENT);
      assertThat(event.sender()).isEqualTo("console");
      assertThat(event.bytes()).isEmpty();
      assertThat(event.position()).isGreaterThan(third.position());
    }
  }

  @Test
  void shouldPollEmptyUntilTheJournalAppearsThenFollowIt() {
    try (JournalReader reader = LocalJournalReader.open(dir())) {
      reader.seekAfter(JournalPosition.BEFORE_FIRST);
      assertThat(reader.poll()).isEmpty();
      try (JournalWriter writer = openWriter()) {
        assertThat(reader.poll()).isEmpty();
        for (long seq = 1; seq <= 100; seq++) {
          writer.append(entry(STREAM, seq), RECEIVED_NS);
          assertThat(reader.poll()).map(JournalRecord::seq).contains(seq);
          assertThat(reader.poll()).isEmpty();
        }
      }
    }
  }

  @Test
  void shouldResumeBehindEachPosition() {
    try (JournalWriter writer = openWriter()) {
      writer.append(entry(STREAM, 1, 2, 3), RECEIVED_NS);
      writer.append(entry(STREAM, 4), RECEIVED_NS);
      writer.append(entry(STREAM, 5, 6), RECEIVED_NS);
    }
    List<JournalRecord> all;
    try (JournalReader reader = LocalJournalReader.open(dir())) {
      all = readAll(reader);
    }
    assertThat(all).hasSize(6);
    try (JournalReader reader = LocalJournalReader.open(dir())) {
      for (JournalRecord record : all) {
        reader.seekAfter(record.position());
        assertThat(readAll(reader))
            .extracting(JournalRecord::seq)
            .containsExactlyElementsOf(
                all.stream().map(JournalRecord::seq).filter(seq -> seq > record.seq()).toList());
      }
      reader.seekAfter(JournalPosition.BEFORE_FIRST);
      assertThat(readAll(reader)).hasSize(6);
    }
  }

  @Test
  void shouldRefusePositionsThatTheJournalDoesNotHold() {
    try (JournalReader reader = LocalJournalReader.open(dir())) {
      assertThatThrownBy(() -> reader.seekAfter(new JournalPosition(7, 0)))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("index=7");
    }
    try (JournalWriter writer = openWriter();
        JournalReader reader = LocalJournalReader.open(dir())) {
      long index = writer.append(entry(STREAM, 1, 2), RECEIVED_NS);
      assertThatThrownBy(() -> reader.seekAfter(new JournalPosition(index, 2)))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("records=2");
      assertThatThrownBy(() -> reader.seekAfter(new JournalPosition(index + 1, 0)))
          .isInstanceOf(JournalException.class);
    }
  }

  @Test
  void shouldRebuildDurableSeqsFromTheJournal() {
    try (JournalWriter writer = openWriter()) {
      assertThat(writer.durableSeq(STREAM)).isZero();
      writer.append(entry(STREAM, 1, 2, 3), RECEIVED_NS);
      writer.append(entry(OTHER, 1), RECEIVED_NS);
      writer.append(entry(STREAM, 9), RECEIVED_NS);
    }
    try (JournalWriter writer = openWriter()) {
      assertThat(writer.durableSeq(STREAM)).isEqualTo(9);
      assertThat(writer.durableSeq(OTHER)).isEqualTo(1);
      writer.append(entry(STREAM, 10), RECEIVED_NS);
    }
    try (JournalReader reader = LocalJournalReader.open(dir())) {
      assertThat(readAll(reader))
          .extracting(JournalRecord::seq)
          .containsExactly(1L, 2L, 3L, 1L, 9L, 10L);
    }
  }

  @Test
  void shouldFollowAndRebuildAcrossFiles() throws IOException {
    AtomicLong nowMs = new AtomicLong(RECEIVED_NS / 1_000_000);
    JournalSettings settings = JournalSettings.SMALL;
    try (JournalWriter writer = JournalWriter.open(dir(), settings, nowMs::get);
        JournalReader reader = LocalJournalReader.open(dir())) {
      for (long seq = 1; seq <= 5; seq++) {
        writer.append(entry(STREAM, seq), RECEIVED_NS);
        assertThat(reader.poll()).map(JournalRecord::seq).contains(seq);
        nowMs.addAndGet(3_600_000);
      }
    }
    try (var files = Files.list(dir())) {
      assertThat(files.filter(file -> file.toString().endsWith(".cq4"))).hasSizeGreaterThan(3);
    }
    try (JournalWriter writer = JournalWriter.open(dir(), settings, nowMs::get)) {
      assertThat(writer.durableSeq(STREAM)).isEqualTo(5);
    }
  }

  @Test
  void shouldHoldEntriesUpToTheToldLengthAndRefuseLongerOnes() {
    try (JournalWriter writer = openWriter();
        JournalReader reader = LocalJournalReader.open(dir())) {
      JournalEntry entry = new JournalEntry();
      for (long seq = 1; seq <= 20; seq++) {
        entry.begin(RecordKind.FRAME, "VX-12", STREAM);
        entry.add(seq, 1, new byte[writer.maxEntryBytes() - entry.sizeBytesWith(0)]);
        writer.append(entry, RECEIVED_NS);
        assertThat(reader.poll()).map(JournalRecord::seq).contains(seq);
      }
      entry.begin(RecordKind.FRAME, "VX-12", STREAM);
      entry.add(21, 1, new byte[writer.maxEntryBytes()]);
      assertThatThrownBy(() -> writer.append(entry, RECEIVED_NS))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("max=" + writer.maxEntryBytes());
      assertThat(reader.poll()).isEmpty();
      assertThat(writer.durableSeq(STREAM)).isEqualTo(20);
    }
  }

  @Test
  void shouldRefuseASeqThatItHas() {
    try (JournalWriter writer = openWriter()) {
      writer.append(entry(STREAM, 1, 2), RECEIVED_NS);
      assertThatThrownBy(() -> writer.append(entry(STREAM, 2, 3), RECEIVED_NS))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("seq=2, durable=2");
    }
  }

  @Test
  void shouldAllowOneWriterOnly() {
    try (JournalWriter first = openWriter()) {
      assertThatThrownBy(this::openWriter)
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("has a writer already")
          .hasMessageContaining(first.dir().toString());
    }
    openWriter().close();
  }

  @Test
  void shouldSkipADamagedEntryAndReportIt() throws IOException {
    long damagedIndex;
    try (JournalWriter writer = openWriter()) {
      writer.append(entry(STREAM, 1), RECEIVED_NS);
      damagedIndex = writer.append(entry(STREAM, 2), RECEIVED_NS);
      writer.append(entry(STREAM, 3), RECEIVED_NS);
    }
    overwrite("frame 2", "frame X");
    try (LocalJournalReader reader = LocalJournalReader.open(dir())) {
      assertThat(readAll(reader)).extracting(JournalRecord::seq).containsExactly(1L, 3L);
      assertThat(reader.skippedEntries()).isEqualTo(1);
    }
    try (JournalWriter writer = openWriter()) {
      assertThat(writer.recovery().damagedEntries()).isEqualTo(1);
      assertThat(writer.recovery().remarks())
          .singleElement()
          .asString()
          .contains("index=" + damagedIndex);
      assertThat(writer.durableSeq(STREAM)).isEqualTo(3);
    }
  }

  @Test
  void shouldGoOnBehindThePositionOfAnEntryThatIsDamagedSince() throws IOException {
    JournalPosition position;
    try (JournalWriter writer = openWriter()) {
      position = new JournalPosition(writer.append(entry(STREAM, 1, 2), RECEIVED_NS), 0);
      writer.append(entry(STREAM, 3), RECEIVED_NS);
    }
    overwrite("frame 2", "frame X");
    try (LocalJournalReader reader = LocalJournalReader.open(dir())) {
      reader.seekAfter(position);
      assertThat(readAll(reader)).extracting(JournalRecord::seq).containsExactly(3L);
      assertThat(reader.skippedEntries()).isEqualTo(1);
    }
  }

  @Test
  void shouldListJournalsById() {
    assertThat(JournalDirectory.list(root.resolve("none"))).isEmpty();
    JournalWriter.open(root.resolve("gw-b"), JournalSettings.SMALL).close();
    JournalWriter.open(root.resolve("gw-a"), JournalSettings.SMALL).close();
    assertThat(root.resolve("not-a-journal").toFile().mkdir()).isTrue();
    assertThat(JournalDirectory.list(root))
        .containsExactly(
            new JournalDirectory("gw-a", root.resolve("gw-a")),
            new JournalDirectory("gw-b", root.resolve("gw-b")));
  }

  private Path dir() {
    return root.resolve("gw");
  }

  private JournalWriter openWriter() {
    return JournalWriter.open(dir(), JournalSettings.SMALL);
  }

  private static JournalEntry entry(UUID stream, long... seqs) {
    JournalEntry entry = new JournalEntry().begin(RecordKind.FRAME, "VX-12", stream);
    for (long seq : seqs) {
      entry.add(seq, seq * 1000, ("frame " + seq).getBytes(StandardCharsets.UTF_8));
    }
    return entry;
  }

  static List<JournalRecord> readAll(JournalReader reader) {
    List<JournalRecord> records = new ArrayList<>();
    for (Optional<JournalRecord> next = reader.poll(); next.isPresent(); next = reader.poll()) {
      records.add(next.get());
    }
    return records;
  }

  private void overwrite(String from, String to) throws IOException {
    Path file;
    try (var files = Files.list(dir())) {
      file = files.filter(f -> f.toString().endsWith(".cq4")).findFirst().orElseThrow();
    }
    String content = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertThat(content).contains(from);
    Files.writeString(file, content.replace(from, to), StandardCharsets.ISO_8859_1);
  }
}
