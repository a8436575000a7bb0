package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import net.openhft.posix.OpenFlag;
import net.openhft.posix.PosixAPI;

/** What a journal asks of the disk besides reading and writing; tests let it fail, or be full. */
interface Disk {
  Disk REAL = new Disk() {};

  /** fallocate(2): the file keeps its length; with PUNCH_HOLE blocks are given back. */
  int KEEP_SIZE = 1;

  int PUNCH_HOLE = 2;

  /** lseek(2), on Linux: to the next data, to the next hole. The library's own names are wrong. */
  int SEEK_DATA = 3;

  int SEEK_HOLE = 4;

  /** Brings the file's dirty pages to disk, also those that were written through a map. */
  default void force(Path path, FileChannel file, boolean alsoMetadata) throws IOException {
    file.force(alsoMetadata);
  }

  /** Writes zeros over what is not in use; they take room on the disk from now on. */
  default void makeRoom(FileChannel file, ByteBuffer zeros, long at) throws IOException {
    for (long next = at; zeros.hasRemaining(); ) {
      next += file.write(zeros, next);
    }
  }

  /** Replaces a file wholly or not at all; on disk when this returns. */
  default void replace(Path file, byte[] bytes) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, bytes);
    force(part);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(file.toAbsolutePath().getParent());
  }

  /** Forces one file, or the names in one directory. */
  default void force(Path path) throws IOException {
    try (FileChannel once = FileChannel.open(path, StandardOpenOption.READ)) {
      force(path, once, true);
    }
  }

  /**
   * Gives these bytes of the file their place on the disk, so that writing them cannot fail for
   * want of room; the file keeps its length and content. False: the disk is full, or its file
   * system does not know how.
   */
  default boolean allocate(Path path, long from, long to) throws IOException {
    return fallocate(path, KEEP_SIZE, from, to - from);
  }

  /** Gives back what {@link #allocate} took and nobody has written. */
  default void release(Path path, long from, long to) throws IOException {
    // A file system that does not know how keeps it: that costs room, and nothing else.
    var unused = fallocate(path, KEEP_SIZE | PUNCH_HOLE, from, to - from);
  }

  /** How many bytes of a file hold data; its length, where its file system does not tell. */
  default long usedBytes(Path path) {
    PosixAPI posix = PosixAPI.posix();
    int file = posix.open(path.toString(), OpenFlag.O_RDONLY, 0);
    if (file < 0) {
      return path.toFile().length();
    }
    try {
      long used = 0;
      long hole = 0;
      while (true) {
        long data = posix.lseek(file, hole, SEEK_DATA);
        if (data < 0) {
          return used > 0 ? used : path.toFile().length();
        }
        hole = posix.lseek(file, data, SEEK_HOLE);
        used += hole - data;
      }
    } finally {
      var unused = posix.close(file);
    }
  }

  /**
   * Names the time since the machine was started: while it is the same, what was written is in the
   * page cache at least. On a system that does not tell, each call names another.
   */
  default String bootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return UUID.randomUUID().toString();
    }
  }

  /** How many bytes this process may still write below this directory. */
  default long freeBytes(Path dir) {
    return dir.toFile().getUsableSpace();
  }

  private static boolean fallocate(Path path, int mode, long from, long length) throws IOException {
    PosixAPI posix = PosixAPI.posix();
    int file = posix.open(path.toString(), OpenFlag.O_RDWR, 0);
    if (file < 0) {
      throw new IOException("cannot open for fallocate: " + path);
    }
    try {
      return posix.fallocate(file, mode, from, length) == 0;
    } finally {
      var unused = posix.close(file);
    }
  }
}
