package io.yardang.testbase;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.streamjobs.scoring.PlanFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
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

  @Test
  void shouldScoreCsvFilesByAMappingAsTheDrivesImportedFromThem() throws IOException {
    Path csv = SharedData.require("drives/zalazone-openacc/long_setting_dynamic_part16.csv");
    Path plan = folder.resolve("plan.yaml");
    Files.writeString(
        plan,
        """
        title: Platoon
        scorecardId: patrol
        origin: {latitudeDeg: 46.89, longitudeDeg: 16.84}
        participants:
          - vehicleId: OpenACC-1
          - vehicleId: OpenACC-2
        """);
    String drive = folder.resolve("drive.mcap").toString();
    assertThat(Yardang.run("import", "--mapping", "zalazone-openacc", csv + "", "--out", drive))
        .isZero();
    String[] run = {"score", "--json", "--run", "platoon", "--plan", plan + ""};
    String ofDrive = printed(run, drive);
    assertThat(ofDrive).contains("\"runId\":\"platoon\"");
    assertThat(printed(run, "--mapping", "zalazone-openacc", csv + "")).isEqualTo(ofDrive);
    assertThat(printed(run, drive, drive)).as("the same twice").isEqualTo(ofDrive);
    assertThat(Yardang.run("score", "--plan", plan + "", csv + "")).as("no mapping").isEqualTo(1);
  }

  private static String printed(String[] command, String... more) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      assertThat(Yardang.run(Stream.of(command, more).flatMap(Stream::of).toArray(String[]::new)))
          .isZero();
    } finally {
      System.setOut(before);
    }
    return printed.toString(UTF_8);
  }
}
