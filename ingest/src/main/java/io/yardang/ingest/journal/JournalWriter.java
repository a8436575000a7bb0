package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of a journal, and the gateway's exit.
 *
 * <p>At open it takes the directory's lock and recovers: {@link RecoveryReport} tells what was
 * found, {@link StreamLedger} what the journal holds of each stream. {@link #append} makes an entry
 * visible to readers at once; when it returns, the entry is in the page cache and survives the end
 * of this process by any signal. An entry that was not complete when the process ended is not there
 * for readers. {@link #commit} waits for the disk: what it tells as forced survives the loss of
 * power too.
 *
 * <p>Thread-safe.
 */
public final class JournalWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(JournalWriter.class);
  private static final Duration CLOSE_AT_MOST = Duration.ofSeconds(60);

  private final Path dir;
  private final JournalSettings settings;
  private final WriterLock lock;
  private final ChronicleQueue queue;
  private final ExcerptAppender appender;
  private final RoomAhead zeros;
  private final MapAdvice mapAdvice = new MapAdvice();
  private final JournalRoom room;
  private final JournalCleaner cleaner;
  private final JournalCare care;
  private final JournalForce force;
  private final GroupCommit commit;
  private final Disk disk;
  private final StreamLedger ledger;
  private final RecoveryReport recovery;
  private final long firstCycle;
  private final long stamp;
  private final NewestSnapshot snapshots;
  private long lastIndex;
  private long lastReceiveTimeNs;
  private boolean closed;

  /** Opens, or creates, the journal in {@code dir} with the default settings. */
  public static JournalWriter open(Path dir) {
    return open(dir, JournalSettings.DEFAULT);
  }

  /**
   * Opens, or creates, the journal in {@code dir}.
   *
   * @throws JournalException if another writer has it open, or it cannot be recovered
   */
  public static JournalWriter open(Path dir, JournalSettings settings) {
    return open(dir, settings, System::currentTimeMillis);
  }

  /** With the clock that decides when a new file begins, in ms since the epoch. */
  public static JournalWriter open(Path dir, JournalSettings settings, LongSupplier clockMs) {
    return open(dir, settings, clockMs, Disk.REAL);
  }

  /** With the disk, which may fail. */
  static JournalWriter open(Path dir, JournalSettings settings, LongSupplier clockMs, Disk disk) {
    WriterLock lock = WriterLock.take(dir);
    try {
      return new JournalWriter(dir, settings, clockMs, disk, lock);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private JournalWriter(
      Path dir, JournalSettings settings, LongSupplier clockMs, Disk disk, WriterLock lock) {
    this.dir = dir;
    this.settings = settings;
    this.disk = disk;
    this.lock = lock;
    snapshots = new NewestSnapshot(dir, disk);
    zeros = new RoomAhead(disk);
    JournalRoom.checkRoomToBegin(dir, disk);
    Recovery.Recovered recovered = Recovery.run(dir, settings, disk);
    ledger = recovered.ledger();
    recovery = recovered.report();
    lastIndex = recovery.lastIndex();
    lastReceiveTimeNs = recovered.lastReceiveTimeNs();
    firstCycle = recovered.firstCycle();
    stamp = recovered.stamp();
    queue =
        SingleChronicleQueueBuilder.binary(dir)
            .blockSize(settings.blockSizeBytes())
            .rollCycle(settings.roll().cycle())
            .timeProvider(this::queueTimeMs)
            .build();
    try {
      room = openRoom(clockMs, recovered.newestEndBytes());
      appender = queue.createAppender();
      // Appends come from many event loops, one at a time.
      appender.singleThreadedCheckDisabled(true);
      force = new JournalForce(dir, disk, lastIndex);
      // What was just read as durable may still be in the page cache only.
      force.forceAll();
      String name = dir.getFileName().toString();
      commit = new GroupCommit(name, settings.forceInterval(), force::force);
      cleaner =
          new JournalCleaner(
              dir, settings.retention(), disk, queue.rollCycle(), aroundLeaving(clockMs));
      room.account(cleaner.finishedBytes(), false);
      care = new JournalCare(name, () -> takeCare(clockMs.getAsLong()));
    } catch (IOException e) {
      queue.close();
      throw new JournalException("cannot force journal: dir=" + dir + ", cause=" + e, e);
    } catch (RuntimeException e) {
      queue.close();
      throw e;
    }
  }

  private JournalRoom openRoom(LongSupplier clockMs, long newestEndBytes) {
    List<CycleFile> files = CycleFile.list(dir);
    Optional<CycleFile> newest =
        files.isEmpty() ? Optional.empty() : Optional.of(files.get(files.size() - 1));
    long stepBytes = settings.blockSizeBytes() / 8;
    return new JournalRoom(
        dir,
        disk,
        clockMs,
        queue.rollCycle(),
        newest,
        newestEndBytes,
        firstCycle,
        stepBytes,
        settings.retention().maxBytes());
  }

  /** The queue asks while it is built, too. */
  private long queueTimeMs() {
    return room == null ? System.currentTimeMillis() : room.timeMs();
  }

  /** Lets old files leave, and looks whether there is room again; called by one thread. */
  private void takeCare(long nowMs) {
    long newestBytes;
    long cycleSoon;
    synchronized (this) {
      newestBytes = room.newestBytes();
      cycleSoon = room.cycleSoon();
    }
    room.name(cycleSoon);
    cleaner.clean(nowMs, newestBytes, room.spareBytes());
    long finishedBytes = cleaner.finishedBytes();
    synchronized (this) {
      room.account(finishedBytes, cleaner.isAllScored(lastIndex));
      room.lookAgain();
    }
  }

  private JournalCleaner.Journal aroundLeaving(LongSupplier clockMs) {
    return new JournalCleaner.Journal() {
      @Override
      public void snapshotBeyond(long cycle) throws IOException {
        JournalWriter.this.snapshotBeyond(cycle);
      }

      @Override
      public void filesHaveChanged() {
        queue.refreshDirectoryListing();
      }

      @Override
      public void beginsAt(long oldestMs) {
        long silentMs = settings.retention().forgetStreamsAfter().toMillis();
        long beforeMs = Math.min(oldestMs, clockMs.getAsLong() - silentMs);
        synchronized (JournalWriter.this) {
          ledger.forgetBefore(TimeUnit.MILLISECONDS.toNanos(beforeMs));
        }
      }
    };
  }

  /**
   * Appends an entry with at least one record and remembers its last seq as durable.
   *
   * <p>Receive times never go back within a journal: when the clock was set back, an entry gets the
   * receive time of the one before it.
   *
   * @return index of the entry
   * @throws JournalFullException if nothing was appended for want of room
   * @throws JournalException if nothing was appended: the entry is too long, its seqs are not above
   *     those that the journal has of this stream, or the disk refuses
   */
  public synchronized long append(JournalEntry entry, long receiveTimeNs) {
    check(entry);
    room.reserve(entry.sizeBytes());
    lastReceiveTimeNs = Math.max(lastReceiveTimeNs, receiveTimeNs);
    long index;
    try (DocumentContext document = appender.writingDocument()) {
      try {
        index = document.index();
        Bytes<?> out = document.wire().bytes();
        mapAdvice.of(out);
        zeros.ensure(appender.currentFile(), out.writePosition(), entry.sizeBytes());
        byte[] bytes = entry.seal(lastReceiveTimeNs, index, force.forcedIndex(), stamp);
        out.write(bytes, 0, entry.sizeBytes());
        room.wroteUpTo(out.writePosition());
      } catch (IOException | RuntimeException | Error e) {
        document.rollbackOnClose();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      throw new JournalException("cannot append: dir=" + dir + ", cause=" + e.getMessage(), e);
    }
    force.appended(index, appender.currentFile());
    if (CycleFile.cycleOf(index) != CycleFile.cycleOf(lastIndex) && lastIndex >= 0) {
      snapshotWhenForced();
    }
    lastIndex = index;
    ledger.appended(entry.sender(), entry.stream(), entry.seqs(), lastReceiveTimeNs);
    return index;
  }

  private void check(JournalEntry entry) {
    if (closed) {
      throw new JournalException("journal is closed: dir=" + dir);
    }
    if (commit.failure() != null) {
      throw commit.failure();
    }
    if (entry.count() == 0) {
      throw new JournalException("entry has no record: stream=" + entry.stream());
    }
    if (entry.sizeBytes() > maxEntryBytes()) {
      throw new JournalException(
          "entry too long: bytes=" + entry.sizeBytes() + ", max=" + maxEntryBytes());
    }
    long durableSeq = durableSeq(entry.stream());
    long firstSeq = entry.seqs().first();
    if (firstSeq <= durableSeq) {
      throw new JournalException(
          "seq is in the journal already: stream="
              + entry.stream()
              + ", seq="
              + firstSeq
              + ", durable="
              + durableSeq);
    }
  }

  /** The highest seq of this stream that the journal holds; 0 for a stream it does not know. */
  public long durableSeq(UUID stream) {
    return ledger.durableSeq(stream);
  }

  /** Whose stream it is; empty for a stream that the journal does not know. */
  public Optional<String> senderOf(UUID stream) {
    return ledger.of(stream).map(StreamLedger.StreamEnd::sender);
  }

  /** What the journal holds of each stream. */
  public StreamLedger ledger() {
    return ledger;
  }

  /** What was found when the journal was opened. */
  public RecoveryReport recovery() {
    return recovery;
  }

  /** The longest entry that {@link #append} takes, as told by {@link JournalEntry#sizeBytes}. */
  public int maxEntryBytes() {
    return settings.maxEntryBytes();
  }

  /** How to wait until what was appended is on disk. */
  public GroupCommit commit() {
    return commit;
  }

  /** How many files have left the journal since it was opened, by its {@link Retention}. */
  public long deletedFiles() {
    return cleaner.deletedFiles();
  }

  /** What those files took on disk. */
  public long deletedBytes() {
    return cleaner.deletedBytes();
  }

  /** How often it has looked after itself. */
  long looks() {
    return care.looks();
  }

  /** Whether there is room for more. */
  public JournalRoom room() {
    return room;
  }

  public Path dir() {
    return dir;
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    care.close();
    boolean isOnDisk = commit.close(CLOSE_AT_MOST);
    closeForce();
    if (isOnDisk) {
      leaveInOrder();
    }
    appender.close();
    zeros.close();
    queue.close();
    lock.close();
  }

  private void closeForce() {
    try {
      force.close();
    } catch (IOException e) {
      throw new JournalException("cannot close a file of the journal: " + e.getMessage(), e);
    }
  }

  /** A new file begins: a start after that need not read the old ones. */
  private void snapshotWhenForced() {
    LedgerSnapshot snapshot = snapshot();
    var unused = commit.request().thenAccept(index -> snapshots.tryToWrite(snapshot));
  }

  private LedgerSnapshot snapshot() {
    return new LedgerSnapshot(lastIndex, lastReceiveTimeNs, ledger.copy());
  }

  /** For files that are to be deleted: what is known of their streams must not go with them. */
  private void snapshotBeyond(long cycle) throws IOException {
    LedgerSnapshot snapshot;
    synchronized (this) {
      snapshot = snapshot();
    }
    if (CycleFile.cycleOf(snapshots.index()) > cycle) {
      return;
    }
    if (CycleFile.cycleOf(snapshot.index()) <= cycle) {
      throw new IOException("the newest file has no entry yet");
    }
    try {
      commit.await();
    } catch (JournalException e) {
      throw new IOException(e.getMessage(), e);
    }
    snapshots.write(snapshot);
  }

  private void leaveInOrder() {
    if (lastIndex >= 0) {
      snapshots.tryToWrite(snapshot());
    }
    try {
      new WriterMark(firstCycle, WriterMark.CLOSED).write(dir, disk);
    } catch (IOException e) {
      // Then the next start takes this for a loss of power, and begins a new file.
      log.warn("cannot write the writer's mark: dir={}, cause={}", dir, e.toString());
    }
  }
}
