package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where a recovery sets aside the bytes that it takes out of a journal's files. */
final class Quarantine {
  private static final String DIR = "quarantine";

  private final Path journal;

  Quarantine(Path journal) {
    this.journal = journal;
  }

  /** Copies a part of the file, which stays as it is; returns the copy, which is on disk then. */
  Path copy(CycleFile file, long from, long end) throws IOException {
    Path copy =
        Files.createDirectories(journal.resolve(DIR)).resolve(file.name() + "-" + from + ".bytes");
    try (FileChannel in = FileChannel.open(file.path(), StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(
                copy,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      for (long at = from; at < end; ) {
        at += in.transferTo(at, end - at, out);
      }
      out.force(true);
    }
    return copy;
  }

  /** Behind the last byte, from {@code from} on, that is not 0. */
  static long endOfData(CycleFile file, long from) throws IOException {
    long end = from;
    try (FileWindow window = new FileWindow(file.path())) {
      for (long next = window.nextNonZero(from);
          next < window.size();
          next = window.nextNonZero(end)) {
        end = Math.min(window.size(), next + Long.BYTES);
      }
    }
    return end;
  }

  /** Takes away what follows, for good. */
  static void zeroFrom(CycleFile file, long from, Disk disk) throws IOException {
    long end = endOfData(file, from);
    try (FileChannel out = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
      for (long at = from; at < end; ) {
        ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(1 << 20, end - at));
        at += out.write(zeros, at);
      }
      disk.force(file.path(), out, true);
    }
  }
}
