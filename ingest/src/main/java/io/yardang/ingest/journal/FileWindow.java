package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file seen through a buffer that moves along: for reading from front to back. It reads ahead the
 * farther the longer it goes on, so that a look at one place costs little.
 */
final class FileWindow implements AutoCloseable {
  private static final int LEAST_AHEAD = 8 << 10;
  private static final int MOST_AHEAD = 256 << 10;
  private static final ByteBuffer ZEROS = ByteBuffer.allocate(4096).asReadOnlyBuffer();

  private final Path path;
  private final FileChannel channel;
  private ByteBuffer buffer = allocate(LEAST_AHEAD);
  private int ahead;
  private long start;
  private long size;

  FileWindow(Path file) throws IOException {
    path = file;
    channel = FileChannel.open(file, StandardOpenOption.READ);
    refresh();
  }

  /** Forgets what it has read: a file that is being written may be longer, and another, by now. */
  void refresh() throws IOException {
    buffer.limit(0);
    ahead = LEAST_AHEAD;
    size = channel.size();
  }

  Path path() {
    return path;
  }

  long size() {
    return size;
  }

  /** Bytes from {@code at}, as many as asked for or up to the end of the file. */
  ByteBuffer bytes(long at, int length) throws IOException {
    int there = (int) Math.min(length, size - at);
    if (at < start || at + there > start + buffer.limit()) {
      fill(at, there);
    }
    return buffer.slice((int) (at - start), there).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The number at {@code at}; 0 at the end of the file. */
  int intAt(long at) throws IOException {
    return at + Integer.BYTES > size ? 0 : bytes(at, Integer.BYTES).getInt(0);
  }

  /** Where the first byte that is not 0 lies, from {@code at} on; the file's size if none. */
  long nextNonZero(long from) throws IOException {
    for (long at = from; at < size; at += ZEROS.capacity()) {
      ByteBuffer bytes = bytes(at, ZEROS.capacity());
      int zeros = bytes.mismatch(ZEROS.slice(0, bytes.remaining()));
      if (zeros >= 0) {
        return at + zeros;
      }
    }
    return size;
  }

  private void fill(long at, int needed) throws IOException {
    int length = (int) Math.min(Math.max(needed, ahead), size - at);
    ahead = Math.min(MOST_AHEAD, 4 * ahead);
    if (length > buffer.capacity()) {
      buffer = allocate(length);
    }
    buffer.clear().limit(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new IOException("file has become shorter while it was read");
      }
    }
    buffer.flip();
    start = at;
  }

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
