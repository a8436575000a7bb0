package io.yardang.testbase.cli;

import io.yardang.rigs.drive.DriveRecord;
import io.yardang.rigs.drive.DriveSource;
import io.yardang.rigs.drive.DriveWriter;
import io.yardang.rigs.replay.TimedFrames;
import io.yardang.rigs.simulate.SimulatedDrive;
import io.yardang.rigs.simulate.Simulation;
import io.yardang.rigs.simulate.SimulationSettings;
import io.yardang.streamjobs.scoring.PlanFile;
import io.yardang.testbase.embedded.WireRunControl;
import io.yardang.v1.RunEvent;
import io.yardang.v1.TelemetryFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A simulated drive with planned mistakes, sent to a gateway in real time or written to a file. */
@Command(
    name = "simulate",
    description = "Drive a simulated patrol or sweeping vehicle, to a gateway or into a file.",
    mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {
  /** What can be simulated. */
  enum Kind {
    PATROL,
    SWEEP
  }

  @Spec private CommandSpec spec;
  @Mixin private GatewayOptions gateway;

  @Parameters(paramLabel = "patrol|sweep")
  private Kind kind;

  @Option(names = "--seed", defaultValue = "1", description = "Of the noise. Default: 1.")
  private long seed;

  @Option(names = "--hz", defaultValue = "20", description = "10 to 100. Default: 20.")
  private int hz;

  @Option(names = "--rate", paramLabel = "N|max", defaultValue = "1", description = "Default: 1.")
  private String rate;

  @Option(
      names = "--no-run",
      description = "Drive only; start and end a run from the console's page.")
  private boolean noRun;

  @Option(names = "--out", paramLabel = "DRIVE.mcap", description = "Write a drive, send nothing.")
  private Path out;

  @Option(
      names = "--plan-out",
      paramLabel = "PLAN.yaml",
      description =
          "Write the run's plan as a file for replay and score: an example for plans of your own.")
  private Path planOut;

  @Override
  public Integer call() throws Exception {
    Instant now = Instant.now();
    SimulationSettings settings =
        SimulationSettings.atKaramay(seed, hz, now.getEpochSecond() * 1_000_000_000L);
    SimulatedDrive drive =
        kind == Kind.PATROL ? Simulation.patrol(settings) : Simulation.sweep(settings);
    drive = drive.withRunId(WireRunControl.newRunId(drive.plan(), now));
    if (planOut != null) {
      Files.writeString(planOut, PlanFile.write(drive.plan()));
      spec.commandLine().getOut().println("plan in " + planOut);
    }
    List<RunEvent> events = noRun ? List.of() : drive.runEvents();
    if (out != null) {
      write(drive, events);
      return 0;
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%s drives %.0f s%s%n",
            String.join(", ", drive.frames().keySet()),
            (drive.endTimeNs() - drive.startTimeNs()) / 1e9,
            noRun ? "" : "; run " + drive.runId());
    spec.commandLine().getOut().flush();
    return new RigSession(spec, gateway).replay(withEvents(drive, events), DriveRuns.rate(rate));
  }

  private static TimedFrames withEvents(SimulatedDrive drive, List<RunEvent> events) {
    return new TimedFrames() {
      @Override
      public List<Track> tracks() {
        return drive.tracks();
      }

      @Override
      public List<RunEvent> runEvents() {
        return events;
      }
    };
  }

  private void write(SimulatedDrive drive, List<RunEvent> events) throws IOException {
    List<DriveRecord> records = new ArrayList<>();
    for (RunEvent event : events) {
      records.add(
          DriveRecord.of("simulate", streamOf("simulate"), event.getEventTimeUnixNs(), event));
    }
    for (var vehicle : drive.frames().entrySet()) {
      for (TelemetryFrame frame : vehicle.getValue()) {
        records.add(
            DriveRecord.of(
                vehicle.getKey(), streamOf(vehicle.getKey()), frame.getSampleTimeUnixNs(), frame));
      }
    }
    records.sort(Comparator.comparingLong(DriveRecord::logTimeNs));
    DriveSource source =
        new DriveSource(drive.plan().getTitle(), "yardang simulate, seed " + seed, "Apache-2.0");
    try (DriveWriter writer = DriveWriter.create(out, source)) {
      for (DriveRecord record : records) {
        writer.write(record);
      }
    }
    spec.commandLine().getOut().printf("%d records in %s%n", records.size(), out);
    spec.commandLine().getOut().flush();
  }

  private UUID streamOf(String sender) {
    return UUID.nameUUIDFromBytes((sender + "/" + seed).getBytes(StandardCharsets.UTF_8));
  }
}
