package io.yardang.testbase.cli;

import io.yardang.rigs.drive.Drive;
import io.yardang.rigs.drive.DriveReader;
import io.yardang.rigs.drive.DriveRecord;
import io.yardang.rigs.replay.DriveFrames;
import io.yardang.streamjobs.job.OfflineScoring;
import io.yardang.streamjobs.report.CanonicalJson;
import io.yardang.streamjobs.scoring.PlanFile;
import io.yardang.streamjobs.scoring.RunFrame;
import io.yardang.streamjobs.scoring.RunScorer;
import io.yardang.v1.Report;
import io.yardang.v1.RunEvent;
import io.yardang.v1.ScoredRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores a run again from the journal, or a recorded drive under a plan, with the live scorer. */
@Command(
    name = "score",
    description = "Score a run of a journal, or a recorded drive, on the command line.",
    mixinStandardHelpOptions = true)
public final class ScoreCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--journal",
      paramLabel = "DIR",
      description = "Root of the gateways' journals, such as data/journals; needs --run.")
  private Path journals;

  @Option(names = "--run", paramLabel = "ID", description = "The run.")
  private String runId;

  @Option(
      names = "--plan",
      paramLabel = "PLAN.yaml",
      description = "Score the whole drive under this plan, not under the runs recorded in it.")
  private Path plan;

  @Option(names = "--json", description = "Print the report's canonical JSON and nothing else.")
  private boolean json;

  @Parameters(arity = "0..1", paramLabel = "DRIVE.mcap")
  private Path drive;

  @Override
  public Integer call() throws IOException {
    Report report = scored().getReport();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new String(CanonicalJson.of(report), StandardCharsets.UTF_8));
      out.flush();
    } else {
      new ReportText(out).print(report, "");
    }
    return 0;
  }

  private ScoredRun scored() throws IOException {
    if ((journals == null) == (drive == null)) {
      throw new IllegalArgumentException("give either --journal DIR --run ID, or a DRIVE.mcap");
    }
    if (journals != null) {
      if (runId == null) {
        throw new IllegalArgumentException("--journal needs --run ID");
      }
      return OfflineScoring.score(journals, runId);
    }
    Drive recorded = Drive.open(drive);
    List<RunEvent> events =
        plan == null
            ? DriveFrames.of(recorded).runEvents()
            : DriveRuns.around(recorded, PlanFile.read(plan), runId == null ? fileName() : runId);
    return scoreDrive(recorded, events);
  }

  private String fileName() {
    return drive.getFileName().toString().replaceFirst("\\.mcap$", "");
  }

  private ScoredRun scoreDrive(Drive recorded, List<RunEvent> events) throws IOException {
    RunEvent started =
        events.stream()
            .filter(RunEvent::hasStarted)
            .filter(event -> runId == null || event.getStarted().getRunId().equals(runId))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        drive + " holds no such run: give --plan PLAN.yaml"));
    String id = started.getStarted().getRunId();
    RunEvent ended =
        events.stream()
            .filter(event -> event.hasEnded() && event.getEnded().getRunId().equals(id))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("run " + id + " has no end"));
    RunScorer scorer = new RunScorer(started.getStarted());
    try (DriveReader reader = recorded.read()) {
      for (DriveRecord record = reader.next(); record != null; record = reader.next()) {
        if (record.kind() == DriveRecord.Kind.FRAME) {
          scorer.add(new RunFrame(record.sender(), record.stream(), record.frame()));
        }
      }
    }
    scorer.end(ended.getEnded());
    return scorer.score();
  }
}
