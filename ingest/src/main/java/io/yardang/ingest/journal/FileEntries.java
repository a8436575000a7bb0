package io.yardang.ingest.journal;

import io.yardang.ingest.journal.EntryTailer.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the intact entries of one journal file past places where its chain is broken, which the
 * queue's own tailer cannot: there it would stand for ever, or take garbage for an entry. Says what
 * it steps over as an alarm: the entries there are lost to the reader.
 */
final class FileEntries implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FileEntries.class);

  private final CycleFile file;
  private final boolean isGrowing;
  private FileWindow window;
  private FileScan scan;
  private long at;
  private long nextIndex;
  private long afterIndex;
  private long alarmedAt = -1;
  private int brokenPlaces;
  private Optional<Entry> found = Optional.empty();

  /**
   * Of a file, behind the entry of {@code afterIndex}.
   *
   * @param from where to begin: at that entry, one before it, or the start
   * @param isGrowing whether a writer may be at work at its end
   */
  FileEntries(CycleFile file, QueueIndex.Place from, long afterIndex, boolean isGrowing) {
    this.file = file;
    at = from.at();
    nextIndex = from.index();
    this.afterIndex = afterIndex;
    this.isGrowing = isGrowing;
  }

  /** The next one; empty at the end of what is written, from where a later call goes on. */
  Optional<Entry> next() {
    found = Optional.empty();
    try {
      if (window == null) {
        window = new FileWindow(file.path());
        scan = FileScan.from(window, at, nextIndex, this::visit);
      }
      boolean isMore = true;
      while (isMore && found.isEmpty()) {
        isMore = !isAtGrowingEnd() && scan.step();
      }
      alarm();
    } catch (IOException e) {
      throw new JournalException("cannot read " + file.path() + ": " + e, e);
    }
    if (found.isEmpty()) {
      at = scan.at();
      nextIndex = scan.nextIndex();
      close();
    }
    return found;
  }

  /** What is being written is no damage. */
  private boolean isAtGrowingEnd() throws IOException {
    int header = isGrowing ? window.intAt(scan.at()) : FileScan.META_DATA;
    return header == 0 || (header & FileScan.NOT_COMPLETE) != 0;
  }

  private void visit(EntryHead head, long place, ByteBuffer bytes) {
    if (head.index() > afterIndex) {
      byte[] entry = new byte[bytes.remaining()];
      bytes.get(bytes.position(), entry);
      afterIndex = head.index();
      found = Optional.of(new Entry(head.index(), entry));
    }
  }

  private void alarm() {
    for (FileScan.Damage damage : scan.damages()) {
      if (damage.at() > alarmedAt) {
        alarmedAt = damage.at();
        brokenPlaces++;
        log.error(
            "ALARM: journal file {} is damaged: entries from index={} on cannot be read, bytes {} to"
                + " {}; readers go on behind. Restore the file from a copy, or stop the gateway, delete"
                + " its streams.snapshot and start it, to have the file mended",
            file.path(),
            damage.beforeIndex(),
            damage.at(),
            damage.end());
      }
    }
    scan.damages().clear();
  }

  boolean isGrowing() {
    return isGrowing;
  }

  CycleFile file() {
    return file;
  }

  /** How many places were stepped over. */
  int brokenPlaces() {
    return brokenPlaces;
  }

  @Override
  public void close() {
    try {
      if (window != null) {
        window.close();
      }
    } catch (IOException e) {
      // It was only read.
      log.debug("cannot close {}: {}", file.path(), e.toString());
    }
    window = null;
  }
}
