package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where in a journal file to begin to look for an entry, by the queue's own index: a page of pages,
 * whose numbers are the places of every so-many-th entry. Reads only what it needs, and believes
 * nothing: a place counts when the entry that should be there is there, whole. Otherwise one finds
 * the entry all the same, from the start of the file.
 */
final class QueueIndex {
  /** So many indexed entries before the wanted one are tried: some may be damaged. */
  private static final int TRIES = 8;

  private static final byte NUMBER = (byte) 0xa7;

  private final FileWindow file;
  private final CycleFile ofCycle;
  private final OptionalLong stamp;

  /** Where the header of an entry lies, and which entry it is. */
  record Place(long at, long index) {}

  private QueueIndex(FileWindow file, CycleFile ofCycle) throws IOException {
    this.file = file;
    this.ofCycle = ofCycle;
    stamp = JournalStamp.read(ofCycle.path().toAbsolutePath().getParent());
  }

  /** The place of the entry of that index, or of one before it; the start of the file at worst. */
  static Place before(CycleFile file, long index) throws IOException {
    Place start = new Place(0, file.firstIndex());
    if (index <= file.firstIndex() || CycleFile.cycleOf(index) != file.cycle()) {
      return start;
    }
    try (FileWindow window = new FileWindow(file.path())) {
      return new QueueIndex(window, file).find(index - file.firstIndex()).orElse(start);
    }
  }

  private Optional<Place> find(long sequence) throws IOException {
    ByteBuffer header = ofQueue(0);
    int spacingAt = QueueMarks.find(header, "indexSpacing");
    int spacing = spacingAt < 0 ? 0 : Short.toUnsignedInt(header.getShort(spacingAt + 1));
    long[] pages = array(numberBehind(header, "index2Index"));
    if (spacing == 0 || pages.length == 0) {
      return Optional.empty();
    }
    long newest = sequence / spacing;
    for (long ordinal = newest; ordinal > Math.max(0, newest - TRIES); ordinal--) {
      // A page names as many entries as there are pages.
      long page = ordinal / pages.length;
      long[] places = page < pages.length ? array(pages[(int) page]) : new long[0];
      if (places.length == pages.length) {
        long at = places[(int) (ordinal % places.length)];
        long index = ofCycle.firstIndex() + ordinal * spacing;
        if (isThere(at, index)) {
          return Optional.of(new Place(at, index));
        }
      }
    }
    return Optional.empty();
  }

  private boolean isThere(long at, long index) throws IOException {
    return FileScan.entryAt(file, at)
        .filter(head -> head.index() == index)
        .filter(head -> stamp.isEmpty() || head.stamp() == stamp.getAsLong())
        .isPresent();
  }

  private long[] array(long at) throws IOException {
    return at <= 0 ? new long[0] : QueueMarks.arrayFrom(ofQueue(at), 0);
  }

  /** What the queue has written there for itself; nothing, where that cannot be. */
  private ByteBuffer ofQueue(long at) throws IOException {
    int header = at >= file.size() ? 0 : file.intAt(at);
    boolean isWhole =
        (header & FileScan.END_OF_FILE) == FileScan.META_DATA
            && FileScan.next(at, header) <= file.size();
    return isWhole
        ? file.bytes(at + FileScan.HEADER_BYTES, header & FileScan.LENGTH_MASK)
        : ByteBuffer.allocate(0);
  }

  private static long numberBehind(ByteBuffer bytes, String name) {
    int from = QueueMarks.find(bytes, name);
    for (int at = from; from >= 0 && at < Math.min(from + 16, bytes.limit() - Long.BYTES); at++) {
      if (bytes.get(at) == NUMBER) {
        return bytes.getLong(at + 1);
      }
    }
    return 0;
  }
}
