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

  /** A line for a small file; {@link #ofLine} reads it. */
  public String line() {
    return index + " " + frame + "\n";
  }

  /**
   * The position in such a line.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static JournalPosition ofLine(String line) {
    String[] fields = line.strip().split(" ", -1);
    if (fields.length != 2) {
      throw new IllegalArgumentException("not an index and a place: \"" + line.strip() + "\"");
    }
    return new JournalPosition(Long.parseLong(fields[0]), Integer.parseInt(fields[1]));
  }

  @Override
  public int compareTo(JournalPosition other) {
    int byIndex = Long.compare(index, other.index);
    return byIndex != 0 ? byIndex : Integer.compare(frame, other.frame);
  }
}
