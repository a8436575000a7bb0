package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import net.openhft.chronicle.queue.RollCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the files that the queue will find, and rename, when it begins them: so that their room can
 * be reserved, and their names are on disk, before a reader can see an entry in them ({@link
 * WriterMark} says why).
 *
 * <p>Called by the writer, and by one thread besides that makes files ahead; a lock of its own lets
 * neither delete, or take for named, what the other is about to name.
 */
final class NamedFiles {
  private static final Logger log = LoggerFactory.getLogger(NamedFiles.class);
  private static final long NO_CYCLE = -1;

  private final Path dir;
  private final Disk disk;
  private final RollCycle roll;
  // Of which the name is on disk.
  private long namedCycle = NO_CYCLE;

  /** Deletes those that an earlier writer made and did not need. */
  NamedFiles(Path dir, Disk disk, RollCycle roll) {
    this.dir = dir;
    this.disk = disk;
    this.roll = roll;
    try {
      deleteOld();
    } catch (IOException e) {
      throw new JournalException("cannot delete what was made before: dir=" + dir, e);
    }
  }

  /** The file of that cycle before the queue begins it. */
  Path made(long cycle) {
    return dir.resolve(nameOf(cycle) + CycleFile.PREPARED);
  }

  /** The file of that cycle once the queue has begun it. */
  Path begun(long cycle) {
    return dir.resolve(nameOf(cycle) + CycleFile.SUFFIX);
  }

  private String nameOf(long cycle) {
    return DateTimeFormatter.ofPattern(roll.format())
        .withZone(ZoneOffset.UTC)
        .format(Instant.ofEpochMilli(cycle * roll.lengthInMillis()));
  }

  /** Makes the file that is to begin now, and none besides. */
  synchronized Path make(long cycle) throws IOException {
    Path made = made(cycle);
    if (!Files.exists(made)) {
      // A file of that name may have been on disk before, and deleted: this one is not.
      namedCycle = NO_CYCLE;
      deleteOld();
      Files.createFile(made);
    }
    if (namedCycle != cycle) {
      force(cycle, made);
    }
    return made;
  }

  private void force(long cycle, Path made) throws IOException {
    try {
      disk.force(dir);
      namedCycle = cycle;
    } catch (IOException e) {
      Files.deleteIfExists(made);
      throw e;
    }
  }

  /** Brings the name of a file that begins soon to disk, so that no append waits for that. */
  synchronized void makeAhead(long soon) {
    if (soon == namedCycle || Files.exists(begun(soon))) {
      return;
    }
    try {
      if (!Files.exists(made(soon))) {
        Files.createFile(made(soon));
      }
      disk.force(dir);
      namedCycle = soon;
    } catch (IOException e) {
      // Then the first append in it does so, or says what is wrong.
      log.warn("journal {}: cannot name its next file: {}", dir, e.toString());
    }
  }

  private void deleteOld() throws IOException {
    try (var files = Files.newDirectoryStream(dir, "*" + CycleFile.PREPARED)) {
      for (Path old : files) {
        Files.deleteIfExists(old);
      }
    }
  }
}
