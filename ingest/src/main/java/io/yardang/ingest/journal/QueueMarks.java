package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a journal file says about itself besides its entries, checked against them: the queue's
 * write position, and the index pages that name the place of every so-many-th entry. They are
 * written by the same process but lie in other pages, so a loss of power can leave them newer or
 * older than the entries; the queue would then count wrongly, or send a reader into nothing.
 */
final class QueueMarks implements FileScan.Visitor {
  private static final int POINTER_BITS = 32;

  private final long firstIndex;
  private final Map<Long, Long> placesOfIndexed = new HashMap<>();
  private final List<long[]> pages = new ArrayList<>();
  private long[] pagesNamed = {};
  private long writePosition;
  private long writeSequence;
  private long indexSpacing;
  private boolean isWritePositionFound;
  private long placeBeforeLast;
  private long lastPlace;
  private long lastOrdinal = -1;
  private boolean isReadable = true;
  private String oddity = "";

  QueueMarks(CycleFile file) {
    firstIndex = file.firstIndex();
  }

  @Override
  public void entry(EntryHead head, long at, ByteBuffer bytes) {
    long sequence = head.index() - firstIndex;
    placeBeforeLast = lastPlace;
    lastPlace = at;
    lastOrdinal = indexSpacing == 0 ? 0 : sequence / indexSpacing;
    if (indexSpacing > 0 && sequence % indexSpacing == 0) {
      placesOfIndexed.put(sequence / indexSpacing, at);
    }
    if (at == writePosition) {
      isWritePositionFound =
          writeSequence >>> POINTER_BITS == (sequence & 0xFFFF_FFFFL)
              || (int) writeSequence != (int) writePosition;
    }
  }

  @Override
  public void ofQueue(long at, int length, FileWindow file) throws IOException {
    ByteBuffer bytes = file.bytes(at + FileScan.HEADER_BYTES, length);
    if (at == 0) {
      readHeader(bytes);
    } else if (startsWith(bytes, "index2index")) {
      pagesNamed = array(bytes);
    } else if (startsWith(bytes, "index")) {
      pages.add(prepend(at, array(bytes)));
    } else if (at == writePosition) {
      isWritePositionFound = true;
    }
  }

  private void readHeader(ByteBuffer bytes) {
    long[] position = arrayBehind(bytes, "writePosition");
    int spacing = find(bytes, "indexSpacing");
    if (position.length < 2 || spacing < 0) {
      isReadable = false;
      return;
    }
    writePosition = position[0];
    writeSequence = position[1];
    indexSpacing = Short.toUnsignedInt(bytes.getShort(spacing + 1));
  }

  /** Why the file cannot be given to the queue as it is; empty: it can. */
  Optional<String> disagreement() {
    if (!isReadable || indexSpacing == 0) {
      return Optional.of("its header cannot be read");
    }
    // The process may have ended between the last entry and its mark, but not earlier.
    boolean isOfEnd = writePosition == lastPlace || writePosition == placeBeforeLast;
    if (!isOfEnd || (writePosition != 0 && !isWritePositionFound)) {
      return Optional.of(
          "write position " + writePosition + " does not name the last entry at " + lastPlace);
    }
    checkPages();
    return oddity.isEmpty() ? Optional.empty() : Optional.of(oddity);
  }

  private void checkPages() {
    for (int page = 0; page < pagesNamed.length; page++) {
      if (pagesNamed[page] == 0) {
        continue;
      }
      long place = pagesNamed[page];
      Optional<long[]> values = pages.stream().filter(found -> found[0] == place).findFirst();
      if (values.isEmpty()) {
        oddity = "index page " + page + " is not at " + place;
        return;
      }
      long ordinal = (long) page * (values.get().length - 1);
      for (int value = 1; value < values.get().length; value++, ordinal++) {
        checkPointer(ordinal, values.get()[value]);
      }
    }
  }

  private void checkPointer(long ordinal, long place) {
    Long entry = placesOfIndexed.get(ordinal);
    // A damaged entry is not known here, and its pointer does no harm.
    boolean isWrong = entry == null ? ordinal > lastOrdinal : entry != place;
    if (place != 0 && isWrong) {
      oddity = "index pointer " + ordinal + " names " + place + ", where no such entry is";
    }
    // The very last may not have got its pointer yet.
    if (place == 0 && ordinal < lastOrdinal) {
      oddity = "index pointer " + ordinal + " is missing";
    }
  }

  private static long[] prepend(long first, long[] rest) {
    long[] all = new long[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }

  private static boolean startsWith(ByteBuffer bytes, String name) {
    int at = find(bytes, name);
    return at >= 0 && at == name.length() + 2;
  }

  private static long[] array(ByteBuffer bytes) {
    return arrayFrom(bytes, 0);
  }

  private static long[] arrayBehind(ByteBuffer bytes, String name) {
    int at = find(bytes, name);
    return at < 0 ? new long[0] : arrayFrom(bytes, at);
  }

  /** The array of numbers that begins soon behind a name: code 0x8d, capacity, used, numbers. */
  static long[] arrayFrom(ByteBuffer bytes, int from) {
    for (int at = from; at < Math.min(from + 32, bytes.limit() - 16); at++) {
      if (bytes.get(at) != (byte) 0x8d) {
        continue;
      }
      long capacity = bytes.getLong(at + 1);
      if (capacity > 0 && capacity <= (bytes.limit() - at - 17) / Long.BYTES) {
        long[] values = new long[(int) capacity];
        for (int value = 0; value < values.length; value++) {
          values[value] = bytes.getLong(at + 17 + value * Long.BYTES);
        }
        return values;
      }
    }
    return new long[0];
  }

  /** Where the bytes behind a name begin; -1 if it is not there. */
  static int find(ByteBuffer bytes, String name) {
    byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at + wanted.length <= Math.min(bytes.limit(), 512); at++) {
      if (bytes.slice(at, wanted.length).equals(ByteBuffer.wrap(wanted))) {
        return at + wanted.length;
      }
    }
    return -1;
  }
}
