package io.yardang.testbase.torture;

import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.ingest.journal.RecordKind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads a journal from its beginning and compares it with what the senders know: every acknowledged
 * frame readable once and in order, none doubled, none that nobody sent.
 */
final class JournalCheck {
  private final TortureFrames frames;
  private final Map<UUID, Ledger.Sent> streams;
  private final Map<UUID, Long> lastSeqs = new HashMap<>();
  private long readable;
  private long lost;
  private long doubled;
  private long invented;
  private long damaged;

  private JournalCheck(TortureFrames frames, Map<UUID, Ledger.Sent> streams) {
    this.frames = frames;
    this.streams = streams;
  }

  /** A check that is given its records one by one. */
  static JournalCheck against(TortureFrames frames, Map<UUID, Ledger.Sent> streams) {
    return new JournalCheck(frames, streams);
  }

  /** Checks a journal on disk; nothing may append to it meanwhile. */
  static Verdict of(Path journal, TortureFrames frames, Map<UUID, Ledger.Sent> streams) {
    JournalCheck check = against(frames, streams);
    try (LocalJournalReader reader = LocalJournalReader.open(journal)) {
      for (Optional<JournalRecord> next = reader.poll(); next.isPresent(); next = reader.poll()) {
        check.add(next.get());
      }
      check.damaged = reader.skippedEntries();
    }
    return check.verdict();
  }

  void add(JournalRecord record) {
    Ledger.Sent sent = streams.get(record.stream());
    if (sent == null || !wasSent(record, sent)) {
      invented++;
      return;
    }
    long lastSeq = lastSeqs.getOrDefault(record.stream(), 0L);
    if (record.seq() <= lastSeq) {
      doubled++;
      return;
    }
    // Durable seqs are cumulative: what a later frame skips can never be made good.
    lost += record.seq() - lastSeq - 1;
    lastSeqs.put(record.stream(), record.seq());
    readable++;
  }

  private boolean wasSent(JournalRecord record, Ledger.Sent sent) {
    return record.kind() == RecordKind.FRAME
        && record.sender().equals(sent.sender())
        && record.seq() >= 1
        && record.seq() <= sent.offeredSeq()
        && Arrays.equals(record.bytes(), frames.frame(record.stream(), record.seq()).toByteArray());
  }

  Verdict verdict() {
    long ackedBehindTheLast = 0;
    for (Map.Entry<UUID, Ledger.Sent> stream : streams.entrySet()) {
      long lastSeq = lastSeqs.getOrDefault(stream.getKey(), 0L);
      ackedBehindTheLast += Math.max(0, stream.getValue().ackedSeq() - lastSeq);
    }
    return new Verdict(readable, lost + ackedBehindTheLast, doubled, invented, damaged);
  }
}
