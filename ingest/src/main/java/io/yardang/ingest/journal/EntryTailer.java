package io.yardang.ingest.journal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a journal's entries as they lie on disk, file by file: for {@link LocalJournalReader}, or
 * to be passed on to a reader elsewhere, who check and decode them.
 *
 * <p>It reads what the queue has written without the queue, which can neither read past a damage
 * nor open a journal whose oldest file has lost its head. Used by one thread at a time.
 */
public final class EntryTailer implements AutoCloseable {
  private final Path dir;
  private final FileList files;
  // Null before the first one, and on the way to the next one, which may not be there yet.
  private FileEntries file;
  // Of the file that is read, or was last.
  private long cycle = DeletedFiles.NONE;
  private Optional<Entry> sought = Optional.empty();
  private int brokenPlaces;

  /**
   * An entry.
   *
   * @param bytes what {@link JournalEntry} describes, or what is left of it; not to be changed
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
      List<CycleFile> all = files.now();
      throw new JournalPositionException(
          "journal does not hold index="
              + index
              + (all.isEmpty()
                  ? ": it is empty"
                  : ": first=" + all.get(0).firstIndex() + ", newest_file=" + last(all).name()));
    }
  }

  /** As {@link #seek}; false, and nothing has changed, if it does not hold it. */
  boolean moveTo(long index) {
    Optional<FileEntries> there = files.of(CycleFile.cycleOf(index)).map(of -> open(of, index - 1));
    Optional<Entry> first = there.flatMap(FileEntries::next);
    if (first.isEmpty() && !mayHaveBeenGivenOut(index)) {
      there.ifPresent(FileEntries::close);
      return false;
    }
    leaveFile();
    cycle = CycleFile.cycleOf(index);
    file = there.orElse(null);
    sought = first;
    return true;
  }

  /**
   * Whether an entry that is not there is, or was, in the journal: in a file to which nothing is
   * appended any more, and that did not leave by {@link Retention}.
   */
  private boolean mayHaveBeenGivenOut(long index) {
    long of = CycleFile.cycleOf(index);
    long firstCycle = WriterMark.read(dir).map(WriterMark::firstCycle).orElse(0L);
    List<CycleFile> all = files.now();
    long oldest = all.isEmpty() ? firstCycle : all.get(0).cycle();
    boolean isFinished = of < firstCycle || (!all.isEmpty() && of < last(all).cycle());
    // One that was lost as a whole is just before the first that may be appended to.
    boolean isLostFile = of == firstCycle - 1 && DeletedFiles.newest(dir) < of;
    return index >= 0 && isFinished && (of >= oldest || isLostFile);
  }

  private static CycleFile last(List<CycleFile> all) {
    return all.get(all.size() - 1);
  }

  /** Makes the first entry the next one. */
  void moveToStart() {
    leaveFile();
    cycle = DeletedFiles.NONE;
  }

  /**
   * The next entry, also when it is damaged or a placeholder; empty at the end of the journal.
   *
   * <p>Where a file is damaged so that nothing leads on, what is intact behind the damage comes
   * next, with an alarm in the log.
   *
   * @throws JournalPositionException if files between the last one and the next were deleted
   *     meanwhile
   */
  public Optional<Entry> next() {
    if (sought.isPresent()) {
      Optional<Entry> entry = sought;
      sought = Optional.empty();
      return entry;
    }
    while (file != null || beginNextFile()) {
      Optional<Entry> entry = file.next();
      if (entry.isEmpty() && file.isGrowing()) {
        if (files.isNewest(file.file())) {
          return entry;
        }
        // Before it began a newer file, the writer may have appended to this one once more.
        file.stopGrowing();
        entry = file.next();
      }
      if (entry.isPresent()) {
        return entry;
      }
      leaveFile();
    }
    return Optional.empty();
  }

  private boolean beginNextFile() {
    Optional<CycleFile> next = files.after(cycle);
    if (next.isEmpty()) {
      return false;
    }
    if (cycle != DeletedFiles.NONE && DeletedFiles.newest(dir) > cycle) {
      throw new JournalPositionException(
          "entries were deleted before they were read: after_cycle="
              + cycle
              + ", before_cycle="
              + next.get().cycle()
              + ", dir="
              + dir
              + "; read anew from the start, or keep files for longer (journal.max_age_s)");
    }
    // First: a file that cannot be opened is not read.
    file = open(next.get(), next.get().firstIndex() - 1);
    cycle = next.get().cycle();
    return true;
  }

  private FileEntries open(CycleFile of, long afterIndex) {
    boolean isGrowing =
        files.isNewest(of)
            && WriterMark.read(dir).map(mark -> mark.firstCycle() <= of.cycle()).orElse(true);
    return new FileEntries(of, afterIndex, isGrowing);
  }

  private void leaveFile() {
    sought = Optional.empty();
    if (file != null) {
      brokenPlaces += file.brokenPlaces();
      file.close();
      file = null;
    }
  }

  /** How many places in files were damaged so that entries there could not be read. */
  int brokenPlaces() {
    return brokenPlaces + (file == null ? 0 : file.brokenPlaces());
  }

  @Override
  public void close() {
    leaveFile();
  }
}
