package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The lock of a journal's directory: it has one writer at a time, in whichever process. */
final class WriterLock implements AutoCloseable {
  private static final String FILE = "writer.lock";

  private final FileChannel file;

  private WriterLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes the lock of the journal in {@code dir}, which is created if need be.
   *
   * @throws JournalException if another writer has it
   */
  static WriterLock take(Path dir) {
    try {
      Files.createDirectories(dir);
      WriterLock lock =
          new WriterLock(
              FileChannel.open(
                  dir.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
      if (lock.isTaken()) {
        return lock;
      }
      lock.close();
    } catch (IOException e) {
      throw new JournalException("cannot lock journal: dir=" + dir + ", cause=" + e, e);
    }
    throw new JournalException(
        "journal has a writer already: dir="
            + dir
            + "; stop the other gateway or give this one a directory of its own");
  }

  private boolean isTaken() throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // Held by this process: the same answer as when another one holds it.
      return false;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new JournalException("cannot close the journal's lock: " + e.getMessage(), e);
    }
  }
}
