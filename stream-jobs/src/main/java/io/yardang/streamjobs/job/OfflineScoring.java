package io.yardang.streamjobs.job;

import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.streamjobs.scoring.RefusedRun;
import io.yardang.streamjobs.scoring.RunScorer;
import io.yardang.v1.ScoredRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Scores a run from the journals alone, without Flink: what the live job must agree with. */
public final class OfflineScoring {
  private OfflineScoring() {}

  /**
   * Scores one run; one that nobody has ended is scored up to its newest frame.
   *
   * @param journals root of the gateways' journals
   * @throws IllegalArgumentException if the journals do not hold its start
   */
  public static ScoredRun score(Path journals, String runId) {
    JournaledRun run = JournaledRun.find(journals, runId);
    RunScorer scorer;
    try {
      scorer = new RunScorer(run.started());
    } catch (RuntimeException e) {
      return new RefusedRun(run.started(), e).score(run.ended());
    }
    List<JournalRecord> frames = new ArrayList<>();
    run.eachRecord(
        record -> {
          if (record.kind() == RecordKind.FRAME) {
            RunScoring.frame(record).ifPresent(scorer::add);
            frames.add(record);
          }
        });
    run.ended().ifPresent(scorer::end);
    ScoredRun scored = run.ended().isPresent() ? scorer.score() : scorer.scoreEndedBySilence();
    return ArrivalLedger.addTo(scored, run.window(), frames);
  }
}
