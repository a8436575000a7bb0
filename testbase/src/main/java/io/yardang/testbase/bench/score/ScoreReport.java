package io.yardang.testbase.bench.score;

import io.yardang.testbase.bench.Spread;
import io.yardang.testbase.bench.score.JobBench.Scorer;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What {@link ScoreBench} measured, as tables and as one line. */
public record ScoreReport(
    boolean quick,
    List<ScoreBench.JobRow> jobs,
    List<ScoreBench.RescoreRow> rescored,
    LiveLatency live,
    LiveLatency.Latencies latencies) {

  /** True when every frame was acknowledged and every run was told of. */
  public boolean isSound() {
    return latencies.load().offered() == latencies.load().acked()
        && latencies.runsTold() == live.vehicles();
  }

  /** The one line for scripts: without objects, with 5, and at the full load. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "score: job_vs_empty=%.2f rescore_x_realtime=%.0f latency_p99_ms=%d",
        Spread.of(jobs.get(0).ratiosTo(Scorer.EMPTY)).median(),
        Spread.of(rescored.get(1).rounds(), Rescoring.Result::timesRealTime).median(),
        latencies.ageMs().getValueAtPercentile(99));
  }

  /** For BENCHMARKS.md. */
  public String tables() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        | objects per frame | frames | job: frames/s per core | with an empty scorer | ratio \
        | with none | ratio | CPU per frame, us | of it scoring |
        |---|---|---|---|---|---|---|---|---|
        """);
    for (ScoreBench.JobRow row : jobs) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %d | %d | %s | %s | %s | %s | %s | %.2f | %.2f |%n",
              row.journal().objects(),
              row.journal().frames(),
              Spread.of(row.of(Scorer.WHOLE)).thousands(),
              Spread.of(row.of(Scorer.EMPTY)).thousands(),
              ratio(row, Scorer.EMPTY),
              Spread.of(row.of(Scorer.NONE)).thousands(),
              ratio(row, Scorer.NONE),
              microseconds(row, Scorer.WHOLE),
              microseconds(row, Scorer.WHOLE) - microseconds(row, Scorer.EMPTY)));
    }
    text.append(
        """

        | objects per frame | frames | scorer alone: frames/s per core | times real time at 100 Hz \
        | the same by the clock | CPU per frame, us | state: heap, MB per minute of run \
        | of it frames as sent |
        |---|---|---|---|---|---|---|---|
        """);
    for (ScoreBench.RescoreRow row : rescored) {
      List<Rescoring.Result> rounds = row.rounds();
      text.append(
          String.format(
              Locale.ROOT,
              "| %d | %d | %s | %.0f | %.0f | %.2f | %.2f | %.2f |%n",
              row.objects(),
              rounds.get(0).frames(),
              Spread.of(rounds, Rescoring.Result::framesPerCpuS).thousands(),
              Spread.of(rounds, Rescoring.Result::timesRealTime).median(),
              Spread.of(rounds, Rescoring.Result::timesRealTimeByClock).median(),
              microseconds(row),
              Spread.of(rounds, Rescoring.Result::heapMbPerMinute).median(),
              rounds.get(0).frameMbPerMinute()));
    }
    text.append(perObject());
    text.append(
        String.format(
            Locale.ROOT,
            """

            | %d vehicles at 10 Hz, each in a run of its own, %d s | p50 | p99 | greatest |
            |---|---|---|---|
            """,
            live.vehicles(),
            live.seconds()));
    row(
        text,
        "from the time a sample is due to the live update that has it, ms",
        latencies.ageMs());
    row(text, "pace: between two live updates of a run, ms", latencies.pauseMs());
    row(text, "pace: between two scores of a run, ms", latencies.judgedMs());
    return text.toString();
  }

  /** Each step from one row to the next by itself: were the cost not linear, they would differ. */
  private String perObject() {
    StringBuilder steps = new StringBuilder("\nCPU per frame and object, scorer alone, us:");
    for (int i = 1; i < rescored.size(); i++) {
      ScoreBench.RescoreRow fewer = rescored.get(i - 1);
      ScoreBench.RescoreRow more = rescored.get(i);
      steps.append(
          String.format(
              Locale.ROOT,
              "%s %.3f from %d to %d objects",
              i == 1 ? "" : ",",
              (microseconds(more) - microseconds(fewer)) / (more.objects() - fewer.objects()),
              fewer.objects(),
              more.objects()));
    }
    return steps.append(".\n").toString();
  }

  private static double microseconds(ScoreBench.RescoreRow row) {
    return 1e6 / Spread.of(row.rounds(), Rescoring.Result::framesPerCpuS).median();
  }

  private static double microseconds(ScoreBench.JobRow row, Scorer scorer) {
    return 1e6 / Spread.of(row.of(scorer)).median();
  }

  private static String ratio(ScoreBench.JobRow row, Scorer to) {
    Spread ratio = Spread.of(row.ratiosTo(to));
    return String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", ratio.median(), ratio.min(), ratio.max());
  }

  private static void row(StringBuilder text, String what, Histogram ms) {
    text.append(
        String.format(
            Locale.ROOT,
            "| %s | %d | %d | %d |%n",
            what,
            ms.getValueAtPercentile(50),
            ms.getValueAtPercentile(99),
            ms.getMaxValue()));
  }
}
