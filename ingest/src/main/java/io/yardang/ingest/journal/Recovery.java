package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a journal sound before the queue opens it, and learns its streams.
 *
 * <p>Reads the files that are newer than the ledger's snapshot. What is broken is treated by where
 * it lies. <b>Behind what was on disk for certain</b> (each entry tells how far that was, and
 * {@link ForcedMark}) it is the torn end that a loss of power leaves: everything from there on was
 * never acknowledged at level DISK and is cut. <b>Before</b>, an entry was damaged later: its bytes
 * are set aside, readers skip it, everything behind it stays. A file whose chain or marks are
 * broken is written anew; then, and after a cut, all is forced to disk before the journal takes
 * anything. So is one after a force that failed, whose pages the kernel may hold as clean although
 * they never reached the disk.
 */
final class Recovery {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);
  private static final long LONG_BYTES = 256L << 20;

  private final Path dir;
  private final JournalSettings settings;
  private final Disk disk;
  private final Quarantine quarantine;
  private final List<String> remarks = new ArrayList<>();
  private Learnt learnt;
  private long stamp;
  private long forcedIndex;
  private long newestEndBytes;
  private long newestCycle = -1;
  private long firstCycle;
  private long bytesRead;
  private long cutBytes;
  private long cutEntries;
  private long damagedEntries;
  private int rebuiltFiles;
  private boolean isEndReached;
  private boolean hasForceFailed;

  /**
   * What a journal is to go on with.
   *
   * @param lastReceiveTimeNs of the newest entry; the smallest number when there is none
   * @param newestEndBytes where the data of the newest file ends
   * @param firstCycle files before it take no entry any more; see {@link WriterMark}
   * @param stamp for its entries; see {@link JournalStamp}
   */
  record Recovered(
      StreamLedger ledger,
      long lastReceiveTimeNs,
      long newestEndBytes,
      long firstCycle,
      long stamp,
      RecoveryReport report) {}

  private record Scanned(CycleFile file, FileScan.Found found, Optional<String> oddity) {}

  /** What the entries tell, beginning with what the snapshot knows. */
  private static final class Learnt {
    final StreamLedger ledger = new StreamLedger();
    final long knownIndex;
    long lastIndex = JournalPosition.BEFORE_FIRST.index();
    long lastReceiveTimeNs = Long.MIN_VALUE;
    long entries;

    Learnt(Optional<LedgerSnapshot> snapshot) {
      snapshot.ifPresent(
          known -> {
            known.streams().forEach(ledger::put);
            lastIndex = known.index();
            lastReceiveTimeNs = known.receiveTimeNs();
          });
      knownIndex = lastIndex;
    }

    void entry(EntryHead head) {
      entries++;
      if (head.index() > knownIndex) {
        ledger.appended(head.sender(), head.stream(), head.seqs(), head.receiveTimeNs());
        lastReceiveTimeNs = head.receiveTimeNs();
        lastIndex = head.index();
      }
    }
  }

  private Recovery(Path dir, JournalSettings settings, Disk disk) {
    this.dir = dir;
    this.settings = settings;
    this.disk = disk;
    quarantine = new Quarantine(dir);
  }

  static Recovered run(Path dir, JournalSettings settings, Disk disk) {
    Recovery recovery = new Recovery(dir, settings, disk);
    try {
      recovery.run();
    } catch (IOException e) {
      throw new JournalException("cannot recover journal: dir=" + dir + ", cause=" + e, e);
    }
    RecoveryReport report = recovery.report();
    report.remarks().forEach(remark -> log.warn("journal {}: {}", dir, remark));
    return new Recovered(
        recovery.learnt.ledger,
        recovery.learnt.lastReceiveTimeNs,
        recovery.newestEndBytes,
        recovery.firstCycle,
        recovery.stamp,
        report);
  }

  private void run() throws IOException {
    // First, as it refuses a journal of another version while nothing is changed yet.
    stamp = JournalStamp.recover(dir, disk, remarks::add);
    QueueMetadata.recover(dir, remarks::add);
    List<CycleFile> all = CycleFile.list(dir);
    // The file with the snapshot's entry is never the one that retention deletes.
    Optional<LedgerSnapshot> snapshot =
        LedgerSnapshot.read(dir)
            .filter(
                found -> all.stream().anyMatch(f -> f.cycle() == CycleFile.cycleOf(found.index())));
    Path failed = dir.resolve(JournalForce.FAILED);
    hasForceFailed = Files.exists(failed);
    learnt = new Learnt(snapshot);
    forcedIndex = Math.max(learnt.knownIndex, ForcedMark.read(dir));
    List<CycleFile> files =
        all.stream().filter(f -> f.cycle() >= CycleFile.cycleOf(learnt.knownIndex)).toList();
    boolean isMended = false;
    List<Scanned> allScanned = scan(files);
    // Before anything is mended: after that, the trace of what was lost may be gone.
    decideWhereToGoOn(allScanned);
    for (Scanned scanned : allScanned) {
      isMended |= mend(scanned);
    }
    if (isMended) {
      learnt = new Learnt(snapshot);
      for (CycleFile file : files) {
        if (Files.exists(file.path())) {
          newestEndBytes = FileScan.scan(file, (head, at, bytes) -> learnt.entry(head)).end();
        }
      }
    }
    Files.deleteIfExists(failed);
  }

  /** Where entries may be gone that readers have seen, their indexes are not used again. */
  private void decideWhereToGoOn(List<Scanned> scanned) throws IOException {
    Optional<WriterMark> before = WriterMark.read(dir);
    firstCycle = before.map(WriterMark::firstCycle).orElse(0L);
    long forcedCycle = forcedIndex < 0 ? -1 : CycleFile.cycleOf(forcedIndex);
    long highest = Math.max(forcedCycle, CycleFile.highestCycle(dir).orElse(-1));
    String boot = disk.bootId();
    if (highest >= firstCycle
        && (!WriterMark.hasKeptEverything(before, boot)
            || hasForceFailed
            || forcedCycle > newestCycle
            || scanned.stream().anyMatch(this::hasLost))) {
      firstCycle = highest + 1;
      log.info("journal {}: goes on in a new file, as its end may have been lost", dir);
    }
    new WriterMark(firstCycle, boot).write(dir, disk);
  }

  /** Whether the end of the journal is in this file, and not as a process leaves it that ends. */
  private boolean hasLost(Scanned scanned) {
    boolean isNewest = scanned.file.cycle() == newestCycle;
    return scanned.found.damages().stream()
            .anyMatch(
                damage ->
                    !damage.isUnfinished()
                        && (damage.beforeIndex() > forcedIndex
                            || (isNewest && damage.breaksChain())))
        || (isNewest && scanned.oddity.isPresent())
        || (isNewest && forcedIndex >= scanned.found.nextIndex());
  }

  /** The first pass: what is broken, and how far the journal was on disk for certain. */
  private List<Scanned> scan(List<CycleFile> files) throws IOException {
    List<Scanned> all = new ArrayList<>();
    long total = 0;
    for (CycleFile file : files) {
      total += Files.size(file.path());
    }
    for (CycleFile file : files) {
      if (total > LONG_BYTES) {
        log.info(
            "journal {}: checks {}, {} of {} MiB done",
            dir,
            file.name(),
            bytesRead >> 20,
            total >> 20);
      }
      QueueMarks marks = new QueueMarks(file);
      FileScan.Found found =
          FileScan.scan(
              file,
              new FileScan.Visitor() {
                @Override
                public void entry(EntryHead head, long at, ByteBuffer bytes) {
                  forcedIndex = Math.max(forcedIndex, head.forcedIndex());
                  learnt.entry(head);
                  marks.entry(head, at, bytes);
                }

                @Override
                public void ofQueue(long at, int length, FileWindow window) throws IOException {
                  marks.ofQueue(at, length, window);
                }
              });
      bytesRead += found.end();
      newestEndBytes = found.end();
      newestCycle = file.cycle();
      all.add(new Scanned(file, found, marks.disagreement()));
    }
    return all;
  }

  /** The second pass: cuts, sets aside, writes anew; tells whether anything has changed. */
  private boolean mend(Scanned scanned) throws IOException {
    CycleFile file = scanned.file;
    if (isEndReached) {
      cut(file, 0, "what is newer than the end");
      Files.delete(file.path());
      return true;
    }
    boolean isBroken = scanned.oddity.isPresent();
    if (hasForceFailed && scanned.found.nextIndex() > forcedIndex + 1) {
      isBroken = true;
      remarks.add(file.name() + ": a force had failed; written anew from what can be read");
    }
    scanned.oddity.ifPresent(why -> remarks.add(file.name() + ": " + why + "; written anew"));
    long endIndex = scanned.found.nextIndex();
    for (FileScan.Damage damage : scanned.found.damages()) {
      if (damage.beforeIndex() > forcedIndex) {
        isEndReached = true;
        cut(file, damage.at(), "the torn end");
        endIndex = damage.beforeIndex();
        boolean isDirtOnly = damage.breaksChain() && damage.end() == Files.size(file.path());
        if (isBroken || !isDirtOnly) {
          isBroken = true;
        } else {
          Quarantine.zeroFrom(file, damage.at(), disk);
        }
        break;
      }
      quarantine(file, damage);
      isBroken |= damage.breaksChain();
    }
    if (isBroken && endIndex > file.firstIndex()) {
      FileRebuild.rebuild(file, endIndex, settings, disk);
      rebuiltFiles++;
    } else if (isBroken) {
      Files.delete(file.path());
    }
    return isBroken || isEndReached;
  }

  private void cut(CycleFile file, long from, String what) throws IOException {
    long end = Quarantine.endOfData(file, from);
    Path aside = quarantine.copy(file, from, end);
    cutBytes += end - from;
    long before = cutEntries;
    FileScan.scan(file, (head, at, bytes) -> cutEntries += at >= from ? 1 : 0);
    remarks.add(
        file.name()
            + ": cut "
            + what
            + ": at="
            + from
            + ", bytes="
            + (end - from)
            + ", intact_entries="
            + (cutEntries - before)
            + ", kept in "
            + aside);
  }

  private void quarantine(CycleFile file, FileScan.Damage damage) throws IOException {
    long end =
        damage.end() == Files.size(file.path())
            ? Quarantine.endOfData(file, damage.at())
            : damage.end();
    damagedEntries++;
    remarks.add(
        file.name()
            + ": damaged entry: index="
            + damage.beforeIndex()
            + ", at="
            + damage.at()
            + ", bytes="
            + (end - damage.at())
            + ", kept in "
            + quarantine.copy(file, damage.at(), end));
  }

  private RecoveryReport report() {
    return new RecoveryReport(
        learnt.entries,
        bytesRead,
        learnt.lastIndex,
        cutBytes,
        cutEntries,
        damagedEntries,
        rebuiltFiles,
        List.copyOf(remarks));
  }
}
