package io.yardang.ingest.journal;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a journal on this machine's disk, also while a gateway, in this or another process, writes.
 *
 * <p>Opens the directory read-only, and only once there is something in it: until then {@link
 * #poll} is empty. Each entry is checked against its CRC32C and given out record by record. An
 * entry that fails the check is reported and skipped: the rest stays readable.
 */
public final class LocalJournalReader implements JournalReader {
  private final Path dir;
  private final Deque<JournalRecord> pending = new ArrayDeque<>();
  private final EntryTailer entries;
  private final EntryDecoder decoder;
  private boolean closed;

  private LocalJournalReader(Path dir) {
    this.dir = dir;
    entries = EntryTailer.open(dir);
    decoder = new EntryDecoder(dir.toString());
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
      throw new JournalPositionException(
          "journal does not hold the position: " + position + ", dir=" + dir);
    }
    Optional<EntryTailer.Entry> entry = entries.next();
    List<JournalRecord> records = entry.map(decoder::records).orElse(List.of());
    if (records.isEmpty() || entry.get().index() != position.index()) {
      // It is lost, or damaged since its position was taken: what is behind it goes on.
      pending.addAll(records);
      return;
    }
    if (position.frame() < 0 || position.frame() >= records.size()) {
      throw new JournalPositionException(
          "entry has fewer records: " + position + ", records=" + records.size() + ", dir=" + dir);
    }
    pending.addAll(records.subList(position.frame() + 1, records.size()));
  }

  @Override
  public Optional<JournalRecord> poll() {
    checkOpen();
    while (pending.isEmpty()) {
      Optional<EntryTailer.Entry> entry = entries.next();
      if (entry.isEmpty()) {
        decoder.atEnd();
        return Optional.empty();
      }
      pending.addAll(decoder.records(entry.get()));
    }
    return Optional.of(pending.remove());
  }

  /** How many places in the journal were damaged, and left out. */
  public long skippedEntries() {
    return decoder.skippedEntries() + entries.brokenPlaces();
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
}
