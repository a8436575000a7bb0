package io.yardang.streamjobs.job;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole JVM of the scoring is killed at random moments of a run, and started again. */
class KilledScoringTest {
  private static final long SEED = 17;
  private static final int KILLS = 3;
  private static final long LATEST_KILL_NS = 1_500_000_000L;

  @TempDir Path directory;

  /** The process: scores the day in the folder until it is killed. */
  static final class Scoring {
    private Scoring() {}

    public static void main(String[] arguments) {
      ScoringService.start(DayUnderFire.config(Path.of(arguments[0]), 2)).ended().join();
    }
  }

  @Test
  void shouldGiveTheReportsOfAnUndisturbedJob() throws Exception {
    Random random = new Random(SEED);
    try (DayUnderFire day = new DayUnderFire(directory)) {
      for (int kill = 0; kill < KILLS; kill++) {
        try (ForkedJvm scoring = startScoring()) {
          day.driveTo((kill + 1) * DayUnderFire.FRAMES / (KILLS + 1));
          day.awaitNewResult();
          // Not to wait for something: the moment of death is to be any.
          LockSupport.parkNanos(random.nextLong(LATEST_KILL_NS));
          scoring.kill();
        }
      }
      day.driveToEnd();
      try (ForkedJvm scoring = startScoring()) {
        day.assertReportsAreWholeAndUndisturbed("seed=" + SEED);
        scoring.kill();
      }
    }
  }

  private ForkedJvm startScoring() throws Exception {
    return ForkedJvm.start(
        directory.resolve("scoring.log"), null, Scoring.class, directory.toString());
  }
}
