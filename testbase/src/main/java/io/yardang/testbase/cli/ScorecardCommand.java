package io.yardang.testbase.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.yardang.streamjobs.scoring.Ranking;
import io.yardang.streamjobs.scoring.Scorecard;
import io.yardang.streamjobs.scoring.ScorecardException;
import io.yardang.streamjobs.scoring.Scorecards;
import io.yardang.v1.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks and shows scorecards, and ranks the entrants of a challenge. */
@Command(
    name = "scorecard",
    description = "Check, list and show scorecards; rank the entrants of a challenge.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class ScorecardCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "check",
      description = "Check card files; a wrong one is told by line and reason.")
  int check(@Parameters(arity = "1..*", paramLabel = "FILE") List<Path> files) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    int wrong = 0;
    for (Path file : files) {
      try {
        Scorecard card = Scorecard.parseAndTry(Files.readString(file), file.toString());
        out.println(file + ": " + line(card));
      } catch (ScorecardException e) {
        spec.commandLine().getErr().println(e.getMessage());
        wrong++;
      }
    }
    return wrong == 0 ? 0 : 1;
  }

  @Command(name = "list", description = "List the built-in cards.")
  int list() {
    Scorecards.BUILT_IN.forEach(
        id -> spec.commandLine().getOut().println(line(Scorecards.builtIn(id))));
    return 0;
  }

  @Command(name = "show", description = "Print a built-in card, as a start for one's own.")
  int show(@Parameters(paramLabel = "ID") String id) {
    spec.commandLine().getOut().print(Scorecards.builtInText(id));
    spec.commandLine().getOut().flush();
    return 0;
  }

  @Command(name = "rank", description = "Rank the entrants of a challenge by their report.json.")
  int rank(@Parameters(arity = "1..*", paramLabel = "REPORT.json") List<Path> files)
      throws IOException {
    List<Report> reports = new ArrayList<>();
    for (Path file : files) {
      reports.add(report(file));
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "%5s  %-20s %-20s %7s %9s %9s %8s%n",
        "place", "run", "vehicle", "points", "time s", "energy Wh", "penalty");
    for (Ranking.Entrant e : Ranking.of(reports)) {
      out.println(
          e.notRankedBecause().isEmpty()
              ? String.format(
                  Locale.ROOT,
                  "%5d  %-20s %-20s %7.2f %9.2f %9.1f %8.3f",
                  e.place(),
                  e.runId(),
                  e.vehicleId(),
                  e.points(),
                  e.timeS(),
                  e.energyWh(),
                  e.penalty())
              : String.format(
                  Locale.ROOT,
                  "%5s  %-20s %-20s not ranked: %s",
                  "-",
                  e.runId(),
                  e.vehicleId(),
                  e.notRankedBecause()));
    }
    return 0;
  }

  private static Report report(Path file) throws IOException {
    Report.Builder report = Report.newBuilder();
    try {
      JsonFormat.parser().merge(Files.readString(file), report);
    } catch (InvalidProtocolBufferException e) {
      throw new IOException(file + " is not a report: " + e.getMessage(), e);
    }
    return report.build();
  }

  private static String line(Scorecard card) {
    return String.format(
        Locale.ROOT,
        "%s, version %d, %s, %d metrics, sha256 %s",
        card.id(),
        card.version(),
        card.title(),
        card.metrics().size(),
        card.sha256());
  }
}
