package io.yardang.ingest.journal;

import java.io.IOException;
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

  /** Forces one file, or the names in one directory. */
  default void force(Path path) throws IOException {
    try (FileChannel once = FileChannel.open(path, StandardOpenOption.READ)) {
      force(path, once, true);
    }
  }
}
