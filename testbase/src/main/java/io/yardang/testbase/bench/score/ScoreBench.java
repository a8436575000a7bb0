package io.yardang.testbase.bench.score;

import io.yardang.testbase.bench.score.JobBench.Scorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * All that scoring costs: the job beside the same pipeline without a scorer, the scorer alone, and
 * the way from the wire to the live page.
 */
public final class ScoreBench {
  private static final int RUNS = 4;

  private final boolean quick;
  private final Consumer<String> progress;

  /**
   * @param quick a little of everything, to see that it works
   * @param progress told a line now and then
   */
  public ScoreBench(boolean quick, Consumer<String> progress) {
    this.quick = quick;
    this.progress = progress;
  }

  /** The job at so many objects in each frame; in frames per second of CPU. */
  record JobRow(PreparedJournal journal, List<Map<Scorer, Double>> rounds) {
    List<Double> of(Scorer scorer) {
      return rounds.stream().map(round -> round.get(scorer)).toList();
    }

    /** Of each round, since those of a round ran one after the other. */
    List<Double> ratiosTo(Scorer scorer) {
      return rounds.stream().map(round -> round.get(Scorer.WHOLE) / round.get(scorer)).toList();
    }
  }

  /** The scorer alone at so many objects in each frame. */
  record RescoreRow(int objects, List<Rescoring.Result> rounds) {}

  /** Measures; all data lies in an empty {@code dir}. */
  public ScoreReport run(Path dir) throws IOException {
    List<RescoreRow> rescored = new ArrayList<>();
    List<JobRow> jobs = new ArrayList<>();
    for (int objects : new int[] {0, 5, 20}) {
      rescored.add(rescore(dir.resolve("rescore-" + objects), objects));
    }
    for (int objects : new int[] {0, 5, 20}) {
      jobs.add(job(dir.resolve("job-" + objects), objects));
    }
    LiveLatency live = quick ? new LiveLatency(100, 12) : new LiveLatency(1_000, 25);
    progress.accept("live latency: " + live.vehicles() + " vehicles at 10 Hz");
    return new ScoreReport(quick, jobs, rescored, live, live.run(dir.resolve("live"), progress));
  }

  private RescoreRow rescore(Path file, int objects) throws IOException {
    // 20 objects: a quarter, so that a run fits beside all else into the launcher's heap.
    int frames = (quick ? 20_000 : 360_000) / (objects > 5 ? 4 : 1);
    Rescoring rescoring = new Rescoring(objects, frames);
    rescoring.writeTo(file);
    List<Rescoring.Result> rounds = new ArrayList<>();
    for (int round = -warmUps(); round < rounds(); round++) {
      Rescoring.Result result = rescoring.run(file);
      progress.accept(
          String.format(
              Locale.ROOT,
              "rescore, %d objects%s: %.0f times real time",
              objects,
              round < 0 ? " (warm-up)" : "",
              result.timesRealTime()));
      if (round >= 0) {
        rounds.add(result);
      }
    }
    Files.delete(file);
    return new RescoreRow(objects, rounds);
  }

  private JobRow job(Path dir, int objects) throws IOException {
    int seconds = (quick ? 60 : 600) / (objects > 5 ? 4 : 1);
    PreparedJournal journal = new PreparedJournal(RUNS, seconds, objects);
    JobBench bench = new JobBench(dir, journal);
    JobRow row = new JobRow(journal, new ArrayList<>());
    for (int round = -warmUps(); round < rounds(); round++) {
      Map<Scorer, Double> figures = new EnumMap<>(Scorer.class);
      for (Scorer scorer : Scorer.values()) {
        figures.put(scorer, bench.framesPerCpuS(scorer));
      }
      progress.accept(
          String.format(
              Locale.ROOT,
              "job, %d objects%s: %.0f frames/s per core, with an empty scorer %.0f, none %.0f",
              objects,
              round < 0 ? " (warm-up)" : "",
              figures.get(Scorer.WHOLE),
              figures.get(Scorer.EMPTY),
              figures.get(Scorer.NONE)));
      if (round >= 0) {
        row.rounds.add(figures);
      }
    }
    return row;
  }

  private int warmUps() {
    return quick ? 1 : 5;
  }

  private int rounds() {
    return quick ? 1 : 3;
  }
}
