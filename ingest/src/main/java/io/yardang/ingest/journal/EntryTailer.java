package io.yardang.ingest.journal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.wire.DocumentContext;

/**
 * Reads a journal's entries as they lie on disk, unchecked and whole: for {@link
 * LocalJournalReader}, or to be passed on to a reader elsewhere, who check and decode them.
 *
 * <p>Opens the directory read-only, and only once there is something in it. Used by one thread at a
 * time.
 */
public final class EntryTailer implements AutoCloseable {
  private final Path dir;
  private ChronicleQueue queue;
  private ExcerptTailer tailer;
  private long cycle = DeletedFiles.NONE;

  /**
   * An entry.
   *
   * @param bytes what {@link JournalEntry} describes; may be padded behind; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Entry(long index, byte[] bytes) {}

  private EntryTailer(Path dir) {
    this.dir = dir;
  }

  /** Stands before the first entry of the journal in {@code dir}, which may not exist yet. */
  public static EntryTailer open(Path dir) {
    return new EntryTailer(dir);
  }

  /**
   * Makes the entry of that index the next one.
   *
   * @throws JournalException if the journal does not hold it (any more)
   */
  public void seek(long index) {
    if (!openWhenThere()) {
      throw new JournalException("journal is empty, and does not hold index=" + index);
    }
    if (!moveTo(index)) {
      throw new JournalException(
          "journal does not hold index="
              + index
              + ": first="
              + queue.firstIndex()
              + ", last="
              + queue.lastIndex());
    }
  }

  /** Makes the entry of that index the next one; false if the journal does not hold it. */
  boolean moveTo(long index) {
    boolean isThere = openWhenThere() && tailer.moveToIndex(index);
    if (isThere) {
      cycle = CycleFile.cycleOf(index);
    }
    return isThere;
  }

  /** Makes the first entry the next one. */
  void moveToStart() {
    if (openWhenThere()) {
      tailer.toStart();
      cycle = DeletedFiles.NONE;
    }
  }

  /**
   * The next entry; empty at the end of the journal.
   *
   * @throws JournalException if files between the last one and the next were deleted meanwhile
   */
  public Optional<Entry> next() {
    if (!openWhenThere()) {
      return Optional.empty();
    }
    Optional<Entry> entry = read();
    // The queue's own list of its files may still name some that have left.
    return entry.isEmpty() && cycle == DeletedFiles.NONE && moveToOldest() ? read() : entry;
  }

  private boolean moveToOldest() {
    List<CycleFile> files = CycleFile.list(dir);
    return !files.isEmpty() && tailer.moveToIndex(files.get(0).firstIndex());
  }

  private Optional<Entry> read() {
    try (DocumentContext document = tailer.readingDocument()) {
      if (!document.isPresent()) {
        return Optional.empty();
      }
      enter(CycleFile.cycleOf(document.index()));
      Bytes<?> bytes = document.wire().bytes();
      byte[] entry = new byte[Math.toIntExact(bytes.readRemaining())];
      bytes.read(entry);
      return Optional.of(new Entry(document.index(), entry));
    }
  }

  private void enter(long next) {
    if (next == cycle) {
      return;
    }
    if (cycle != DeletedFiles.NONE && DeletedFiles.newest(dir) > cycle) {
      throw new JournalException(
          "entries were deleted before they were read: after_cycle="
              + cycle
              + ", before_cycle="
              + next
              + ", dir="
              + dir
              + "; read anew from the start, or keep files for longer (journal.max_age_s)");
    }
    cycle = next;
  }

  @Override
  public void close() {
    if (queue != null) {
      tailer.close();
      queue.close();
    }
  }

  private boolean openWhenThere() {
    if (tailer == null && JournalDirectory.hasEntries(dir)) {
      queue = ChronicleQueue.singleBuilder(dir).readOnly(true).build();
      tailer = queue.createTailer();
      // A framework may close the reader from another thread than the one that read.
      tailer.singleThreadedCheckDisabled(true);
    }
    return tailer != null;
  }
}
