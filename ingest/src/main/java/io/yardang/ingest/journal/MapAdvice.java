package io.yardang.ingest.journal;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.posix.PosixAPI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the kernel, of each block of a journal file that is mapped for writing, not to read ahead
 * when a page of it is touched: else such a touch makes as many new pages as the block device reads
 * ahead (8 MB on some machines) and zeroes them, some 20 ms while everyone waits. {@link RoomAhead}
 * brings the pages in. Not thread-safe.
 */
final class MapAdvice {
  private static final Logger log = LoggerFactory.getLogger(MapAdvice.class);
  private static final int MADV_RANDOM = 1;

  private Object advised;

  /** Costs a comparison where the block is the one before. */
  void of(Bytes<?> out) {
    Object store = out.bytesStore();
    if (store == advised) {
      return;
    }
    advised = store;
    if (store instanceof MappedBytesStore block) {
      long address = block.addressForRead(block.start());
      int result =
          PosixAPI.posix().madvise(address, block.safeLimit() - block.start(), MADV_RANDOM);
      if (result != 0) {
        log.debug("no advice for the map at {}: madvise={}", block.start(), result);
      }
    }
  }
}
