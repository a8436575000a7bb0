package io.yardang.streamjobs.job;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yardang.ingest.journal.JournalDirectory;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.streamjobs.scoring.RunFrame;
import io.yardang.streamjobs.scoring.RunScorer;
import io.yardang.v1.RunEvent;
import io.yardang.v1.ScoredRun;
import io.yardang.v1.TelemetryFrame;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.function.Consumer;

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
    Found found = find(journals, runId);
    if (found.started == null) {
      throw new IllegalArgumentException(
          "no run " + runId + " in " + journals + "; runs there: " + found.others);
    }
    RunScorer scorer = new RunScorer(found.started.getStarted());
    eachRecord(
        journals,
        record -> {
          if (record.kind() == RecordKind.FRAME && found.window.takes(record)) {
            scorer.add(new RunFrame(record.sender(), record.stream(), frame(record)));
          }
        });
    if (found.ended == null) {
      return scorer.scoreEndedBySilence();
    }
    scorer.end(found.ended.getEnded());
    return scorer.score();
  }

  /** The run's start and end, each as it was told first, and the ids of the other runs. */
  private static final class Found {
    private RunEvent started;
    private RunEvent ended;
    private RunWindow window = RunWindow.UNKNOWN;
    private final TreeSet<String> others = new TreeSet<>();
  }

  private static Found find(Path journals, String runId) {
    Found found = new Found();
    eachRecord(
        journals,
        record -> {
          if (record.kind() != RecordKind.RUN_EVENT) {
            return;
          }
          RunEvent event = RunEvents.of(record);
          if (!RunEvents.runId(event).equals(runId)) {
            found.others.add(RunEvents.runId(event));
          } else if (event.hasStarted() && found.started == null) {
            found.started = event;
            found.window = found.window.with(event, record.receiveTimeNs() / 1_000_000);
          } else if (event.hasEnded() && found.ended == null) {
            found.ended = event;
            found.window = found.window.with(event, record.receiveTimeNs() / 1_000_000);
          }
        });
    return found;
  }

  private static void eachRecord(Path journals, Consumer<JournalRecord> take) {
    for (JournalDirectory journal : JournalDirectory.list(journals)) {
      try (JournalReader reader = LocalJournalReader.open(journal.path())) {
        for (var record = reader.poll(); record.isPresent(); record = reader.poll()) {
          take.accept(record.get());
        }
      }
    }
  }

  private static TelemetryFrame frame(JournalRecord record) {
    try {
      return TelemetryFrame.parseFrom(record.bytes());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("not a frame: position=" + record.position(), e);
    }
  }
}
