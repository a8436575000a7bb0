package io.yardang.testbase;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.streamjobs.scoring.PlanFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that need no gateway, from arguments to exit status. */
class CommandLineTest {
  @TempDir Path folder;

  @Test
  void shouldScoreSimulatedDriveUnderTheSimulatedPlan() {
    String drive = folder.resolve("drive.mcap").toString();
    Path plan = folder.resolve("plan.yaml");
    assertThat(
            Yardang.run("simulate", "patrol", "--no-run", "--out", drive, "--plan-out", plan + ""))
        .isZero();
    assertThat(PlanFile.read(plan).getScorecardId()).isEqualTo("patrol");
    assertThat(Yardang.run("score", "--plan", plan + "", drive)).isZero();
  }

  @Test
  void shouldRefuseDriveThatIsNotThereWithStatusOne() {
    assertThat(Yardang.run("score", folder.resolve("none.mcap").toString())).isEqualTo(1);
  }
}
