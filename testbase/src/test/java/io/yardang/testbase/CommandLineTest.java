package io.yardang.testbase;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.yardang.rigs.drive.DriveRecord;
import io.yardang.rigs.drive.DriveSource;
import io.yardang.rigs.drive.DriveWriter;
import io.yardang.rigs.simulate.SimulatedDrive;
import io.yardang.rigs.simulate.Simulation;
import io.yardang.rigs.simulate.SimulationSettings;
import io.yardang.streamjobs.report.CanonicalJson;
import io.yardang.streamjobs.scoring.PlanFile;
import io.yardang.streamjobs.scoring.RunFrame;
import io.yardang.streamjobs.scoring.RunScorer;
import io.yardang.v1.RunEvent;
import io.yardang.v1.TelemetryFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
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

  @Test
  void shouldScoreTheFramesOfADriveInTheBytesThatWereSent() throws Exception {
    SimulatedDrive drive =
        Simulation.patrol(SimulationSettings.atKaramay(1, 20, 1_800_000_000_000_000_000L))
            .withRunId("as-sent");
    UUID stream = new UUID(1, 2);
    RunScorer scorer = new RunScorer(drive.runEvents().get(0).getStarted());
    List<DriveRecord> records = new ArrayList<>();
    for (RunEvent event : drive.runEvents()) {
      records.add(DriveRecord.of("rig", stream, event.getEventTimeUnixNs(), event));
    }
    for (var vehicle : drive.frames().entrySet()) {
      for (TelemetryFrame frame : vehicle.getValue()) {
        // As an encoder of another language may write it: the seq last.
        ByteString sent =
            frame.toBuilder()
                .clearSeq()
                .build()
                .toByteString()
                .concat(TelemetryFrame.newBuilder().setSeq(frame.getSeq()).build().toByteString());
        assertThat(sent).isNotEqualTo(frame.toByteString());
        scorer.add(new RunFrame(vehicle.getKey(), stream, sent.toByteArray()));
        records.add(
            new DriveRecord(
                DriveRecord.Kind.FRAME,
                vehicle.getKey(),
                stream,
                frame.getSampleTimeUnixNs(),
                sent));
      }
    }
    scorer.end(drive.runEvents().get(1).getEnded());
    records.sort(Comparator.comparingLong(DriveRecord::logTimeNs));
    Path file = folder.resolve("as-sent.mcap");
    try (DriveWriter writer = DriveWriter.create(file, new DriveSource("t", "test", "none"))) {
      for (DriveRecord record : records) {
        writer.write(record);
      }
    }

    assertThat(printed(new String[] {"score", "--json"}, file.toString()).strip())
        .isEqualTo(new String(CanonicalJson.of(scorer.score().getReport()), UTF_8));
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
