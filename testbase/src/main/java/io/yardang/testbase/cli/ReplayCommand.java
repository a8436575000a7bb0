package io.yardang.testbase.cli;

import io.yardang.rigs.drive.Drive;
import io.yardang.rigs.replay.DriveFrames;
import io.yardang.rigs.replay.TimedFrames;
import io.yardang.streamjobs.scoring.PlanFile;
import io.yardang.v1.RunPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replays a recorded drive: every vehicle of it is a client of the gateway. */
@Command(
    name = "replay",
    description = "Replay a recorded drive through a gateway, on its schedule.",
    mixinStandardHelpOptions = true)
public final class ReplayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private GatewayOptions gateway;

  @Parameters(paramLabel = "DRIVE.mcap")
  private Path file;

  @Option(
      names = "--rate",
      paramLabel = "N|max",
      defaultValue = "1",
      description = "1: as recorded; N: times as fast; max: as fast as the gateway takes it.")
  private String rate;

  @Option(
      names = "--plan",
      paramLabel = "PLAN.yaml",
      description =
          "Start a run under this plan with the drive's first frame, end it with its last.")
  private Path plan;

  @Option(names = "--run", paramLabel = "ID", description = "The run's id; made if not given.")
  private String runId;

  @Option(
      names = "--same-streams",
      description =
          "Send under the recorded stream ids: what the gateway already has is not stored again."
              + " Otherwise every replay is a stream of its own.")
  private boolean sameStreams;

  @Override
  public Integer call() throws Exception {
    Drive drive = Drive.open(file);
    DriveFrames frames = DriveFrames.of(drive);
    if (plan != null) {
      RunPlan runPlan = PlanFile.read(plan);
      frames = new DriveFrames(drive, DriveRuns.around(drive, runPlan, runId));
    }
    TimedFrames toSend = sameStreams ? frames : DriveRuns.withNewStreams(frames);
    List<String> runs = DriveRuns.runIds(frames.runEvents());
    var out = spec.commandLine().getOut();
    out.printf(
        "%d frames of %s%s%n",
        drive.frames(),
        String.join(", ", drive.vehicles()),
        runs.isEmpty() ? "" : "; run " + String.join(", ", runs));
    out.flush();
    return new RigSession(spec, gateway).replay(toSend, DriveRuns.rate(rate));
  }
}
