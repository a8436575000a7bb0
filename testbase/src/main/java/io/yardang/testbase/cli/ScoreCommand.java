package io.yardang.testbase.cli;

import io.yardang.rigs.drive.Drive;
import io.yardang.rigs.drive.DriveReader;
import io.yardang.rigs.drive.DriveRecord;
import io.yardang.rigs.replay.DriveFrames;
import io.yardang.streamjobs.job.OfflineScoring;
import io.yardang.streamjobs.report.CanonicalJson;
import io.yardang.streamjobs.report.ReportStore;
import io.yardang.streamjobs.scoring.PlanFile;
import io.yardang.streamjobs.scoring.RunFrame;
import io.yardang.streamjobs.scoring.RunScorer;
import io.yardang.v1.RunEvent;
import io.yardang.v1.ScoredRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scores a run again from the journal, or recorded drives under a plan, with the live scorer. */
@Command(
    name = "score",
    description = "Score a run of a journal, or recorded drives, on the command line.",
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
      description = "Score all of the drives under this plan, not under the runs recorded in them.")
  private Path plan;

  @Option(
      names = "--mapping",
      paramLabel = "MAPPING",
      description = "How to read CSV files: a file (YAML) or a built-in one, as for import.")
  private String mapping;

  @Option(names = "--json", description = "Print the report's canonical JSON and nothing else.")
  private boolean json;

  @Option(
      names = "--arrival",
      description = "Print how the frames came (arrival.json) and nothing else; with --journal.")
  private boolean arrival;

  @Parameters(
      arity = "0..*",
      paramLabel = "DRIVE",
      description = "MCAP files, or CSV files with --mapping; all of them are one run.")
  private List<Path> files = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    if ((journals == null) == files.isEmpty()) {
      throw new IllegalArgumentException("give either --journal DIR --run ID, or drives");
    }
    if (arrival && journals == null) {
      throw new IllegalArgumentException("--arrival needs --journal: drives do not hold it");
    }
    ScoredRun scored = journals == null ? scoreDrives() : scoreJournal();
    PrintWriter out = spec.commandLine().getOut();
    if (arrival) {
      out.println(new String(ReportStore.arrivalJson(scored), StandardCharsets.UTF_8));
    } else if (json) {
      out.println(new String(CanonicalJson.of(scored.getReport()), StandardCharsets.UTF_8));
    } else {
      new ReportText(out).print(scored.getReport(), "");
    }
    out.flush();
    return 0;
  }

  private ScoredRun scoreJournal() {
    if (runId == null) {
      throw new IllegalArgumentException("--journal needs --run ID");
    }
    return OfflineScoring.score(journals, runId);
  }

  private ScoredRun scoreDrives() throws IOException {
    try (DriveFiles opened = DriveFiles.open(files, mapping)) {
      List<Drive> drives = opened.drives();
      List<RunEvent> events =
          plan == null
              ? recordedEvents(drives)
              : DriveRuns.around(
                  drives, PlanFile.read(plan), runId == null ? nameOfFirst() : runId);
      return score(drives, events);
    }
  }

  private String nameOfFirst() {
    return files.get(0).getFileName().toString().replaceFirst("\\.(mcap|csv)$", "");
  }

  private static List<RunEvent> recordedEvents(List<Drive> drives) throws IOException {
    List<RunEvent> events = new ArrayList<>();
    for (Drive drive : drives) {
      events.addAll(DriveFrames.of(drive).runEvents());
    }
    return events;
  }

  private ScoredRun score(List<Drive> drives, List<RunEvent> events) throws IOException {
    RunEvent started =
        events.stream()
            .filter(RunEvent::hasStarted)
            .filter(event -> runId == null || event.getStarted().getRunId().equals(runId))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        files + " hold no such run: give --plan PLAN.yaml"));
    String id = started.getStarted().getRunId();
    Optional<RunEvent> ended =
        events.stream()
            .filter(event -> event.hasEnded() && event.getEnded().getRunId().equals(id))
            .findFirst();
    RunScorer scorer = new RunScorer(started.getStarted());
    for (Drive drive : drives) {
      try (DriveReader reader = drive.read()) {
        for (DriveRecord record = reader.next(); record != null; record = reader.next()) {
          if (record.kind() == DriveRecord.Kind.FRAME) {
            scorer.add(
                new RunFrame(record.sender(), record.stream(), record.bytes().toByteArray()));
          }
        }
      }
    }
    if (ended.isEmpty()) {
      return scorer.scoreEndedBySilence();
    }
    scorer.end(ended.get().getEnded());
    return scorer.score();
  }
}
