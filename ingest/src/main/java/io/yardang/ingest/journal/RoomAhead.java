package io.yardang.ingest.journal;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings pages of a journal file into memory before the queue writes there through its memory map.
 *
 * <p>Zeros are written ahead of the position, {@link #STEP_BYTES} at a time, as an ordinary write,
 * within what {@link JournalRoom} has reserved. That does three things. A disk that has no room
 * after all says so here, as an exception; in the map it would be a signal. The pages come into the
 * page cache by the cheap way: the first touch of a page through the map costs a fault that zeroes
 * as much as the block device reads ahead, up to megabytes while everyone waits. And a force of the
 * file later finds its blocks allocated, with no metadata to bring to disk. Not thread-safe.
 */
final class RoomAhead implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RoomAhead.class);

  /** Written at a time: takes a tenth of a millisecond. */
  static final int STEP_BYTES = 256 << 10;

  /** What the queue may add by itself between two entries: heads and two index arrays. */
  static final int MARGIN_BYTES = 128 << 10;

  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(STEP_BYTES).asReadOnlyBuffer();

  private final Disk disk;
  private File file;
  private FileChannel channel;
  private long roomUpTo;

  RoomAhead(Disk disk) {
    this.disk = disk;
  }

  /**
   * Sees to it that there is room for so many bytes and the margin.
   *
   * @param position from which on nothing of the file is in use
   * @throws IOException if there is not; what was there before stays usable
   */
  void ensure(File current, long position, int bytes) throws IOException {
    if (!current.equals(file)) {
      close();
      channel = FileChannel.open(current.toPath(), StandardOpenOption.WRITE);
      file = current;
      roomUpTo = 0;
    }
    long neededUpTo = position + bytes + MARGIN_BYTES;
    for (long at = Math.max(roomUpTo, position); at < neededUpTo; at = roomUpTo) {
      long stepEnd = (at / STEP_BYTES + 1) * STEP_BYTES;
      disk.makeRoom(channel, ZEROS.slice(0, (int) (stepEnd - at)), at);
      roomUpTo = stepEnd;
    }
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Nothing is lost with it: what was written is forced through another channel.
      log.debug("cannot close {}: {}", file, e.toString());
    }
    channel = null;
    file = null;
  }
}
