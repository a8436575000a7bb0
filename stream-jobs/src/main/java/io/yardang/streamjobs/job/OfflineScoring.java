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
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Scores a run from the journals alone, without Flink: what the live job must agree with. */
public final class OfflineScoring {
  private OfflineScoring() {}

  /**
   * Scores one run.
   *
   * @param journals root of the gateways' journals
   * @throws IllegalArgumentException if the journals do not hold both its start and its end
   */
  public static ScoredRun score(Path journals, String runId) {
    RunWindow window = RunWindow.UNKNOWN;
    Found found = find(journals, runId);
    if (found.started.isEmpty()) {
      throw new IllegalArgumentException(
          "no run " + runId + " in " + journals + "; runs there: " + found.others);
    }
    if (found.ended.isEmpty()) {
      throw new IllegalArgumentException("run " + runId + " has not ended yet");
    }
    RunEvent started = found.started.get();
    RunEvent ended = found.ended.get();
    RunWindow taken = window.with(started, 0).with(ended, 0);
    RunScorer scorer = new RunScorer(started.getStarted());
    eachRecord(
        journals,
        record -> {
          if (record.kind() == RecordKind.FRAME
              && taken.takes(record.sender(), record.sampleTimeNs())) {
            scorer.add(new RunFrame(record.sender(), record.stream(), frame(record)));
          }
        });
    scorer.end(ended.getEnded());
    return scorer.score();
  }

  /** The run's start and end, each as it was told first, and the ids of the other runs. */
  private static final class Found {
    private Optional<RunEvent> started = Optional.empty();
    private Optional<RunEvent> ended = Optional.empty();
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
          } else if (event.hasStarted()) {
            found.started = found.started.or(() -> Optional.of(event));
          } else {
            found.ended = found.ended.or(() -> Optional.of(event));
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
