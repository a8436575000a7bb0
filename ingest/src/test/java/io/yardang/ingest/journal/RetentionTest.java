package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which files leave a real journal, whose hours pass as the test says. */
@Timeout(60)
class RetentionTest {
  private static final UUID STREAM = new UUID(1, 2);
  private static final UUID OTHER = new UUID(3, 4);
  private static final long FIRST_HOUR = 480_000;
  private static final long HOUR_MS = 3_600_000;
  private static final Retention AFTER_AN_HOUR = rules(Duration.ofHours(1), 0, true);

  @TempDir Path root;
  private final WatchedDisk disk = new WatchedDisk();
  private final AtomicLong clockMs = new AtomicLong(FIRST_HOUR * HOUR_MS + 1);
  private final List<JournalPosition> positions = new ArrayList<>();
  private long seq;

  @Test
  void shouldLetOldFilesLeaveOnceTheyAreScored() {
    try (JournalWriter writer = open(AFTER_AN_HOUR)) {
      appendInHours(writer, 5);
      ScoredPosition.write(dir(), positions.get(2));
      await("two have left", () -> writer.deletedFiles() == 2);

      assertThat(hours()).as("the file of the position stays").containsExactly(2L, 3L, 4L);
      assertThat(readSeqs(dir())).containsExactly(3L, 4L, 5L);
      assertThat(writer.deletedBytes()).isPositive();
      append(writer);
      assertThat(readSeqs(dir())).containsExactly(3L, 4L, 5L, 6L);
    }
  }

  @Test
  void shouldKeepOldFilesThatNobodyHasScoredUnlessToldOtherwise() {
    try (JournalWriter writer = open(AFTER_AN_HOUR)) {
      appendInHours(writer, 4);
      looksTwice(writer);
      assertThat(writer.deletedFiles()).isZero();
    }
    try (JournalWriter writer = open(rules(Duration.ofHours(1), 0, false))) {
      await("all have left that are old", () -> writer.deletedFiles() == 2);
      assertThat(hours()).containsExactly(2L, 3L);
    }
  }

  @Test
  void shouldTellAReaderThatWasTooSlow() {
    try (JournalWriter writer = open(AFTER_AN_HOUR);
        JournalReader slow = LocalJournalReader.open(dir());
        JournalReader next = LocalJournalReader.open(dir())) {
      appendInHours(writer, 5);
      assertThat(slow.poll()).map(JournalRecord::seq).contains(1L);
      assertThat(next.poll()).isPresent();
      assertThat(next.poll()).isPresent();
      assertThat(next.poll()).map(JournalRecord::seq).contains(3L);
      ScoredPosition.write(dir(), positions.get(3));
      await("three have left", () -> writer.deletedFiles() == 3);

      assertThatThrownBy(slow::poll)
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("deleted before they were read");
      assertThat(next.poll()).as("nothing lies between").map(JournalRecord::seq).contains(4L);
      assertThatThrownBy(() -> slow.seekAfter(positions.get(1)))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("does not hold the position");
      slow.seekAfter(JournalPosition.BEFORE_FIRST);
      assertThat(slow.poll()).map(JournalRecord::seq).contains(4L);
    }
  }

  @Test
  void shouldBeginAtTheOldestFileEvenBeforeTheQueueKnowsThatOthersHaveLeft() throws IOException {
    try (JournalWriter writer = open(Retention.KEEP_ALL)) {
      appendInHours(writer, 3);
      Files.delete(CycleFile.list(dir()).get(0).path());
      assertThat(readSeqs(dir())).containsExactly(2L, 3L);
    }
  }

