package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One pass over the bytes of a journal file, without the queue, which must not see a damaged one.
 *
 * <p>A file is a chain: a header of four bytes tells the length of what follows and what it is; the
 * next header comes behind, at a multiple of four. The first thing is the queue's own, and so are
 * index pages in between; the rest are entries. A header of 0 ends what is written so far. Where
 * the chain is broken, the scan looks for the next intact entry, which tells its own index; and
 * which bears the stamp of the first one in the file, or else that of the journal, as the bytes of
 * a frame may look like an entry.
 */
final class FileScan {
  /** The queue's marks in a header. */
  static final int NOT_COMPLETE = 0x8000_0000;

  static final int META_DATA = 0x4000_0000;
  static final int LENGTH_MASK = 0x3FFF_FFFF;
  static final int END_OF_FILE = NOT_COMPLETE | META_DATA;
  static final int HEADER_BYTES = 4;

  /** Told of what is found, in the order of the file. */
  interface Visitor {
    /** An intact entry whose header is at this place. */
    void entry(EntryHead head, long at, ByteBuffer bytes) throws IOException;

    /**
     * A place of the chain whose entry is lost: a placeholder, or what is left of a damaged one.
     */
    default void lost(long index, ByteBuffer bytes) throws IOException {}

    /** The queue's own, such as an index page. */
    default void ofQueue(long at, int length, FileWindow file) throws IOException {}
  }

  /**
   * What is not an intact entry.
   *
   * @param at where it begins, and {@code end} where the next intact thing does
   * @param beforeIndex the entry that should have stood there, or the first of them
   * @param breaksChain whether the queue could not step over it
   * @param isUnfinished whether it is an append that has not come to its end, with nothing behind
   */
  record Damage(long at, long end, long beforeIndex, boolean breaksChain, boolean isUnfinished) {}

  private final FileWindow file;
  private final Visitor visitor;
  private final List<Damage> damages = new ArrayList<>();
  private long at;
  private long nextIndex;
  private OptionalLong stamp;
  private boolean isStampSure;
  private boolean isEnded;
  private boolean isFirst;

  // As they were before the last step.
  private long lastAt;
  private long lastNextIndex;
  private OptionalLong lastStamp = OptionalLong.empty();
  private boolean wasStampSure;
  private boolean wasFirst;

  private FileScan(FileWindow file, long at, long nextIndex, OptionalLong stamp, Visitor visitor) {
    this.file = file;
    this.at = at;
    this.nextIndex = nextIndex;
    this.stamp = stamp;
    this.visitor = visitor;
    isFirst = at == 0;
  }

  /** A scan that begins at an entry, or at the start, and is stepped by its caller. */
  static FileScan from(FileWindow file, long at, long nextIndex, Visitor visitor)
      throws IOException {
    OptionalLong ofJournal = JournalStamp.read(file.path().toAbsolutePath().getParent());
    return new FileScan(file, at, nextIndex, ofJournal, visitor);
  }

  /**
   * What a scan has found.
   *
   * @param end behind the last intact thing
   * @param nextIndex of the entry that would come next
   * @param isEnded whether the queue has put its end mark there
   * @param damages in the order of the file; dirt behind the end is the last of them
   */
  record Found(long end, long nextIndex, boolean isEnded, List<Damage> damages) {}

  static Found scan(CycleFile file, Visitor visitor) throws IOException {
    try (FileWindow window = new FileWindow(file.path())) {
      FileScan scan = from(window, 0, file.firstIndex(), visitor);
      while (scan.step()) {}
      return new Found(scan.at, scan.nextIndex, scan.isEnded, scan.damages);
    }
  }

  /**
   * The first intact entry of a file; empty if it has none, or, unless also what lies behind damage
   * counts, if the chain from the start does not lead to it.
   */
  static Optional<EntryHead> first(CycleFile file, boolean isBehindDamageToo) throws IOException {
    List<EntryHead> heads = new ArrayList<>();
    try (FileWindow window = new FileWindow(file.path())) {
      FileScan scan = from(window, 0, file.firstIndex(), (head, place, bytes) -> heads.add(head));
      while (heads.isEmpty() && scan.step()) {}
      if (!isBehindDamageToo && !scan.damages().isEmpty()) {
        return Optional.empty();
      }
    }
    return heads.stream().findFirst();
  }

  /** The whole entry whose header is at this place; empty if there is none. */
  static Optional<EntryHead> entryAt(FileWindow file, long at) throws IOException {
    int header = at <= 0 ? 0 : file.intAt(at);
    boolean isWhole = header > 0 && (header & END_OF_FILE) == 0 && next(at, header) <= file.size();
    return isWhole ? EntryHead.read(file.bytes(at + HEADER_BYTES, header)) : Optional.empty();
  }

  /** Goes over one thing; false at the end of what is written. */
  boolean step() throws IOException {
    lastAt = at;
    lastNextIndex = nextIndex;
    lastStamp = stamp;
    wasStampSure = isStampSure;
    wasFirst = isFirst;
    boolean isMore = stepOver();
    isFirst &= !isMore;
    return isMore;
  }

