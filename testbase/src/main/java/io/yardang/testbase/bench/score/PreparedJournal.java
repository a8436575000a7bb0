package io.yardang.testbase.bench.score;

import io.yardang.ingest.journal.JournalEntry;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.v1.RunEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A journal of runs that go on at the same time, written ahead: each run's start, its frames a few
 * to an entry as sockets bring them, its end.
 *
 * @param runs each of one vehicle
 * @param seconds how long they are
 * @param objects in each frame
 */
record PreparedJournal(int runs, int seconds, int objects) {
  private static final int HZ = 100;
  private static final int FRAMES_PER_ENTRY = 10;
  private static final long START_NS = 1_764_000_000_000_000_000L;
  private static final long ON_THE_WAY_NS = Duration.ofMillis(20).toNanos();
  private static final UUID CONSOLE = new UUID(1, 1);

  int frames() {
    return runs * seconds * HZ;
  }

  /** Writes it into a folder of journals. */
  void writeTo(Path journals) {
    List<ScoreDrive> drives = new ArrayList<>();
    for (int run = 0; run < runs; run++) {
      drives.add(new ScoreDrive(run, objects, HZ, START_NS));
    }
    try (JournalWriter journal =
        JournalWriter.open(journals.resolve("bench"), JournalSettings.DEFAULT)) {
      JournalEntry entry = new JournalEntry();
      long seq = 0;
      for (ScoreDrive drive : drives) {
        RunEvent started = RunEvent.newBuilder().setSeq(++seq).setStarted(drive.started()).build();
        append(journal, entry, started, START_NS, START_NS);
      }
      int frames = seconds * HZ;
      for (int first = 0; first < frames; first += FRAMES_PER_ENTRY) {
        int end = Math.min(frames, first + FRAMES_PER_ENTRY);
        for (ScoreDrive drive : drives) {
          entry.begin(RecordKind.FRAME, drive.vehicle(), drive.stream());
          for (int i = first; i < end; i++) {
            entry.add(i + 1L, drive.sampleTimeNs(i), drive.frame(i));
          }
          journal.append(entry, drive.sampleTimeNs(end - 1) + ON_THE_WAY_NS);
        }
      }
      for (ScoreDrive drive : drives) {
        RunEvent ended =
            RunEvent.newBuilder().setSeq(++seq).setEnded(drive.endedAt(frames - 1)).build();
        long endNs = drive.sampleTimeNs(frames - 1);
        append(journal, entry, ended, endNs, endNs + 2 * ON_THE_WAY_NS);
      }
    }
  }

  private static void append(
      JournalWriter journal, JournalEntry entry, RunEvent event, long timeNs, long receiveNs) {
    RunEvent whole = event.toBuilder().setEventTimeUnixNs(timeNs).build();
    entry.begin(RecordKind.RUN_EVENT, "console", CONSOLE);
    entry.add(whole.getSeq(), timeNs, whole.toByteArray());
    journal.append(entry, receiveNs);
  }
}