  @Test
  void shouldKnowTheStreamsWhoseEntriesHaveLeftAlsoAfterARestart() throws IOException {
    try (JournalWriter writer = open(Retention.KEEP_ALL)) {
      writer.append(entry(OTHER, 7), clockMs.get() * 1_000_000);
      appendInHours(writer, 4);
    }
    // As if it had never been written, for want of room.
    Files.delete(dir().resolve("streams.snapshot"));
    ScoredPosition.write(dir(), positions.get(3));
    try (JournalWriter writer = open(AFTER_AN_HOUR)) {
      await("some have left", () -> writer.deletedFiles() == 2);
    }
    try (JournalWriter writer = open(AFTER_AN_HOUR)) {
      assertThat(writer.durableSeq(OTHER)).isEqualTo(7);
      assertThat(writer.durableSeq(STREAM)).isEqualTo(4);
      assertThat(writer.senderOf(OTHER)).contains("VX-12");
    }
  }

  @Test
  void shouldForgetStreamsThatHaveLeftAndAreSilentForLong() {
    Retention rules =
        new Retention(Duration.ofHours(1), 0, false, true, Optional.empty(), Duration.ofDays(2));
    try (JournalWriter writer = open(rules)) {
      writer.append(entry(OTHER, 7), clockMs.get() * 1_000_000);
      append(writer);
      clockMs.addAndGet(24 * HOUR_MS);
      append(writer);
      ScoredPosition.write(dir(), positions.get(1));
      await("it has left", () -> writer.deletedFiles() == 1);
      assertThat(writer.durableSeq(OTHER)).as("silent for a day").isEqualTo(7);
      clockMs.addAndGet(25 * HOUR_MS);
      append(writer);
      ScoredPosition.write(dir(), positions.get(2));
      await("it has left too", () -> writer.deletedFiles() == 2);
      await("silent for two days", () -> writer.durableSeq(OTHER) == 0);
      assertThat(writer.durableSeq(STREAM)).isEqualTo(3);
    }
  }

  @Test
  void shouldArchiveWhatIsScoredBeforeItLeaves() throws IOException {
    Path archive = root.resolve("archive");
    Retention rules =
        new Retention(Duration.ZERO, 0, true, true, Optional.of(archive), Duration.ofDays(30));
    try (JournalWriter writer = open(rules)) {
      appendInHours(writer, 4);
      ScoredPosition.write(dir(), positions.get(2));
      await("two have left", () -> writer.deletedFiles() == 2);
      assertThat(readSeqs(dir())).containsExactly(3L, 4L);
      assertThat(readSeqs(archive.resolve("gw"))).containsExactly(1L, 2L);
      assertThat(JournalStamp.read(archive.resolve("gw")))
          .isPresent()
          .isEqualTo(JournalStamp.read(dir()));
      ScoredPosition.write(dir(), positions.get(3));
      await("another has left", () -> writer.deletedFiles() == 3);
      assertThat(readSeqs(archive.resolve("gw"))).containsExactly(1L, 2L, 3L);
      assertThat(disk.forced).contains(nameOfArchived(0) + ".part");
    }
  }

  @Test
  void shouldDeleteNothingThatItCannotArchive() throws IOException {
    Path archive = Files.writeString(root.resolve("archive"), "a file, no folder");
    Retention rules =
        new Retention(Duration.ZERO, 0, true, true, Optional.of(archive), Duration.ofDays(30));
    try (JournalWriter writer = open(rules)) {
      appendInHours(writer, 3);
      ScoredPosition.write(dir(), positions.get(2));
      looksTwice(writer);
      assertThat(writer.deletedFiles()).isZero();
      Files.delete(archive);
      await("they have left", () -> writer.deletedFiles() == 2);
      assertThat(readSeqs(archive.resolve("gw"))).containsExactly(1L, 2L);
    }
  }

  @Test
  void shouldHoldItsBudgetByLettingWhatIsScoredLeave() {
    long budget = 32 << 20;
    try (JournalWriter writer = open(rules(Duration.ZERO, budget, true))) {
      for (int hour = 0; hour < 7; hour++) {
        fill(writer, 5 << 20);
        clockMs.addAndGet(HOUR_MS);
        append(writer);
        ScoredPosition.write(dir(), positions.get(positions.size() - 1));
        // Time for what an hour brings.
        looksTwice(writer);
        assertThat(usedBytes()).isLessThanOrEqualTo(budget);
        assertThat(writer.room().shortage()).isEmpty();
      }
      assertThat(writer.deletedFiles()).isBetween(3L, 6L);
    }
  }

