package io.yardang.streamjobs.job;

import io.yardang.ingest.journal.JournalDirectory;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.v1.RunEnded;
import io.yardang.v1.RunEvent;
import io.yardang.v1.RunStarted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.function.Consumer;

/** A run as the journals on disk have it: its events, and the frames that it takes. */
public final class JournaledRun {
  private final Path journals;
  private final String runId;
  private final TreeSet<String> others = new TreeSet<>();
  private RunWindow window = RunWindow.UNKNOWN;
  private RunStarted started;
  private RunEnded ended;

  private JournaledRun(Path journals, String runId) {
    this.journals = journals;
    this.runId = runId;
  }

  /**
   * Finds the run.
   *
   * @param journals root of the gateways' journals
   * @throws IllegalArgumentException if the journals do not hold its start
   */
  public static JournaledRun find(Path journals, String runId) {
    JournaledRun run = new JournaledRun(journals, runId);
    eachRecord(journals, run::look);
    if (run.started == null) {
      throw new IllegalArgumentException(
          "no run " + runId + " in " + journals + "; runs there: " + run.others);
    }
    return run;
  }

  private void look(JournalRecord record) {
    if (record.kind() != RecordKind.RUN_EVENT) {
      return;
    }
    RunEvent event = RunEvents.of(record);
    if (!RunEvents.runId(event).equals(runId)) {
      others.add(RunEvents.runId(event));
      return;
    }
    RunWindow after = window.with(event, record.receiveTimeNs() / 1_000_000);
    if (!after.equals(window)) {
      window = after;
      started = event.hasStarted() ? event.getStarted() : started;
      ended = event.hasEnded() ? event.getEnded() : ended;
    }
  }

  public RunStarted started() {
    return started;
  }

  /** Empty when nobody ended it. */
  public Optional<RunEnded> ended() {
    return Optional.ofNullable(ended);
  }

  RunWindow window() {
    return window;
  }

  /** Gives the run's events and frames in the order in which they were received. */
  public void eachRecord(Consumer<JournalRecord> take) {
    eachRecord(
        journals,
        record -> {
          boolean isOfRun =
              record.kind() == RecordKind.FRAME
                  ? window.takes(record)
                  : record.kind() == RecordKind.RUN_EVENT
                      && RunEvents.runId(RunEvents.of(record)).equals(runId);
          if (isOfRun) {
            take.accept(record);
          }
        });
  }

  /** Of all journals, in order of receive time; of those received at once, by journal. */
  private static void eachRecord(Path journals, Consumer<JournalRecord> take) {
    List<JournalReader> readers = new ArrayList<>();
    PriorityQueue<Head> heads =
        new PriorityQueue<>(
            Comparator.comparingLong((Head head) -> head.record.receiveTimeNs())
                .thenComparingInt(Head::journal));
    try {
      for (JournalDirectory journal : JournalDirectory.list(journals)) {
        readers.add(LocalJournalReader.open(journal.path()));
        advance(heads, readers, readers.size() - 1);
      }
      while (!heads.isEmpty()) {
        Head head = heads.poll();
        take.accept(head.record);
        advance(heads, readers, head.journal);
      }
    } finally {
      readers.forEach(JournalReader::close);
    }
  }

  private record Head(int journal, JournalRecord record) {}

  private static void advance(PriorityQueue<Head> heads, List<JournalReader> readers, int journal) {
    readers.get(journal).poll().ifPresent(record -> heads.add(new Head(journal, record)));
  }
}
