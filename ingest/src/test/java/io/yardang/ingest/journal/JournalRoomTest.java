package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A journal whose disk is full, told so by {@link WatchedDisk}. */
@Timeout(60)
class JournalRoomTest {
  private static final UUID STREAM = new UUID(1, 2);
  private static final long HOUR_MS = 3_600_000;
  private static final int RECORD_BYTES = 20_000;

  @TempDir Path root;
  private final WatchedDisk disk = new WatchedDisk();
  private final AtomicLong clockMs = new AtomicLong(480_000 * HOUR_MS + 1);
  private long seq;

  @Test
  void shouldWarnWhileThereIsAReserveAndRefuseOnlyWhenItIsUsedUp() {
    try (JournalWriter writer = open()) {
      append(writer);
      disk.isFull = true;
      while (writer.room().shortage().isEmpty()) {
        append(writer);
      }
      long warnedAt = seq;
      long refusedAt = appendUntilRefused(writer);

      assertThat((refusedAt - warnedAt) * RECORD_BYTES)
          .as("bytes between the alarm and the first refusal")
          .isGreaterThan(500_000);
      assertThat(writer.room().refusedAppends()).isEqualTo(1);
      assertThat(writer.durableSeq(STREAM)).isEqualTo(refusedAt - 1);
      assertThat(readSeqs()).hasSize((int) refusedAt - 1);
    }
  }

  @Test
  void shouldGoOnWithoutARestartOnceThereIsRoom() throws InterruptedException {
    try (JournalWriter writer = open()) {
      append(writer);
      disk.isFull = true;
      long refusedAt = appendUntilRefused(writer);
      makeRoom(writer);

      for (int i = 0; i < 500; i++) {
        append(writer);
      }
      assertThat(writer.room().shortage()).isEmpty();
      assertThat(readSeqs()).hasSize((int) refusedAt + 499).isSorted();
    }
  }

  @Test
  void shouldBeginANewFileLaterWhenThereIsNoRoomForIt() throws InterruptedException {
    try (JournalWriter writer = open()) {
      append(writer);
      clockMs.addAndGet(HOUR_MS);
      disk.isFull = true;
      long inOldFile = append(writer);
      assertThat(writer.room().shortage()).isPresent();
      makeRoom(writer);
      long inNewFile = append(writer);

      assertThat(CycleFile.cycleOf(inOldFile)).isEqualTo(480_000);
      assertThat(CycleFile.cycleOf(inNewFile)).isEqualTo(480_001);
      assertThat(readSeqs()).containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  void shouldRefuseEverythingWhenItIsOpenedOnAFullDisk() throws InterruptedException {
    try (JournalWriter writer = open()) {
      append(writer);
    }
    disk.isFull = true;
    try (JournalWriter writer = open()) {
      assertThat(appendUntilRefused(writer)).isEqualTo(2);
      assertThat(readSeqs()).containsExactly(1L);
      makeRoom(writer);
      append(writer);
      assertThat(readSeqs()).containsExactly(1L, 2L);
    }
  }

  @Test
  void shouldNotBeginAJournalWhereNoneFits() {
    disk.isFull = true;
    assertThatThrownBy(this::open)
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("no room for a new journal");
  }

  @Test
  void shouldKeepNoFileThatItMadeAheadAndDidNotNeed() throws Exception {
    try (JournalWriter writer = open()) {
      append(writer);
      clockMs.addAndGet(HOUR_MS);
      disk.isFull = true;
      append(writer);
      makeRoom(writer);
      clockMs.addAndGet(HOUR_MS);
      append(writer);
    }
    try (var files = Files.list(root.resolve("gw"))) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .noneMatch(name -> name.endsWith("precreated"));
    }
    assertThat(CycleFile.list(root.resolve("gw"))).hasSize(2);
  }

  @Test
  void shouldStayInItsFileWhenTheClockIsSetBack() {
    try (JournalWriter writer = open()) {
      append(writer);
      clockMs.addAndGet(-2 * HOUR_MS);
      append(writer);
    }
    try (JournalWriter writer = open()) {
      append(writer);
    }
    assertThat(CycleFile.list(root.resolve("gw"))).hasSize(1);
    assertThat(readSeqs()).containsExactly(1L, 2L, 3L);
  }

  private JournalWriter open() {
    JournalSettings settings =
        new JournalSettings(1 << 20, JournalSettings.Roll.HOURLY, Duration.ZERO);
    return JournalWriter.open(root.resolve("gw"), settings, clockMs::get, disk);
  }

  private void makeRoom(JournalWriter writer) throws InterruptedException {
    CountDownLatch roomAgain = new CountDownLatch(1);
    writer.room().onChange(roomAgain::countDown);
    disk.isFull = false;
    assertThat(roomAgain.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private long append(JournalWriter writer) {
    seq++;
    return writer.append(
        new JournalEntry()
            .begin(RecordKind.FRAME, "VX-12", STREAM)
            .add(seq, seq, new byte[RECORD_BYTES]),
        seq);
  }

  /** The seq that was refused. */
  private long appendUntilRefused(JournalWriter writer) {
    try {
      while (true) {
        append(writer);
      }
    } catch (JournalFullException e) {
      return seq--;
    }
  }

  private List<Long> readSeqs() {
    List<Long> seqs = new ArrayList<>();
    try (JournalReader reader = LocalJournalReader.open(root.resolve("gw"))) {
      for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
        seqs.add(next.get().seq());
      }
    }
    return seqs;
  }
}
