package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets files leave a journal as its {@link Retention} says.
 *
 * <p>What is known of their streams must outlive them: the ledger's snapshot is brought to disk
 * first. Then the file is copied to the archive, if there is one, and that is brought to disk; then
 * readers are told by {@link DeletedFiles}; then it is deleted. When one of these fails, the file
 * stays and is tried again. An archive is a journal of its own that readers can open.
 *
 * <p>Used by one thread.
 */
final class JournalCleaner {
  private static final Logger log = LoggerFactory.getLogger(JournalCleaner.class);

  private final Path dir;
  private final Retention rules;
  private final Disk disk;
  private final RollCycle roll;
  private final Journal journal;
  private final Map<Path, Long> bytesOfFinished = new HashMap<>();
  private final LongAdder deletedFiles = new LongAdder();
  private final LongAdder deletedBytes = new LongAdder();
  private String lastTrouble = "";

  /** What the journal does around the leaving of a file. */
  interface Journal {
    /** Before: brings a snapshot of the ledger to disk, as of an entry behind this cycle. */
    void snapshotBeyond(long cycle) throws IOException;

    /** After: the queue is to look anew which files there are. */
    void filesHaveChanged();

    /** At the end: the oldest file that stayed begins at this time, in ms. */
    void beginsAt(long oldestMs);
  }

  JournalCleaner(Path dir, Retention rules, Disk disk, RollCycle roll, Journal journal) {
    this.dir = dir;
    this.rules = rules;
    this.disk = disk;
    this.roll = roll;
    this.journal = journal;
  }

  /** What the finished files take on disk. */
  long finishedBytes() {
    List<CycleFile> files = CycleFile.list(dir);
    return files.stream().limit(Math.max(0, files.size() - 1)).mapToLong(this::bytesOf).sum();
  }

  private long bytesOf(CycleFile file) {
    return bytesOfFinished.computeIfAbsent(file.path(), disk::usedBytes);
  }

  /** Whether all files, the newest too, may leave as soon as there is a newer one. */
  boolean isAllScored(long lastIndex) {
    return !rules.keepsUnscored() || scored().filter(s -> s.index() >= lastIndex).isPresent();
  }

  private Optional<JournalPosition> scored() {
    return ScoredPosition.read(dir);
  }

  /**
   * Lets leave what is to leave.
   *
   * @param newestBytes what the newest file takes
   * @param spareBytes so much of the journal's budget is to be free
   */
  void clean(long nowMs, long newestBytes, long spareBytes) {
    if (rules.isKeepingAll()) {
      return;
    }
    List<CycleFile> files = CycleFile.list(dir);
    List<Retention.Stored> stored = new ArrayList<>();
    for (CycleFile file : files) {
      boolean isNewest = file.equals(files.get(files.size() - 1));
      stored.add(new Retention.Stored(file, isNewest ? newestBytes : bytesOf(file)));
    }
    List<CycleFile> leaving = rules.leaving(stored, scored(), nowMs, spareBytes);
    int gone = 0;
    try {
      for (CycleFile file : leaving) {
        leave(file);
        gone++;
      }
      lastTrouble = "";
    } catch (IOException e) {
      trouble(e);
    }
    if (gone > 0) {
      journal.beginsAt(files.get(gone).timeMs());
    }
  }

  private void leave(CycleFile file) throws IOException {
    journal.snapshotBeyond(file.cycle());
    if (rules.archive().isPresent()) {
      archive(file, rules.archive().get().resolve(dir.getFileName()));
    }
    DeletedFiles.note(dir, file.cycle());
    Files.delete(file.path());
    journal.filesHaveChanged();
    disk.force(dir);
    long bytes = bytesOfFinished.remove(file.path());
    deletedFiles.increment();
    deletedBytes.add(bytes);
    log.info(
        "journal {}: {} has left: {} bytes{}",
        dir,
        file.name(),
        bytes,
        rules.archive().map(archive -> ", archived in " + archive).orElse(""));
  }

  private void archive(CycleFile file, Path archive) throws IOException {
    Files.createDirectories(archive);
    JournalStamp.copy(dir, archive, disk);
    Path part = archive.resolve(file.name() + ".part");
    // Behind the last entry there is the end mark.
    long bytes = FileScan.scan(file, (head, at, entry) -> {}).end() + FileScan.HEADER_BYTES;
    try (FileChannel in = FileChannel.open(file.path(), StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      for (long at = 0; at < bytes; ) {
        at += in.transferTo(at, bytes - at, out);
      }
      disk.force(part, out, true);
    }
    Files.move(
        part,
        archive.resolve(file.name()),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    disk.force(archive);
    try (ChronicleQueue archived =
        SingleChronicleQueueBuilder.binary(archive).rollCycle(roll).build()) {
      archived.refreshDirectoryListing();
    }
  }

  private void trouble(IOException e) {
    String trouble = e.toString();
    if (!trouble.equals(lastTrouble)) {
      log.error("ALARM: journal {}: files that should leave stay: {}", dir, trouble);
    }
    lastTrouble = trouble;
  }

  long deletedFiles() {
    return deletedFiles.sum();
  }

  long deletedBytes() {
    return deletedBytes.sum();
  }
}
