package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a journal is on disk for certain, in a small file beside it.
 *
 * <p>Each entry tells that of the entries before it; this file tells it of the last ones, too, so
 * that a start never takes what was acknowledged at level DISK for the torn end of the journal. It
 * is written after each force and not forced itself: after a kill it is exact, after a loss of
 * power it may lag, and it never leads.
 */
final class ForcedMark implements AutoCloseable {
  static final String FILE = "forced.index";

  private static final Logger log = LoggerFactory.getLogger(ForcedMark.class);
  private static final int BYTES = Long.BYTES + Integer.BYTES;

  private final Path file;
  private final ByteBuffer bytes = ByteBuffer.allocate(BYTES);
  private final FileChannel channel;
  private boolean isBroken;

  private ForcedMark(Path file) throws IOException {
    this.file = file;
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  static ForcedMark open(Path dir) throws IOException {
    return new ForcedMark(dir.resolve(FILE));
  }

  /** What the file says; -1 if there is none, or it is damaged. */
  static long read(Path dir) throws IOException {
    try {
      byte[] read = Files.readAllBytes(dir.resolve(FILE));
      ByteBuffer in = ByteBuffer.wrap(read);
      if (read.length == BYTES && in.getInt(Long.BYTES) == crcOf(read)) {
        return in.getLong(0);
      }
    } catch (NoSuchFileException e) {
      // A new journal.
    }
    return JournalPosition.BEFORE_FIRST.index();
  }

  /** Up to this index, everything is on disk. */
  void write(long index) {
    if (isBroken) {
      return;
    }
    bytes.clear().putLong(0, index).putInt(Long.BYTES, crcOf(bytes.array()));
    try {
      channel.write(bytes, 0);
    } catch (IOException e) {
      // It may lag, and so it does from now on.
      isBroken = true;
      log.warn("cannot write {}: {}", file, e.toString());
    }
  }

  private static int crcOf(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, Long.BYTES);
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
