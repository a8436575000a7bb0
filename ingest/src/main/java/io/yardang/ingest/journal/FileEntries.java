package io.yardang.ingest.journal;

import io.yardang.ingest.journal.EntryTailer.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the entries of one journal file, also while a writer appends to it. Places where its chain
 * is broken are stepped over, with an alarm: the entries there are lost to the reader.
 */
final class FileEntries implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FileEntries.class);

  private final CycleFile file;
  private final FileWindow window;
  private final FileScan scan;
  private boolean isGrowing;
  private long afterIndex;
  private long alarmedAt = -1;
  private int brokenPlaces;
  private Optional<Entry> found = Optional.empty();

  /**
   * Of a file, behind the entry of {@code afterIndex}.
   *
   * @param isGrowing whether a writer may be at work at its end
   */
  FileEntries(CycleFile file, long afterIndex, boolean isGrowing) {
    this.file = file;
    this.afterIndex = afterIndex;
    this.isGrowing = isGrowing;
    try {
      QueueIndex.Place from = QueueIndex.before(file, afterIndex + 1);
      window = new FileWindow(file.path());
      scan = FileScan.from(window, from.at(), from.index(), new Taking());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private final class Taking implements FileScan.Visitor {
    @Override
    public void entry(EntryHead head, long place, ByteBuffer bytes) {
      take(head.index(), bytes);
    }

    @Override
    public void lost(long index, ByteBuffer bytes) {
      take(index, bytes);
    }
  }

  private void take(long index, ByteBuffer bytes) {
    if (index > afterIndex) {
      byte[] entry = new byte[bytes.remaining()];
      bytes.get(bytes.position(), entry);
      found = Optional.of(new Entry(index, entry));
    }
  }

  /** The next one; empty at the end of what is written, from where a later call goes on. */
  Optional<Entry> next() {
    found = Optional.empty();
    try {
      while (found.isEmpty() && isMore() && step()) {}
    } catch (IOException e) {
      throw unreadable(e);
    }
    found.ifPresent(entry -> afterIndex = entry.index());
    return found;
  }

  /** What is being written is no damage. */
  private boolean isMore() throws IOException {
    if (!isGrowing || isComplete(window.intAt(scan.at()))) {
      return true;
    }
    window.refresh();
    return isComplete(window.intAt(scan.at()));
  }

  private static boolean isComplete(int header) {
    return header != 0 && (header & FileScan.NOT_COMPLETE) == 0;
  }

  private boolean step() throws IOException {
    boolean isMore = scan.step();
    if (isGrowing && !scan.damages().isEmpty()) {
      // It may have been read while it was written. Its header, which comes last, is there now.
      found = Optional.empty();
      scan.stepBack();
      isMore = scan.step();
    }
    alarm();
    return isMore;
  }

  private void alarm() {
    for (FileScan.Damage damage : scan.damages()) {
      // Where the chain leads on, who decodes the entry says what is wrong with it.
      if (damage.breaksChain() && damage.at() > alarmedAt) {
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

  CycleFile file() {
    return file;
  }

  /** Whether a writer may be at work at its end. */
  boolean isGrowing() {
    return isGrowing;
  }

  /** No writer will be at work any more: what is not complete is damage. */
  void stopGrowing() {
    isGrowing = false;
    try {
      window.refresh();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** How many places were stepped over. */
  int brokenPlaces() {
    return brokenPlaces;
  }

  private JournalException unreadable(IOException e) {
    return new JournalException("cannot read " + file.path() + ": " + e, e);
  }

  @Override
  public void close() {
    try {
      window.close();
    } catch (IOException e) {
      // It was only read.
      log.debug("cannot close {}: {}", file.path(), e.toString());
    }
  }
}
