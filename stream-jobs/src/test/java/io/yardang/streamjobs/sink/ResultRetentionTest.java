package io.yardang.streamjobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.ingest.journal.JournalEntry;
import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.ingest.journal.ScoredPosition;
import io.yardang.v1.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Old files leave the result journal, but not before all have what is in them. */
@Timeout(60)
class ResultRetentionTest {
  private static final Duration MAX_AGE = Duration.ofHours(1);

  @TempDir Path dir;
  private final AtomicLong nowMs = new AtomicLong(1_700_000_000_000L);
  private long seq;

  @Test
  void shouldLetAnOldFileLeaveOnceTheSlowestFollowerHasTakenIt() throws Exception {
    Path results = dir.resolve("results");
    Follower quick = new Follower("quick");
    Follower slow = new Follower("slow");
    slow.isAway = true;
    Exported exported = new Exported(results, Set.of("quick", "slow"));
    try (JournalWriter journal = journal(results);
        ResultTailer first = ResultTailer.follow(results, dir, quick, exported);
        ResultTailer second = ResultTailer.follow(results, dir, slow, exported)) {
      assertThat(List.of(first, second)).hasSize(2);
      append(journal, "old");
      nowMs.addAndGet(Duration.ofHours(3).toMillis());
      append(journal, "new");
      await(() -> quick.taken.size() == 2);
      assertThat(slow.tried.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(ScoredPosition.read(results)).as("nobody may delete").isEmpty();
      assertThat(journal.deletedFiles()).isZero();

      slow.isAway = false;
      await(() -> journal.deletedFiles() == 1);
      assertThat(slow.taken).containsExactly("old", "new");
    }
  }

  @Test
  void shouldKeepEverythingWhileOneFollowerHasNeverBegun() {
    Path results = dir.resolve("results");
    Follower quick = new Follower("quick");
    Exported exported = new Exported(results, Set.of("quick", "never"));
    try (JournalWriter journal = journal(results);
        ResultTailer first = ResultTailer.follow(results, dir, quick, exported)) {
      assertThat(first).isNotNull();
      append(journal, "old");
      nowMs.addAndGet(Duration.ofHours(3).toMillis());
      append(journal, "new");
      await(() -> quick.taken.size() == 2);
    }
    assertThat(ScoredPosition.read(results)).isEmpty();
  }

  @Test
  void shouldKeepEverythingForAFollowerThatBeginsAnewInALaterProcess() throws Exception {
    Path results = dir.resolve("results");
    Set<String> names = Set.of("quick", "slow");
    try (JournalWriter journal = journal(results)) {
      Follower quick = new Follower("quick");
      Follower slow = new Follower("slow");
      Exported exported = new Exported(results, names);
      try (ResultTailer first = ResultTailer.follow(results, dir, quick, exported);
          ResultTailer second = ResultTailer.follow(results, dir, slow, exported)) {
        assertThat(List.of(first, second)).hasSize(2);
        append(journal, "old");
        await(() -> quick.taken.size() == 1 && slow.taken.size() == 1);
        nowMs.addAndGet(Duration.ofHours(1).toMillis());
        append(journal, "new");
        await(() -> ScoredPosition.read(results).isPresent() && slow.taken.size() == 2);
      }
    }
    Files.delete(dir.resolve("slow.position"));

    Follower quick = new Follower("quick");
    Follower slow = new Follower("slow");
    slow.isAway = true;
    Exported exported = new Exported(results, names);
    assertThat(ScoredPosition.read(results)).contains(JournalPosition.BEFORE_FIRST);
    nowMs.addAndGet(Duration.ofHours(3).toMillis());
    try (JournalWriter journal = journal(results);
        ResultTailer first = ResultTailer.follow(results, dir, quick, exported);
        ResultTailer second = ResultTailer.follow(results, dir, slow, exported)) {
      assertThat(List.of(first, second)).hasSize(2);
      append(journal, "newest");
      await(() -> quick.taken.contains("newest"));
      assertThat(slow.tried.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(journal.deletedFiles()).isZero();
      slow.isAway = false;
      await(() -> slow.taken.contains("newest"));
      assertThat(slow.taken).containsExactly("old", "new", "newest");
    }
  }

  @Test
  void shouldBeginAgainAtTheOldestResultWhenWhatAFollowerWasToReadHasLeft() throws Exception {
    Path results = dir.resolve("results");
    Follower slow = new Follower("slow");
    slow.isAway = true;
    try (JournalWriter journal = journal(results);
        ResultTailer tailer = ResultTailer.follow(results, dir, slow)) {
      assertThat(tailer).isNotNull();
      append(journal, "old");
      assertThat(slow.tried.await(20, TimeUnit.SECONDS)).isTrue();
      for (String run : List.of("gone", "new")) {
        nowMs.addAndGet(Duration.ofHours(3).toMillis());
        append(journal, run);
      }
      ScoredPosition.write(results, last(results));
      await(() -> journal.deletedFiles() == 2);

      slow.isAway = false;
      await(() -> slow.taken.contains("new"));
      append(journal, "newer");
      await(() -> slow.taken.contains("newer"));
      assertThat(slow.taken).containsExactly("old", "new", "newer");
    }
  }

  private static JournalPosition last(Path journal) {
    JournalPosition last = JournalPosition.BEFORE_FIRST;
    try (JournalReader reader = LocalJournalReader.open(journal)) {
      for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
        last = next.get().position();
      }
    }
    return last;
  }

  private JournalWriter journal(Path results) {
    return JournalWriter.open(results, ResultSink.settings(MAX_AGE), nowMs::get);
  }

  private void append(JournalWriter journal, String run) {
    JournalEntry entry = new JournalEntry();
    entry.begin(RecordKind.RESULT, ResultSink.SENDER, new UUID(1, 2));
    entry.add(++seq, seq, Result.newBuilder().setRunId(run).build().toByteArray());
    journal.append(entry, seq);
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      assertThat(Thread.interrupted()).as("waited for too long").isFalse();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /** Takes results unless it is away, as a database may be. */
  private static final class Follower implements ResultConsumer {
    private final String name;
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final CountDownLatch tried = new CountDownLatch(1);
    private volatile boolean isAway;

    private Follower(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void take(List<Result> batch) throws IOException {
      tried.countDown();
      if (isAway) {
        throw new IOException("away");
      }
      batch.forEach(result -> taken.add(result.getRunId()));
    }
  }
}
