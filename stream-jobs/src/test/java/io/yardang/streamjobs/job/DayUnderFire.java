package io.yardang.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.streamjobs.report.CanonicalJson;
import io.yardang.streamjobs.source.Journals;
import io.yardang.v1.Result;
import io.yardang.v1.ScoredRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Two runs of three vehicles over two gateways, received as time goes on, and what a job that is
 * shot at has made of them so far.
 */
final class DayUnderFire implements AutoCloseable {
  static final int FRAMES = 200;
  static final List<String> RUNS = List.of("one", "two");

  private final Path directory;
  private final TrackDay day;
  private int driven;
  private int resultsBeforeDrive;

  DayUnderFire(Path directory) {
    this.directory = directory;
    day = new TrackDay(journals(), 2);
    day.now().start("one", 0, "V1", "V2").via(1).start("two", 5, "V2", "V3");
  }

  Path journals() {
    return directory.resolve("journals");
  }

  TrackDay day() {
    return day;
  }

  ScoringConfig parallel(int parallelism) {
    return config(directory, parallelism);
  }

  /** Of a job for the day in that folder. */
  static ScoringConfig config(Path directory, int parallelism) {
    return config(directory, Journals.in(directory.resolve("journals")), parallelism);
  }

  static ScoringConfig config(Path directory, Journals journals, int parallelism) {
    return new ScoringConfig(
        journals,
        directory.resolve("results"),
        directory.resolve("checkpoints"),
        Duration.ofSeconds(1),
        new Silences(Duration.ofSeconds(5), Duration.ofSeconds(600)),
        parallelism);
  }

  /** The vehicles drive on up to this frame; V1 sends to one gateway, the others to the other. */
  void driveTo(int frame) {
    resultsBeforeDrive = results().size();
    day.now();
    for (; driven < frame; driven++) {
      day.via(0).drive(driven, driven + 1, "V1").via(1);
      day.deliver("V2", driven);
      day.deliver("V3", driven);
    }
  }

  /** The rest of the day. */
  void driveToEnd() {
    driveTo(FRAMES);
    day.via(0).end("one", 190).via(1).end("two", 195);
  }

  List<Result> results() {
    List<Result> results = new ArrayList<>();
    try (var reader = LocalJournalReader.open(directory.resolve("results"))) {
      for (var record = reader.poll(); record.isPresent(); record = reader.poll()) {
        results.add(Result.parseFrom(record.get().bytes()));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    return results;
  }

  /**
   * Waits for a result since they drove last. Not since this call: a quick job has said what it has
   * to say by then.
   */
  void awaitNewResult() {
    await(() -> results().size() > resultsBeforeDrive);
  }

  /** So that what dies next has state that a checkpoint covers. */
  void awaitCheckpointAfterNewResult() {
    awaitNewResult();
    awaitCheckpoint();
  }

  void awaitCheckpoint() {
    Path checkpoints = parallel(1).checkpoints();
    Path before = Checkpoints.newest(checkpoints).orElse(null);
    await(
        () -> Checkpoints.newest(checkpoints).filter(newest -> !newest.equals(before)).isPresent());
  }

  /** Waits for both reports; they must be those of a job at which nobody shot, byte for byte. */
  void assertReportsAreThoseOfAnUndisturbedJob(String as) {
    for (String run : RUNS) {
      ScoredRun expected = OfflineScoring.score(journals(), run);
      boolean inTime = holdsInTime(() -> newest(run).equals(Optional.of(expected)));
      assertThat(newest(run)).as(as + ", run=" + run + ", inTime=" + inTime).contains(expected);
      assertThat(CanonicalJson.of(newest(run).orElseThrow().getReport()))
          .as(as + ", run=" + run)
          .isEqualTo(CanonicalJson.of(expected.getReport()));
    }
  }

  /** The same, and nothing of what was written may be missing. */
  void assertReportsAreWholeAndUndisturbed(String as) {
    assertReportsAreThoseOfAnUndisturbedJob(as);
    for (String run : RUNS) {
      assertThat(newest(run).orElseThrow().getReport())
          .as(as + ", run=" + run)
          .isEqualTo(day.expected(run).getReport());
    }
  }

  Optional<ScoredRun> newest(String run) {
    return results().stream()
        .filter(result -> result.hasScored() && result.getRunId().equals(run))
        .map(Result::getScored)
        .reduce((older, newer) -> newer);
  }

  static void await(BooleanSupplier condition) {
    assertThat(holdsInTime(condition)).as("came within 60 s").isTrue();
  }

  /** Whether it came to hold within 60 s. */
  private static boolean holdsInTime(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(20_000_000);
    }
    return true;
  }

  @Override
  public void close() {
    day.close();
  }
}