  @Test
  void shouldRatherHoldBackThanDeleteWhatIsNotScored() {
    long budget = 32 << 20;
    try (JournalWriter writer = open(rules(Duration.ZERO, budget, true))) {
      fillUntilRefused(writer);
      assertThat(usedBytes()).isLessThanOrEqualTo(budget);
      assertThat(writer.room().shortage().orElseThrow()).contains("journal.max_bytes=" + budget);
      // Not even an hour later: it would grow by a bit each hour.
      clockMs.addAndGet(HOUR_MS);
      looksTwice(writer);
      assertThat(writer.room().shortage()).isPresent();

      ScoredPosition.write(dir(), positions.get(positions.size() - 1));
      await("it goes on in a new file", () -> writer.room().shortage().isEmpty());
      append(writer);
      ScoredPosition.write(dir(), positions.get(positions.size() - 1));
      await("the old one has left", () -> writer.deletedFiles() == 1);
      // Only then it is accounted for.
      looksTwice(writer);
      fill(writer, 8 << 20);
      assertThat(writer.room().shortage()).isEmpty();
    }
  }

  private static Retention rules(Duration maxAge, long maxBytes, boolean keepsUnscored) {
    return new Retention(
        maxAge, maxBytes, false, keepsUnscored, Optional.empty(), Duration.ofDays(30));
  }

  private JournalWriter open(Retention rules) {
    JournalSettings settings =
        new JournalSettings(1 << 20, JournalSettings.Roll.HOURLY, Duration.ZERO).with(rules);
    return JournalWriter.open(dir(), settings, clockMs::get, disk);
  }

  private Path dir() {
    return root.resolve("gw");
  }

  private String nameOfArchived(int hour) {
    return CycleFile.list(root.resolve("archive/gw")).get(hour).name();
  }

  private void appendInHours(JournalWriter writer, int hours) {
    for (int hour = 0; hour < hours; hour++) {
      append(writer);
      clockMs.addAndGet(hour < hours - 1 ? HOUR_MS : 0);
    }
  }

  private void append(JournalWriter writer) {
    append(writer, 8);
  }

  private void append(JournalWriter writer, int bytes) {
    JournalEntry entry =
        new JournalEntry()
            .begin(RecordKind.FRAME, "VX-12", STREAM)
            .add(seq + 1, 1, new byte[bytes]);
    positions.add(new JournalPosition(writer.append(entry, clockMs.get() * 1_000_000), 0));
    seq++;
  }

  private void fill(JournalWriter writer, long bytes) {
    for (long filled = 0; filled < bytes; filled += 200_000) {
      append(writer, 200_000);
    }
  }

  private void fillUntilRefused(JournalWriter writer) {
    try {
      while (true) {
        append(writer, 200_000);
      }
    } catch (JournalFullException e) {
      assertThat(e.getMessage()).contains("journal.max_bytes");
    }
  }

  private static JournalEntry entry(UUID stream, long seq) {
    return new JournalEntry().begin(RecordKind.FRAME, "VX-12", stream).add(seq, 1, new byte[8]);
  }

  private long usedBytes() {
    return CycleFile.list(dir()).stream().mapToLong(file -> disk.usedBytes(file.path())).sum();
  }

  private List<Long> hours() {
    return CycleFile.list(dir()).stream().map(file -> file.cycle() - FIRST_HOUR).toList();
  }

  private static List<Long> readSeqs(Path journal) {
    List<Long> seqs = new ArrayList<>();
    try (JournalReader reader = LocalJournalReader.open(journal)) {
      for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
        seqs.add(next.get().seq());
      }
    }
    return seqs;
  }

  /** Until the journal has looked after itself twice. */
  private static void looksTwice(JournalWriter writer) {
    long before = writer.looks();
    await("it looks after itself", () -> writer.looks() >= before + 2);
  }

  private static void await(String what, BooleanSupplier condition) {
    long giveUpNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(giveUpNs);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }
}
