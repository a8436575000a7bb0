package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GroupCommitTest {
  private static final UUID STREAM = new UUID(1, 2);
  private static final long HOUR_MS = 3_600_000;

  @TempDir Path root;
  private final AtomicLong nowMs = new AtomicLong(1_700_000_000_000L);
  private final WatchedDisk disk = new WatchedDisk();

  @Test
  void shouldForceOnlyWhenSomebodyWaits() {
    try (JournalWriter writer = open()) {
      disk.forced.clear();
      append(writer, 1);
      append(writer, 2);
      assertThat(disk.forced).isEmpty();

      long forced = writer.commit().await();

      assertThat(forced).isEqualTo(append(writer, 3) - 1);
      assertThat(disk.forced).contains("20231114-22F.cq4");
    }
  }

  @Test
  void shouldForceNothingWhenNothingWasAppendedSinceTheLastForce() {
    try (JournalWriter writer = open()) {
      long index = append(writer, 1);
      writer.commit().await();
      disk.forced.clear();
      assertThat(writer.commit().await()).isEqualTo(index);
      assertThat(disk.forced).isEmpty();
    }
  }

  @Test
  void shouldForceTheFileTheMetadataAndTheDirectoryWhenAFileIsNewAndThenTheFileAlone() {
    try (JournalWriter writer = open()) {
      disk.forced.clear();
      append(writer, 1);
      writer.commit().await();
      assertThat(disk.forced).containsExactly("20231114-22F.cq4", "metadata.cq4t", "gw");

      disk.forced.clear();
      append(writer, 2);
      writer.commit().await();
      assertThat(disk.forced).containsExactly("20231114-22F.cq4");
    }
  }

  @Test
  void shouldForceTheOldFileToo_whenANewOneBeganSinceTheLastForce() {
    try (JournalWriter writer = open()) {
      append(writer, 1);
      writer.commit().await();
      append(writer, 2);
      disk.forced.clear();
      nowMs.addAndGet(HOUR_MS);
      append(writer, 3);
      nowMs.addAndGet(HOUR_MS);
      append(writer, 4);

      writer.commit().await();

      assertThat(disk.forced)
          .contains(
              "20231114-22F.cq4", "20231114-23F.cq4", "20231115-00F.cq4", "metadata.cq4t", "gw");
    }
  }

  @Test
  void shouldGatherEverybodyWhoComesDuringAForceIntoTheNextOne() throws InterruptedException {
    try (JournalWriter writer = open()) {
      append(writer, 1);
      writer.commit().await();
      disk.forced.clear();
      disk.hold();
      BlockingQueue<Long> told = new LinkedBlockingQueue<>();
      long first = append(writer, 2);
      writer.commit().request(tellInto(told));
      disk.awaitForceUnderWay();
      long last = 0;
      for (int seq = 3; seq <= 12; seq++) {
        last = append(writer, seq);
        writer.commit().request(tellInto(told));
      }
      assertThat(told).isEmpty();

      disk.release();

      List<Long> all = new ArrayList<>();
      for (int waiter = 0; waiter < 11; waiter++) {
        all.add(told.poll(20, TimeUnit.SECONDS));
      }
      assertThat(all.get(0)).isEqualTo(first);
      assertThat(all.subList(1, 11)).containsOnly(last);
      assertThat(disk.forced).containsExactly("20231114-22F.cq4", "20231114-22F.cq4");
    }
  }

  @Test
  void shouldTakeNothingMoreOnceAForceHasFailed_evenIfTheNextWouldSucceed() {
    try (JournalWriter writer = open()) {
      append(writer, 1);
      writer.commit().await();
      append(writer, 2);
      disk.failure = new IOException("Input/output error");
      assertThatThrownBy(() -> writer.commit().await())
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("Input/output error");
      disk.failure = null;

      assertThatThrownBy(() -> append(writer, 3)).hasMessageContaining("Input/output error");
      assertThatThrownBy(() -> writer.commit().await()).hasMessageContaining("Input/output error");
    }
    try (JournalReader reader = LocalJournalReader.open(root.resolve("gw"))) {
      assertThat(JournalTest.readAll(reader)).extracting(JournalRecord::seq).contains(1L, 2L);
    }
    // The kernel may hold pages as clean that never reached the disk: new ones are written.
    try (JournalWriter writer = open()) {
      assertThat(writer.recovery().rebuiltFiles()).isEqualTo(1);
      assertThat(writer.durableSeq(STREAM)).isEqualTo(2);
      append(writer, 3);
      writer.commit().await();
    }
    try (JournalWriter writer = open()) {
      assertThat(writer.recovery().isClean()).isTrue();
    }
  }

  @Test
  void shouldTellEverybodyWhenTheForceEndsWithAnError() {
    GroupCommit commit =
        new GroupCommit(
            "test",
            Duration.ZERO,
            () -> {
              throw new OutOfMemoryError("as when the heap is full");
            });
    for (int waiter = 0; waiter < 2; waiter++) {
      assertThatThrownBy(() -> commit.request().get(20, TimeUnit.SECONDS))
          .hasMessageContaining("as when the heap is full");
    }
    assertThat(commit.close(Duration.ofSeconds(20))).isFalse();
  }

  @Test
  void shouldCloseAlthoughTheDiskDoesNotAnswer() {
    CountDownLatch never = new CountDownLatch(1);
    GroupCommit commit =
        new GroupCommit(
            "test",
            Duration.ZERO,
            () -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new IOException(e);
              }
              return 0;
            });
    assertThat(commit.close(Duration.ofMillis(50))).isFalse();
    never.countDown();
  }

  @Test
  void shouldServeWhoWaitsBeforeItCloses() {
    BlockingQueue<Long> told = new LinkedBlockingQueue<>();
    long index;
    try (JournalWriter writer = open()) {
      index = append(writer, 1);
      writer.commit().request(tellInto(told));
    }
    assertThat(told).containsExactly(index);
  }

  @Test
  void shouldForceAtOpenWhatAnEarlierProcessLeftInThePageCache() throws IOException {
    try (JournalWriter writer = open()) {
      append(writer, 1);
      nowMs.addAndGet(HOUR_MS);
      append(writer, 2);
    }
    disk.forced.clear();
    try (JournalWriter writer = open()) {
      assertThat(writer.durableSeq(STREAM)).isEqualTo(2);
      assertThat(disk.forced)
          .contains("20231114-22F.cq4", "20231114-23F.cq4", "metadata.cq4t")
          .endsWith("gw");
    }
    assertThat(Files.exists(root.resolve("gw/writer.lock"))).isTrue();
  }

  private JournalWriter open() {
    return JournalWriter.open(root.resolve("gw"), JournalSettings.SMALL, nowMs::get, disk);
  }

  private static long append(JournalWriter writer, long seq) {
    JournalEntry entry = new JournalEntry().begin(RecordKind.FRAME, "VX-12", STREAM);
    return writer.append(entry.add(seq, seq, new byte[100]), 1);
  }

  private static GroupCommit.Waiter tellInto(BlockingQueue<Long> told) {
    return new GroupCommit.Waiter() {
      @Override
      public void forced(long index) {
        told.add(index);
      }

      @Override
      public void failed(JournalException failure) {
        throw failure;
      }
    };
  }
}
