package io.yardang.ingest.journal;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows which files of a journal hold what is not on disk yet, and forces them.
 *
 * <p>The queue writes through memory maps, and its own sync() reaches only the chunk it has mapped
 * at the moment. A force of the file's channel reaches every dirty page of the file, whoever made
 * it dirty. When a new file begins, the one before it gets its end mark: it is forced once more,
 * and so are the queue's metadata and the directory, without which the new file may have no name.
 */
final class JournalForce implements Closeable {
  /** A file that is there when a force has failed since the last recovery. */
  static final String FAILED = "force.failed";

  private static final Logger log = LoggerFactory.getLogger(JournalForce.class);

  private final Path dir;
  private final Disk disk;
  private final ForcedMark mark;
  private final List<Path> finished = new ArrayList<>();
  private File current;
  private boolean isNewFile;
  private long lastIndex;

  private volatile long forcedIndex;

  // Only of the thread that forces.
  private FileChannel channel;
  private Path ofChannel;

  /**
   * @param lastIndex what {@link #forceAll} will bring to disk at the start
   */
  JournalForce(Path dir, Disk disk, long lastIndex) throws IOException {
    mark = ForcedMark.open(dir);
    this.dir = dir;
    this.disk = disk;
    this.lastIndex = lastIndex;
    forcedIndex = lastIndex;
  }

  /** The index of the last entry that is on disk for certain. */
  long forcedIndex() {
    return forcedIndex;
  }

  /** Notes that the entry of this index is in this file, from now on unforced. */
  synchronized void appended(long index, File file) {
    lastIndex = index;
    if (file.equals(current)) {
      return;
    }
    if (current != null) {
      finished.add(current.toPath());
    }
    current = file;
    isNewFile = true;
  }

  /**
   * Brings to disk what was appended before the call; called by one thread at a time.
   *
   * @return the index of the last entry that is on disk now for certain
   * @throws IOException if that is not certain; it then stays uncertain, since the kernel may have
   *     marked pages clean that it could not write
   */
  long force() throws IOException {
    long upTo;
    List<Path> old;
    Path file;
    boolean isNew;
    synchronized (this) {
      upTo = lastIndex;
      if (upTo == forcedIndex) {
        return upTo;
      }
      old = List.copyOf(finished);
      finished.clear();
      file = current == null ? null : current.toPath();
      isNew = isNewFile;
      isNewFile = false;
    }
    try {
      for (Path path : old) {
        forceOld(path);
      }
      if (file != null) {
        forceCurrent(file);
      }
      if (isNew) {
        disk.force(dir.resolve(JournalDirectory.METADATA));
        disk.force(dir);
      }
    } catch (IOException e) {
      markFailed();
      throw e;
    }
    forcedIndex = upTo;
    mark.write(upTo);
    return upTo;
  }

  /** So that the next start does not take the page cache's word for what is on disk. */
  private void markFailed() {
    try {
      Files.writeString(dir.resolve(FAILED), "forced up to index=" + forcedIndex + "\n");
    } catch (IOException e) {
      log.error(
          "cannot mark the journal as one whose force failed; restart the machine before the"
              + " gateway: dir={}, cause={}",
          dir,
          e.toString());
    }
  }

  private void forceCurrent(Path file) throws IOException {
    if (!file.equals(ofChannel)) {
      closeChannel();
      channel = FileChannel.open(file, StandardOpenOption.READ);
      ofChannel = file;
    }
    disk.force(file, channel, false);
  }

  private void forceOld(Path file) throws IOException {
    try {
      disk.force(file);
    } catch (NoSuchFileException e) {
      // Retention was here first: who deletes a file has no need of it on disk.
    }
  }

  /** Forces every file of the journal: what an earlier process left in the page cache. */
  void forceAll() throws IOException {
    try (var files = Files.list(dir)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        disk.force(file);
      }
    }
    disk.force(dir);
    mark.write(forcedIndex);
  }

  @Override
  public void close() throws IOException {
    closeChannel();
    mark.close();
  }

  private void closeChannel() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
      ofChannel = null;
    }
  }
}
