package io.yardang.ingest.journal;

/**
 * Where a record stands in a journal: the index of its entry, and its place within that entry.
 *
 * <p>Entry indexes grow but are not contiguous (they jump when the journal rolls to a new file), so
 * the position after this one can only be found by reading.
 *
 * @param index index of the entry; {@link #BEFORE_FIRST} has -1
 * @param frame 0-based place of the record within the entry
 */
public record JournalPosition(long index, int frame) implements Comparable<JournalPosition> {
  /** The position before the first record of any journal. */
  public static final JournalPosition BEFORE_FIRST = new JournalPosition(-1, 0);

  /** Whether the entry of the other position is, or was, in the same file of the journal. */
  public boolean isInFileOf(JournalPosition other) {
    return CycleFile.cycleOf(index) == CycleFile.cycleOf(other.index);
  }

  @Override
  public int compareTo(JournalPosition other) {
    int byIndex = Long.compare(index, other.index);
    return byIndex != 0 ? byIndex : Integer.compare(frame, other.frame);
  }
}
