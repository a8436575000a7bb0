package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
  private final FileList files;
  private ChronicleQueue queue;
  private ExcerptTailer tailer;
  private OptionalLong stamp = OptionalLong.empty();
  private long cycle = DeletedFiles.NONE;
  private long lastIndex = JournalPosition.BEFORE_FIRST.index();
  // Where the header of that entry lies; 0 while that is not known.
  private long lastPlace;
  // Not null while the queue's tailer cannot read the file.
  private FileEntries walk;
  // On the way from this file to the next one, which may not be there yet.
  private long leftCycle = DeletedFiles.NONE;
  private int brokenPlaces;

  /**
   * An entry.
   *
   * @param bytes what {@link JournalEntry} describes; may be padded behind; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Entry(long index, byte[] bytes) {}

  private EntryTailer(Path dir) {
    this.dir = dir;
    files = new FileList(dir);
  }

  /** Stands before the first entry of the journal in {@code dir}, which may not exist yet. */
  public static EntryTailer open(Path dir) {
    return new EntryTailer(dir);
  }

  /**
   * Makes the entry of that index the next one; where it is lost, the first behind it.
   *
   * @throws JournalPositionException if the journal does not hold it (any more), nor ever gave it
   *     out
   */
  public void seek(long index) {
    if (!moveTo(index)) {
      throw new JournalPositionException(
          "journal does not hold index="
              + index
              + (!openWhenThere()
                  ? ": it is empty"
                  : ": first=" + queue.firstIndex() + ", last=" + queue.lastIndex()));
    }
  }

  /** As {@link #seek}; false if the journal does not hold it, nor ever gave it out. */
  boolean moveTo(long index) {
    closeWalk();
    leftCycle = DeletedFiles.NONE;
    long of = CycleFile.cycleOf(index);
    // In an older file nobody has looked for damage since the last start, or longer; where its
    // chain is broken, the queue would look for the index beyond the end of its memory map.
    boolean isInNewest = files.of(of).filter(files::isNewest).isPresent();
    boolean isThere = isInNewest && openWhenThere() && tailer.moveToIndex(index);
    if (!isThere && !mayHaveBeenGivenOut(index)) {
      return false;
    }
    cycle = of;
    lastIndex = index - 1;
    lastPlace = 0;
    if (!isThere) {
      walkOrLeave(of);
    }
    return true;
  }

  /**
   * Whether an entry that the queue does not find is, or was, in the journal: in a file to which
   * nothing is appended any more, and that did not leave by {@link Retention}.
   */
  private boolean mayHaveBeenGivenOut(long index) {
    long of = CycleFile.cycleOf(index);
    long firstCycle = WriterMark.read(dir).map(WriterMark::firstCycle).orElse(0L);
    List<CycleFile> all = files.now();
    long oldest = all.isEmpty() ? firstCycle : all.get(0).cycle();
    boolean isFinished =
        of < firstCycle || (!all.isEmpty() && of < all.get(all.size() - 1).cycle());
    // One that was lost as a whole is just before the first that may be appended to.
    boolean isLostFile = of == firstCycle - 1 && DeletedFiles.newest(dir) < of;
    return index >= 0 && isFinished && (of >= oldest || isLostFile);
  }

  /** Makes the first entry the next one. */
  void moveToStart() {
    closeWalk();
    leftCycle = DeletedFiles.NONE;
    lastIndex = JournalPosition.BEFORE_FIRST.index();
    lastPlace = 0;
    cycle = DeletedFiles.NONE;
    if (openWhenThere()) {
      tailer.toStart();
    }
  }

  /**
   * The next entry; empty at the end of the journal.
   *
   * <p>Where a file is damaged so that the queue cannot go on, what is intact behind the damage
   * comes next, with an alarm in the log.
   *
   * @throws JournalPositionException if files between the last one and the next were deleted
   *     meanwhile
   */
  public Optional<Entry> next() {
    if (walk == null && leftCycle == DeletedFiles.NONE) {
      if (!openWhenThere()) {
        return Optional.empty();
      }
      Optional<Entry> entry = read();
      // The queue's own list of its files may still name some that have left.
      if (entry.isEmpty() && walk == null && cycle == DeletedFiles.NONE && moveToOldest()) {
        entry = read();
      }
      if (entry.isPresent() || (walk == null && !isStuck())) {
        return entry;
      }
    }
    return nextPastDamage();
  }

  /** How many places in files were damaged so that entries there could not be read. */
  int brokenPlaces() {
    return brokenPlaces + (walk == null ? 0 : walk.brokenPlaces());
  }

  private boolean moveToOldest() {
    List<CycleFile> all = files.now();
    return !all.isEmpty() && tailer.moveToIndex(all.get(0).firstIndex());
  }

  private Optional<Entry> read() {
    try (DocumentContext document = tailer.readingDocument()) {
      if (!document.isPresent()) {
        return Optional.empty();
      }
      long index = document.index();
      enter(CycleFile.cycleOf(index));
      Bytes<?> bytes = document.wire().bytes();
      long place = bytes.readPosition();
      long length = bytes.readRemaining();
      if (!isEntry(bytes, place, length, index)) {
        walkOrLeave(cycle);
        return Optional.empty();
      }
      byte[] entry = new byte[(int) length];
      bytes.read(entry);
      lastIndex = index;
      lastPlace = place - FileScan.HEADER_BYTES;
      return Optional.of(new Entry(index, entry));
    }
  }

  /** By what it says of itself; behind a broken chain, the queue takes anything for an entry. */
  private boolean isEntry(Bytes<?> bytes, long place, long length, long index) {
    if (length <= JournalEntry.SENDER_AT) {
      return length == JournalEntry.placeholder().length;
    }
    return bytes.readInt(place + JournalEntry.LENGTH_AT) == length
        && bytes.readLong(place + JournalEntry.INDEX_AT) == index
        && (stamp.isEmpty() || bytes.readLong(place + JournalEntry.STAMP_AT) == stamp.getAsLong());
  }

  /** The queue says that there is nothing more, although a newer file has begun. */
  private boolean isStuck() {
    List<CycleFile> all = files.now();
    if (all.isEmpty() || all.get(all.size() - 1).cycle() <= Math.max(cycle, all.get(0).cycle())) {
      return false;
    }
    walkOrLeave(cycle == DeletedFiles.NONE ? all.get(0).cycle() : cycle);
    return true;
  }

  private void walkOrLeave(long ofCycle) {
    Optional<CycleFile> file = files.of(ofCycle);
    if (file.isEmpty()) {
      leftCycle = ofCycle;
      return;
    }
    cycle = ofCycle;
    boolean isGrowing =
        files.isNewest(file.get())
            && WriterMark.read(dir).map(mark -> mark.firstCycle() <= ofCycle).orElse(true);
    walk = new FileEntries(file.get(), startOfWalk(file.get()), lastIndex, isGrowing);
  }

  /** The last entry's place, if it is there still; else what the index tells. */
  private QueueIndex.Place startOfWalk(CycleFile file) {
    try {
      return lastPlace > 0 && isLastThere(file)
          ? new QueueIndex.Place(lastPlace, lastIndex)
          : QueueIndex.before(file, lastIndex + 1);
    } catch (IOException e) {
      throw new JournalException("cannot read " + file.path() + ": " + e, e);
    }
  }

  /** It may be another file of that name by now. */
  private boolean isLastThere(CycleFile file) throws IOException {
    if (CycleFile.cycleOf(lastIndex) != file.cycle()) {
      return false;
    }
    try (FileWindow window = new FileWindow(file.path())) {
      return FileScan.entryAt(window, lastPlace)
          .filter(head -> head.index() == lastIndex)
          .isPresent();
    }
  }

  private Optional<Entry> nextPastDamage() {
    while (true) {
      if (walk != null) {
        Optional<Entry> entry = walk.next();
        if (entry.isEmpty() && walk.isGrowing()) {
          if (files.isNewest(walk.file())) {
            return entry;
          }
          // Before it began a newer file, the writer may have appended to this one once more.
          entry = walk.next();
        }
        if (entry.isPresent()) {
          lastIndex = entry.get().index();
          lastPlace = 0;
          return entry;
        }
        leftCycle = walk.file().cycle();
        closeWalk();
      }
      Optional<CycleFile> next = files.after(leftCycle);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      long first = next.get().firstIndex();
      if (openWhenThere() && tailer.moveToIndex(first)) {
        enter(next.get().cycle());
        leftCycle = DeletedFiles.NONE;
        lastIndex = first - 1;
        lastPlace = 0;
        return next();
      }
      if (files.isNewest(next.get())) {
        // Its first entry is being written.
        return Optional.empty();
      }
      enter(next.get().cycle());
      lastIndex = first - 1;
      walkOrLeave(cycle);
    }
  }

  private void closeWalk() {
    if (walk != null) {
      brokenPlaces += walk.brokenPlaces();
      walk.close();
      walk = null;
    }
  }

  private void enter(long next) {
    if (next == cycle) {
      return;
    }
    if (cycle != DeletedFiles.NONE && DeletedFiles.newest(dir) > cycle) {
      throw new JournalPositionException(
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
    closeWalk();
    if (tailer != null) {
      tailer.close();
    }
    if (queue != null) {
      queue.close();
    }
  }

  private OptionalLong stampOfJournal() {
    try {
      return JournalStamp.read(dir);
    } catch (IOException e) {
      throw new JournalException("cannot read the stamp of the journal: dir=" + dir + ": " + e, e);
    }
  }

  private boolean openWhenThere() {
    if (tailer == null && JournalDirectory.hasEntries(dir)) {
      stamp = stampOfJournal();
      if (queue == null) {
        queue = ChronicleQueue.singleBuilder(dir).readOnly(true).build();
      }
      tailer = queue.createTailer();
      // A framework may close the reader from another thread than the one that read.
      tailer.singleThreadedCheckDisabled(true);
    }
    return tailer != null;
  }
}
