package io.yardang.ingest.journal;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a journal on this machine's disk, also while a gateway, in this or another process, writes.
 *
 * <p>Opens the directory read-only, and only once there is something in it: until then {@link
 * #poll} is empty. Each entry is checked against its CRC32C and given out record by record. An
 * entry that fails the check is reported and skipped: the rest stays readable.
 */
public final class LocalJournalReader implements JournalReader {
  private static final Logger log = LoggerFactory.getLogger(LocalJournalReader.class);
  private final Path dir;
  private final Deque<JournalRecord> pending = new ArrayDeque<>();
  private final EntryTailer entries;
  private boolean closed;
  private long skippedEntries;

  private LocalJournalReader(Path dir) {
    this.dir = dir;
    entries = EntryTailer.open(dir);
  }

  /** Opens the journal in {@code dir}, which may not exist yet, before its first record. */
  public static LocalJournalReader open(Path dir) {
    return new LocalJournalReader(dir);
  }

  @Override
  public void seekAfter(JournalPosition position) {
    pending.clear();
    checkOpen();
    if (position.equals(JournalPosition.BEFORE_FIRST)) {
      entries.moveToStart();
      return;
    }
    if (!entries.moveTo(position.index())) {
      throw new JournalException(
          "journal does not hold the position: " + position + ", dir=" + dir);
    }
    List<JournalRecord> records;
    try {
      records = readEntry();
    } catch (DamagedEntryException e) {
      // Damaged since its position was taken; what is behind it goes on.
      skipped(e);
      return;
    }
    if (records.isEmpty() || records.get(0).position().index() != position.index()) {
      // It is lost, and these are behind it.
      pending.addAll(records);
      return;
    }
    if (position.frame() < 0 || position.frame() >= records.size()) {
      throw new JournalException(
          "entry has fewer records: " + position + ", records=" + records.size() + ", dir=" + dir);
    }
    pending.addAll(records.subList(position.frame() + 1, records.size()));
  }

  @Override
  public Optional<JournalRecord> poll() {
    if (pending.isEmpty()) {
      checkOpen();
      pending.addAll(nextIntactEntry());
    }
    return Optional.ofNullable(pending.poll());
  }

  /** How many places in the journal were damaged, and left out. */
  public long skippedEntries() {
    return skippedEntries + entries.brokenPlaces();
  }

  @Override
  public OptionalLong caughtUpAtMs() {
    return pending.isEmpty() ? OptionalLong.of(System.currentTimeMillis()) : OptionalLong.empty();
  }

  @Override
  public void tellScored(JournalPosition position) {
    ScoredPosition.write(dir, position);
  }

  @Override
  public void close() {
    closed = true;
    entries.close();
  }

  private void checkOpen() {
    if (closed) {
      throw new JournalException("reader is closed: dir=" + dir);
    }
  }

  private List<JournalRecord> nextIntactEntry() {
    while (true) {
      try {
        return readEntry();
      } catch (DamagedEntryException e) {
        skipped(e);
      }
    }
  }

  private void skipped(DamagedEntryException e) {
    skippedEntries++;
    log.error("skipped: {}", e.getMessage());
  }

  /** The records of the next entry; none at the end of the journal. */
  private List<JournalRecord> readEntry() {
    Optional<EntryTailer.Entry> entry = entries.next();
    if (entry.isEmpty()) {
      return List.of();
    }
    long index = entry.get().index();
    try {
      return JournalEntry.decode(index, entry.get().bytes());
    } catch (JournalException e) {
      throw new DamagedEntryException(
          "damaged entry: index=" + index + ", dir=" + dir + ": " + e.getMessage(), e);
    }
  }

  private static final class DamagedEntryException extends JournalException {
    private static final long serialVersionUID = 1L;

    DamagedEntryException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
