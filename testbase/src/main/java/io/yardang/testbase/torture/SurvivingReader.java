package io.yardang.testbase.torture;

import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.LocalJournalReader;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A reader that lives through power cuts: each time it goes on at the position it has reached, also
 * when what stood there is lost.
 */
final class SurvivingReader {
  private final Map<UUID, BitSet> seen = new HashMap<>();
  private JournalPosition after = JournalPosition.BEFORE_FIRST;

  /** Reads what is behind its position. */
  void read(Path journal) {
    try (JournalReader reader = LocalJournalReader.open(journal)) {
      reader.seekAfter(after);
      for (Optional<JournalRecord> next = reader.poll(); next.isPresent(); next = reader.poll()) {
        after = next.get().position();
        seen.computeIfAbsent(next.get().stream(), stream -> new BitSet())
            .set((int) next.get().seq());
      }
    }
  }

  /** How many frames of a journal it has never seen. */
  long missed(Path journal) {
    long missed = 0;
    try (JournalReader reader = LocalJournalReader.open(journal)) {
      for (Optional<JournalRecord> next = reader.poll(); next.isPresent(); next = reader.poll()) {
        BitSet ofStream = seen.getOrDefault(next.get().stream(), new BitSet());
        missed += ofStream.get((int) next.get().seq()) ? 0 : 1;
      }
    }
    return missed;
  }
}
