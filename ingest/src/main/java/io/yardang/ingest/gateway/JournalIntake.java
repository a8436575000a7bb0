package io.yardang.ingest.gateway;

import io.netty.util.concurrent.FastThreadLocal;
import io.yardang.ingest.journal.JournalEntry;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.ingest.journal.StreamLedger;
import java.util.UUID;

/**
 * Collects a session's records in a journal entry and appends it to the journal.
 *
 * <p>The entry is borrowed from the event loop with the first record and given back when it is
 * appended: ten thousand idle sessions hold none.
 */
final class JournalIntake implements Intake {
  private static final int MAX_SPARE_BYTES = 4 << 20;
  private static final FastThreadLocal<JournalEntry> SPARE = new FastThreadLocal<>();

  private final JournalWriter journal;
  private final RecordKind kind;
  private final String sender;
  private final UUID stream;
  private final LeftOutSeqs leftOut;
  private JournalEntry entry;
  private long duplicates;

  JournalIntake(JournalWriter journal, RecordKind kind, String sender, UUID stream) {
    this.journal = journal;
    this.kind = kind;
    this.sender = sender;
    this.stream = stream;
    leftOut =
        new LeftOutSeqs(
            journal
                .ledger()
                .of(stream)
                .filter(end -> end.missing() > 0)
                .map(StreamLedger.StreamEnd::durableSeq)
                .orElse(0L));
  }

  @Override
  public long lastSeq() {
    return entry == null ? journal.durableSeq(stream) : entry.lastSeq();
  }

  @Override
  public boolean mayLack(long seq) {
    return leftOut.mayInclude(seq);
  }

  @Override
  public void dropDuplicate() {
    duplicates++;
  }

  @Override
  public int count() {
    return entry == null ? 0 : entry.count();
  }

  @Override
  public boolean hasRoomFor(int bytes) {
    return entry == null || entry.sizeBytesWith(bytes) <= journal.maxEntryBytes();
  }

  @Override
  public void add(long seq, long sampleTimeNs, byte[] in, int at, int length) {
    long lastSeq = lastSeq();
    if (seq > lastSeq + 1) {
      leftOut.leftOut(lastSeq + 1, seq - 1);
    }
    if (entry == null) {
      entry = borrow().begin(kind, sender, stream);
    }
    entry.add(seq, sampleTimeNs, in, at, length);
  }

  @Override
  public long append(long receiveTimeNs) {
    JournalEntry complete = entry;
    entry = null;
    long index = journal.append(complete.duplicatesBefore(duplicates), receiveTimeNs);
    duplicates = 0;
    if (complete.capacityBytes() <= MAX_SPARE_BYTES) {
      SPARE.set(complete);
    }
    return index;
  }

  private static JournalEntry borrow() {
    JournalEntry spare = SPARE.get();
    SPARE.set(null);
    return spare == null ? new JournalEntry() : spare;
  }
}
