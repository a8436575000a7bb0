package io.yardang.testbase.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.yardang.streamjobs.scoring.Scorecards;
import io.yardang.v1.MetricResult;
import io.yardang.v1.Participant;
import io.yardang.v1.Report;
import io.yardang.v1.RunPlan;
import io.yardang.v1.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ScorecardCommandTest {
  @TempDir Path folder;

  @Test
  void shouldShowEachBuiltInCardInAFormThatItsCheckTakes() throws IOException {
    Run list = run("list");
    for (String id : Scorecards.BUILT_IN) {
      Path file = card(run("show", id).out());
      Run check = run("check", file.toString());
      assertThat(check.status()).isZero();
      assertThat(check.out()).startsWith(file + ": " + id + ", version ");
      assertThat(list.out()).contains(check.out().substring((file + ": ").length()));
    }
  }

  @Test
  void shouldTellFileLineAndReasonOfAWrongCardAndCheckTheOthers() throws IOException {
    String right = run("show", "patrol").out();
    Path wrong = card(right.replaceFirst("weight: [0-9.]+", "weight: heavy"));
    long line = right.substring(0, right.indexOf("weight: ")).lines().count();
    Path good = Files.writeString(folder.resolve("good.yaml"), right);
    Run check = run("check", wrong.toString(), good.toString());
    assertThat(check.status()).isEqualTo(1);
    assertThat(check.err()).contains(wrong + ":" + line).contains("weight");
    assertThat(check.out()).contains(good + ": patrol");
  }

  @Test
  void shouldRankEntrantsByTimeEnergyAndPenaltyAndSayWhoIsNotAndWhy() throws IOException {
    Run ranked =
        run(
            "rank",
            report("slow", 200, 1_000, 1, Verdict.VERDICT_PASS).toString(),
            report("fast", 100, 1_000, 1, Verdict.VERDICT_PASS).toString(),
            report("holes", 50, 500, 1, Verdict.VERDICT_INVALID).toString());
    assertThat(ranked.status()).isZero();
    List<String> rows = ranked.out().lines().toList();
    assertThat(rows).hasSize(4);
    assertThat(rows.get(1)).containsPattern("^ +1 +fast +V-fast +100\\.00 ");
    assertThat(rows.get(2)).containsPattern("^ +2 +slow +V-slow +75\\.00 ");
    assertThat(rows.get(3)).contains("holes").contains("not ranked: the run is INVALID");
  }

  @Test
  void shouldNameTheFileThatIsNoReport() throws IOException {
    Path file = card("weight: 1");
    Run rank = run("rank", file.toString());
    assertThat(rank.status()).isEqualTo(1);
    assertThat(rank.err()).contains(file + " is not a report");
  }

  private Path card(String text) throws IOException {
    return Files.writeString(folder.resolve("card.yaml"), text);
  }

  private Path report(String run, double timeS, double energyWh, double penalty, Verdict verdict)
      throws IOException {
    Report report =
        Report.newBuilder()
            .setRunId(run)
            .setVerdict(verdict)
            .setPlan(
                RunPlan.newBuilder()
                    .addParticipants(Participant.newBuilder().setVehicleId("V-" + run)))
            .addMetrics(metric("challenge.time", timeS))
            .addMetrics(metric("energy.total", energyWh))
            .addMetrics(metric("challenge.penalty", penalty))
            .build();
    return Files.writeString(folder.resolve(run + ".json"), JsonFormat.printer().print(report));
  }

  private static MetricResult metric(String name, double value) {
    return MetricResult.newBuilder().setMetric(name).setApplies(true).setValue(value).build();
  }

  private record Run(int status, String out, String err) {}

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        new CommandLine(new ScorecardCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setExecutionExceptionHandler(new ErrorsForPeople())
            .execute(arguments);
    return new Run(status, out.toString(), err.toString());
  }
}
