package io.yardang.streamjobs.job;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job on a cluster whose parts die in mid-run, or that goes on at another size. */
class JobUnderFireTest {
  private static final long SEED = 4;

  @TempDir Path directory;
  private DayUnderFire day;

  @BeforeEach
  void begin() {
    day = new DayUnderFire(directory);
  }

  @AfterEach
  void end() {
    day.close();
  }

  @Test
  void shouldGiveSameReportsThoughTaskManagersAndJobManagerDieInMidRun() throws Exception {
    Random random = new Random(SEED);
    ScoringConfig config = day.parallel(2);
    try (ScoringCluster cluster = ScoringCluster.start(config, 2)) {
      cluster.submit(config, null);
      day.driveTo(10 + random.nextInt(40));
      day.awaitCheckpointAfterNewResult();
      cluster.replaceTaskManager(random.nextInt(2));
      day.driveTo(60 + random.nextInt(40));
      day.awaitCheckpointAfterNewResult();
      cluster.replaceJobManager();
      day.driveTo(110 + random.nextInt(40));
      day.awaitCheckpointAfterNewResult();
      cluster.replaceTaskManager(2);
      cluster.replaceJobManager();
      day.driveToEnd();
      day.assertReportsAreWholeAndUndisturbed("seed=" + SEED);
    }
  }

  @Test
  void shouldGoOnFromSavepointsAtOtherParallelisms() throws Exception {
    try (ScoringCluster cluster = ScoringCluster.start(day.parallel(1), 3)) {
      cluster.submit(day.parallel(1), null);
      day.driveTo(70);
      day.awaitCheckpointAfterNewResult();
      String fromOne = cluster.stopWithSavepoint(directory.resolve("savepoints"));
      day.driveTo(120);
      cluster.submit(day.parallel(3), fromOne);
      day.awaitCheckpointAfterNewResult();
      String fromThree = cluster.stopWithSavepoint(directory.resolve("savepoints"));
      day.driveToEnd();
      cluster.submit(day.parallel(2), fromThree);
      day.assertReportsAreWholeAndUndisturbed("1 -> 3 -> 2");
    }
  }
}
