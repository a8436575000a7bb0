package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * The queue's file about itself: the roll, the names of the first and the last file, and locks.
 *
 * <p>The locks name the process that holds them. After a restart of the machine another process may
 * have its number, and the queue would wait for that one. Whoever recovers is the only writer, so
 * nobody can hold them. A file that cannot be read is set aside; the queue makes a new one.
 */
final class QueueMetadata {
  private static final long UNLOCKED = 1L << 63;
  private static final byte NUMBER = (byte) 0xa7;
  private static final int MOST_BYTES = 4096;

  private QueueMetadata() {}

  static void recover(Path dir, Consumer<String> remark) throws IOException {
    Path file = dir.resolve(JournalDirectory.METADATA);
    if (!Files.exists(file)) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.allocate(MOST_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      channel.read(bytes, 0);
      bytes.flip();
      int header = bytes.remaining() < Integer.BYTES ? 0 : bytes.getInt(0);
      String text = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
      boolean isWhole =
          header != 0
              && (header & FileScan.NOT_COMPLETE) == 0
              && text.contains("SCQSRoll")
              && text.contains("listing.modCount");
      if (isWhole) {
        unlock(channel, bytes, text.indexOf("chronicle.write.lock"));
        unlock(channel, bytes, text.indexOf("chronicle.append.lock"));
        return;
      }
    }
    Path aside = dir.resolve(JournalDirectory.METADATA + ".damaged");
    Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    remark.accept(JournalDirectory.METADATA + ": cannot be read; made anew, kept in " + aside);
  }

  private static void unlock(FileChannel channel, ByteBuffer bytes, int name) throws IOException {
    if (name < 0) {
      return;
    }
    for (int at = name; at < Math.min(name + 48, bytes.limit() - Long.BYTES); at++) {
      if (bytes.get(at) == NUMBER) {
        if (bytes.getLong(at + 1) != UNLOCKED) {
          ByteBuffer free = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
          channel.write(free.putLong(0, UNLOCKED), at + 1L);
        }
        return;
      }
    }
  }
}
