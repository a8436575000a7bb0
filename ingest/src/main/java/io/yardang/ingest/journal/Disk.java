package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a journal asks of the disk besides reading and writing; tests let it fail. */
interface Disk {
  Disk REAL = new Disk() {};

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

  /** Forces one file, or the names in one directory. */
  default void force(Path path) throws IOException {
    try (FileChannel once = FileChannel.open(path, StandardOpenOption.READ)) {
      force(path, once, true);
    }
  }
}
