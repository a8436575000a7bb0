package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The snapshot of a journal's ledger on disk; an older one never takes its place. Thread-safe. */
final class NewestSnapshot {
  private static final Logger log = LoggerFactory.getLogger(NewestSnapshot.class);

  private final Path dir;
  private final Disk disk;
  private volatile long index = JournalPosition.BEFORE_FIRST.index();

  NewestSnapshot(Path dir, Disk disk) {
    this.dir = dir;
    this.disk = disk;
  }

  /** Of the last entry that it knows of; before the first one as long as none was written. */
  long index() {
    return index;
  }

  /** All that it knows of must be on disk already. */
  synchronized void write(LedgerSnapshot snapshot) throws IOException {
    if (snapshot.index() >= index) {
      snapshot.write(dir, disk);
      index = snapshot.index();
    }
  }

  /** The same where it only spares time at the next start. */
  void tryToWrite(LedgerSnapshot snapshot) {
    try {
      write(snapshot);
    } catch (IOException e) {
      log.warn("cannot write the ledger's snapshot: dir={}, cause={}", dir, e.toString());
    }
  }
}