  /** Goes back to where the last step began, as if it had not been, and reads the file anew. */
  void stepBack() throws IOException {
    at = lastAt;
    nextIndex = lastNextIndex;
    stamp = lastStamp;
    isStampSure = wasStampSure;
    isFirst = wasFirst;
    damages.clear();
    file.refresh();
  }

  long at() {
    return at;
  }

  /** So far, in the order of the file. */
  List<Damage> damages() {
    return damages;
  }

  private boolean stepOver() throws IOException {
    int header = file.intAt(at);
    if (header == END_OF_FILE) {
      isEnded = true;
      return false;
    }
    long next = next(at, header);
    boolean isWhole = header != 0 && (header & NOT_COMPLETE) == 0 && next <= file.size();
    if (isWhole && (header & META_DATA) != 0) {
      visitor.ofQueue(at, header & LENGTH_MASK, file);
      at = next;
      return true;
    }
    // What the queue writes first says how to read the rest.
    return (isWhole && !isFirst) ? entry(header, next) : resume();
  }

  private boolean entry(int header, long next) throws IOException {
    ByteBuffer bytes = file.bytes(at + HEADER_BYTES, header);
    Optional<EntryHead> head = EntryHead.read(bytes);
    if (head.isPresent() && head.get().index() == nextIndex && isOfJournal(head.get())) {
      take(head.get(), bytes, next);
      return true;
    }
    // Only where no damage can have led to what a sender has made up.
    if (head.isEmpty() && !isStampSure && damages.isEmpty()) {
      JournalEntry.refuseOtherVersion(bytes, file.path());
    }
    boolean isPlaceholder = JournalEntry.isPlaceholder(bytes);
    if (!isPlaceholder && (head.isPresent() || !claimsLength(bytes, header))) {
      return resume();
    }
    if (!isPlaceholder) {
      damages.add(new Damage(at, next, nextIndex, false, false));
    }
    visitor.lost(nextIndex, bytes);
    nextIndex++;
    at = next;
    return true;
  }

  private static boolean claimsLength(ByteBuffer bytes, int length) {
    return length > JournalEntry.SENDER_AT && bytes.getInt(JournalEntry.LENGTH_AT) == length;
  }

  /** As long as the chain is whole, it leads to entries alone, and the first tells the stamp. */
  private boolean isOfJournal(EntryHead head) {
    if (!isStampSure) {
      stamp = OptionalLong.of(head.stamp());
      isStampSure = true;
    }
    return stamp.getAsLong() == head.stamp();
  }

  private void take(EntryHead head, ByteBuffer bytes, long next) throws IOException {
    visitor.entry(head, at, bytes);
    nextIndex = head.index() + 1;
    at = next;
  }

  /** Goes on at the next intact entry, if there is one; what lies before is damage. */
  private boolean resume() throws IOException {
    long from = at;
    // What the chain leads to from here on, it may lead to wrongly.
    isStampSure |= stamp.isPresent();
    for (long place = multipleOfFour(file.nextNonZero(from));
        place + HEADER_BYTES + JournalEntry.SENDER_AT < file.size();
        place += HEADER_BYTES) {
      int header = file.intAt(place);
      if (header == 0) {
        place = multipleOfFour(file.nextNonZero(place)) - HEADER_BYTES;
        continue;
      }
      long next = next(place, header);
      if ((header & END_OF_FILE) != 0
          || next > file.size()
          || !mayBeNext(file.bytes(place + HEADER_BYTES, JournalEntry.SENDER_AT), header)) {
        continue;
      }
      ByteBuffer bytes = file.bytes(place + HEADER_BYTES, header);
      Optional<EntryHead> head = EntryHead.read(bytes);
      if (head.isPresent() && isOfJournal(head.get())) {
        damages.add(new Damage(from, place, nextIndex, true, false));
        at = place;
        take(head.get(), bytes, next);
        return true;
      }
    }
    long dirt = file.nextNonZero(from);
    if (dirt < file.size()) {
      boolean isUnfinished = (file.intAt(from) & NOT_COMPLETE) != 0;
      damages.add(new Damage(from, file.size(), nextIndex, true, isUnfinished));
    }
    return false;
  }

  /**
   * By its fixed part alone: a checksum over what a sender likes, at each place where he likes,
   * would take him little to send and a start for ever to look through.
   */
  private boolean mayBeNext(ByteBuffer start, int length) {
    return claimsLength(start, length)
        && isAhead(start.getLong(JournalEntry.INDEX_AT))
        && (!isStampSure || start.getLong(JournalEntry.STAMP_AT) == stamp.getAsLong());
  }

  private boolean isAhead(long index) {
    return index >= nextIndex && CycleFile.cycleOf(index) == CycleFile.cycleOf(nextIndex);
  }

  static long next(long at, int header) {
    return multipleOfFour(at + HEADER_BYTES + (header & LENGTH_MASK));
  }

  private static long multipleOfFour(long place) {
    return (place + 3) & ~3L;
  }
}
