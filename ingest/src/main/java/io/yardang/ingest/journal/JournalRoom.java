package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import net.openhft.chronicle.queue.RollCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that an append touches no page that has no place on the disk.
 *
 * <p>The queue writes through memory maps into sparse files. Where the disk is full, the kernel
 * answers such a write with SIGBUS, not with an error. So the blocks are taken before, a step at a
 * time, and each append compares two numbers. It also decides by which time the queue chooses its
 * file, one for each append, so that it knows beforehand whether a new file begins.
 *
 * <p>When no more blocks can be had, the journal is <b>short of room</b>: an alarm in the log, and
 * whoever listens ({@link #onChange}) holds back what comes. What is on its way already still finds
 * the rest of the last step, about half of it; a file that ought to begin begins later. Only when
 * that is used up, an append is refused, with nothing written. {@link #lookAgain} ends it as soon
 * as there is room.
 *
 * <p>The journal's one writer calls the methods that are not public, one at a time.
 */
public final class JournalRoom {
  /** Blocks are taken up to multiples of this: a page may be written as part of a larger folio. */
  static final long UNIT_BYTES = 2 << 20;

  /**
   * What the queue itself may write behind an entry: an index page, an end mark, a file's start.
   */
  static final long MARGIN_BYTES = 256 << 10;

  /** Below this much free space, what cannot be reserved beforehand is not begun. */
  static final long MIN_FREE_BYTES = 16 << 20;

  private static final Logger log = LoggerFactory.getLogger(JournalRoom.class);
  private static final long NO_CYCLE = -1;
  private static final long NAMED_BEFORE_MS = 60_000;

  private final Path dir;
  private final Disk disk;
  private final LongSupplier clockMs;
  private final RollCycle roll;
  private final long stepBytes;
  private final long maxBytes;
  private final boolean canAllocate;
  private final NamedFiles files;
  private final RoomAlarm alarm;

  private long timeMs;
  private long rollAtMs;
  private long cycle;
  private Path file;
  private long endBytes;
  private long reservedUpTo;
  private long finishedBytes;
  private boolean isAllScored;
  // Up to here, an append need not look any further.
  private long calmUpTo;

  /**
   * Of a journal whose newest file, if there is one, has its entries up to a byte.
   *
   * @param firstCycle older files take nothing more
   * @param stepBytes how much to reserve at a time
   * @param maxBytes what the journal may take; 0: what the disk has
   */
  JournalRoom(
      Path dir,
      Disk disk,
      LongSupplier clockMs,
      RollCycle roll,
      Optional<CycleFile> newest,
      long endBytes,
      long firstCycle,
      long stepBytes,
      long maxBytes) {
    this.dir = dir;
    this.disk = disk;
    this.clockMs = clockMs;
    this.roll = roll;
    files = new NamedFiles(dir, disk, roll);
    alarm = new RoomAlarm(dir);
    this.stepBytes = Math.max(UNIT_BYTES, stepBytes);
    this.maxBytes = maxBytes;
    this.endBytes = endBytes;
    cycle = newest.map(CycleFile::cycle).orElse(NO_CYCLE);
    file = newest.map(CycleFile::path).orElse(null);
    long notBeforeMs =
        Math.max(firstCycle * roll.lengthInMillis(), newest.map(CycleFile::timeMs).orElse(0L));
    timeMs = Math.max(clockMs.getAsLong(), notBeforeMs);
    canAllocate = canAllocate();
    name(cycleAt(timeMs));
  }

  private boolean canAllocate() {
    Path metadata = dir.resolve(JournalDirectory.METADATA);
    try {
      boolean can = disk.allocate(metadata, 0, Files.size(metadata));
      if (!can && disk.freeBytes(dir) > MIN_FREE_BYTES) {
        log.warn(
            "journal {}: its file system cannot reserve room (fallocate); it is short of room when"
                + " less than {} MiB are free",
            dir,
            MIN_FREE_BYTES >> 20);
        return false;
      }
      return true;
    } catch (IOException e) {
      throw new JournalException("cannot reserve room: file=" + metadata + ", cause=" + e, e);
    }
  }

  /** Before a journal begins: the queue's first file cannot be reserved. */
  static void checkRoomToBegin(Path dir, Disk disk) {
    if (!Files.exists(dir.resolve(JournalDirectory.METADATA))
        && disk.freeBytes(dir) < MIN_FREE_BYTES) {
      throw new JournalException(
          "no room for a new journal: dir="
              + dir
              + ", free="
              + disk.freeBytes(dir)
              + ", needed="
              + MIN_FREE_BYTES
              + " bytes");
    }
  }

  /** The time by which the queue is to choose its file, in ms since the epoch; never goes back. */
  long timeMs() {
    return timeMs;
  }

  /**
   * To be called before each append.
   *
   * @param bytes of the entry
   * @throws JournalFullException if it may not be appended; nothing has been written
   */
  void reserve(int bytes) {
    long nowMs = clockMs.getAsLong();
    if (nowMs < rollAtMs && endBytes + bytes <= calmUpTo) {
      timeMs = Math.max(timeMs, nowMs);
      return;
    }
    makeRoom(Math.max(timeMs, nowMs), bytes);
  }

  /**
   * To be called now and then.
   *
   * @param ofFinishedBytes what the files besides the newest take
   * @param areAllScored whether they, and the newest, may leave once there is a newer one
   */
  void account(long ofFinishedBytes, boolean areAllScored) {
    finishedBytes = ofFinishedBytes;
    isAllScored = areAllScored;
  }

  /** What the newest file takes. */
  long newestBytes() {
    return Math.max(endBytes, reservedUpTo);
  }

  /** So much of the budget is to be free, that it need not wait for files to leave. */
  long spareBytes() {
    return Math.max(2 * (stepBytes + UNIT_BYTES), maxBytes / 8);
  }

  /** To be called after each append: its last byte lies before this place of its file. */
  void wroteUpTo(long bytes) {
    endBytes = bytes;
  }

  private void makeRoom(long nowMs, int bytes) {
    long cycleNow = cycleAt(nowMs);
    // What failed a moment ago is left to lookAgain.
    if (!alarm.isOn()) {
      try {
        if (cycleNow == cycle) {
          extend(bytes);
        } else {
          begin(cycleNow, bytes);
        }
        rollAtMs = (cycleNow + 1) * roll.lengthInMillis();
        timeMs = nowMs;
        return;
      } catch (IOException e) {
        calmUpTo = 0;
        alarm.begin(e.getMessage(), clockMs.getAsLong(), bytes);
      }
    }
    if (endBytes + bytes > reservedUpTo - MARGIN_BYTES) {
      throw alarm.refuse(bytes);
    }
    // The file that is open goes on, even if its time is over.
    timeMs = cycleNow == cycle ? nowMs : timeMs;
  }

  private long cycleAt(long ms) {
    return roll.current(() -> ms, 0);
  }

  private void extend(int bytes) throws IOException {
    checkBudget(finishedBytes, endBytes + bytes);
    reservedUpTo = allocate(isBegun() ? file : files.made(cycle), reservedUpTo, endBytes + bytes);
    becomeCalm();
  }

  private boolean isBegun() {
    return Files.exists(file);
  }

  private void begin(long cycleNow, int bytes) throws IOException {
    if (file != null && isBegun() && reservedUpTo < endBytes + MARGIN_BYTES) {
      // Its end mark is still to be written.
      reservedUpTo = allocate(file, reservedUpTo, endBytes);
    }
    long upTo = prepare(cycleNow, bytes);
    releaseRest();
    finishedBytes += endBytes;
    cycle = cycleNow;
    file = files.begun(cycleNow);
    endBytes = 0;
    reservedUpTo = upTo;
    becomeCalm();
  }

  /** Makes the file of a cycle, with room for an entry. */
  private long prepare(long ofCycle, int bytes) throws IOException {
    Path made = files.make(ofCycle);
    try {
      // Over its budget, a journal may go on in a new file if the old ones leave for that.
      checkBudget(isAllScored ? 0 : finishedBytes + endBytes, bytes);
      return allocate(made, 0, bytes);
    } catch (IOException e) {
      Files.deleteIfExists(made);
      throw e;
    }
  }

  /** The file that is written to now or soon, by its cycle. */
  long cycleSoon() {
    return cycleAt(Math.max(timeMs, clockMs.getAsLong()) + NAMED_BEFORE_MS);
  }

  /**
   * Makes that file before it is needed; called, without the journal's lock, by one thread besides.
   */
  void name(long soon) {
    files.makeAhead(soon);
  }

  private void checkBudget(long ofOtherFilesBytes, long end) throws IOException {
    if (maxBytes > 0 && ofOtherFilesBytes + upTo(end) > maxBytes) {
      throw new IOException(
          "journal.max_bytes="
              + maxBytes
              + " is used up, and no file may leave: the scoring is behind, or the newest file"
              + " alone is too large");
    }
  }

  private long upTo(long end) {
    return (end + MARGIN_BYTES + stepBytes + UNIT_BYTES - 1) / UNIT_BYTES * UNIT_BYTES;
  }

  /** Blocks from {@code from} up to a step behind {@code end}; tells how far they go. */
  private long allocate(Path path, long from, long end) throws IOException {
    long upTo = upTo(end);
    if (upTo <= from) {
      return from;
    }
    boolean isThere =
        canAllocate
            ? disk.allocate(path, from, upTo)
            : disk.freeBytes(dir) - (upTo - from) > MIN_FREE_BYTES;
    if (!isThere) {
      throw new IOException(
          "the disk has no room: free=" + freeBytes() + ", wanted=" + (upTo - from) + " bytes");
    }
    return upTo;
  }

  private void becomeCalm() {
    calmUpTo = reservedUpTo - MARGIN_BYTES - stepBytes / 2;
  }

  /** What the finished file had reserved and does not need. */
  private void releaseRest() {
    long from = upTo(endBytes - stepBytes);
    if (!canAllocate || file == null || from >= reservedUpTo || !isBegun()) {
      return;
    }
    try {
      disk.release(file, from, reservedUpTo);
    } catch (IOException e) {
      log.warn("journal {}: {} keeps more room than it needs: {}", dir, file, e.toString());
    }
  }

  /** While short of room: looks whether there is some now. */
  void lookAgain() {
    Optional<RoomAlarm.Shortage> over = alarm.shortage();
    if (over.isEmpty()) {
      return;
    }
    long cycleNow = cycleAt(Math.max(timeMs, clockMs.getAsLong()));
    try {
      if (cycleNow == cycle) {
        extend(over.get().bytes());
      } else {
        var unused = prepare(cycleNow, over.get().bytes());
      }
    } catch (IOException e) {
      return;
    }
    alarm.end(clockMs.getAsLong(), freeBytes());
  }

  /**
   * Why the journal is short of room, in words for people; empty: it is not. Any thread may ask.
   */
  public Optional<String> shortage() {
    return alarm.shortage().map(RoomAlarm.Shortage::why);
  }

  /** How many appends were refused for want of room. */
  public long refusedAppends() {
    return alarm.refusedAppends();
  }

  /** Free space of the journal's disk, for this process. */
  public long freeBytes() {
    return disk.freeBytes(dir);
  }

  /**
   * Runs this whenever {@link #shortage} begins or ends, on the thread that found out: it must not
   * block, nor call the journal.
   */
  public void onChange(Runnable listener) {
    alarm.onChange(listener);
  }
}
