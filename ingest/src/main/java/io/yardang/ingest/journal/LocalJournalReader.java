package io.yardang.ingest.journal;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;
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
  private ChronicleQueue queue;
  private ExcerptTailer tailer;
  private boolean closed;
  private long skippedEntries;

  private LocalJournalReader(Path dir) {
    this.dir = dir;
  }

  /** Opens the journal in {@code dir}, which may not exist yet, before its first record. */
  public static LocalJournalReader open(Path dir) {
    return new LocalJournalReader(dir);
  }

  @Override
  public void seekAfter(JournalPosition position) {
    pending.clear();
    boolean opened = openWhenThere();
    if (position.equals(JournalPosition.BEFORE_FIRST)) {
      if (opened) {
        tailer.toStart();
      }
      return;
    }
    if (!opened || !tailer.moveToIndex(position.index())) {
      throw new JournalException(
          "journal does not hold the position: " + position + ", dir=" + dir);
    }
    List<JournalRecord> records = readEntry();
    if (position.frame() < 0 || position.frame() >= records.size()) {
      throw new JournalException(
          "entry has fewer records: " + position + ", records=" + records.size() + ", dir=" + dir);
    }
    pending.addAll(records.subList(position.frame() + 1, records.size()));
  }

  @Override
  public Optional<JournalRecord> poll() {
    if (pending.isEmpty() && openWhenThere()) {
      pending.addAll(nextIntactEntry());
    }
    return Optional.ofNullable(pending.poll());
  }

  /** How many entries were damaged, and left out. */
  public long skippedEntries() {
    return skippedEntries;
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
    if (queue != null) {
      tailer.close();
      queue.close();
    }
  }

  private boolean openWhenThere() {
    if (closed) {
      throw new JournalException("reader is closed: dir=" + dir);
    }
    if (tailer == null && JournalDirectory.hasEntries(dir)) {
      queue = ChronicleQueue.singleBuilder(dir).readOnly(true).build();
      tailer = queue.createTailer();
      // A framework may close the reader from another thread than the one that read.
      tailer.singleThreadedCheckDisabled(true);
    }
    return tailer != null;
  }

  private List<JournalRecord> nextIntactEntry() {
    while (true) {
      try {
        return readEntry();
      } catch (DamagedEntryException e) {
        skippedEntries++;
        log.error("skipped: {}", e.getMessage());
      }
    }
  }

  private List<JournalRecord> readEntry() {
    return readEntry(tailer, dir);
  }

  /** The records of the next entry; none at the end of the journal. */
  private static List<JournalRecord> readEntry(ExcerptTailer tailer, Path dir) {
    long index;
    byte[] entry;
    try (DocumentContext document = tailer.readingDocument()) {
      if (!document.isPresent()) {
        return List.of();
      }
      index = document.index();
      Bytes<?> bytes = document.wire().bytes();
      entry = new byte[Math.toIntExact(bytes.readRemaining())];
      bytes.read(entry);
    }
    try {
      return JournalEntry.decode(index, entry);
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
