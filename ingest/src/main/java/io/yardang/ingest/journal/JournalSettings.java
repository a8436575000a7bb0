package io.yardang.ingest.journal;

import java.time.Duration;
import net.openhft.chronicle.queue.RollCycles;

/**
 * How a journal lies on disk. A journal keeps the roll it was created with.
 *
 * @param blockSizeBytes how much of a file is mapped at a time; files are sparse, so this is not
 *     what they take on disk. An entry may take up to a quarter of it.
 * @param roll how often a new file begins, in UTC
 * @param forceInterval what was appended is forced to disk after this long even if nobody waits for
 *     it, so that a loss of power costs no more; 0: only when somebody waits
 * @param retention when its files leave
 */
public record JournalSettings(
    int blockSizeBytes, Roll roll, Duration forceInterval, Retention retention) {
  public static final JournalSettings DEFAULT =
      new JournalSettings(64 << 20, Roll.HOURLY, Duration.ofSeconds(5));

  /** Small files, for tests and small machines. */
  public static final JournalSettings SMALL =
      new JournalSettings(8 << 20, Roll.HOURLY, Duration.ofSeconds(5));

  static final int MIN_BLOCK_SIZE_BYTES = 256 << 10;

  /** How often a new file begins; each allows 2^32 entries per file. */
  public enum Roll {
    HOURLY(RollCycles.FAST_HOURLY),
    DAILY(RollCycles.FAST_DAILY);

    private final RollCycles cycle;

    Roll(RollCycles cycle) {
      this.cycle = cycle;
    }

    RollCycles cycle() {
      return cycle;
    }
  }

  /** Of a journal that keeps all its files. */
  public JournalSettings(int blockSizeBytes, Roll roll, Duration forceInterval) {
    this(blockSizeBytes, roll, forceInterval, Retention.KEEP_ALL);
  }

  public JournalSettings {
    if (blockSizeBytes < MIN_BLOCK_SIZE_BYTES || Integer.bitCount(blockSizeBytes) != 1) {
      throw new IllegalArgumentException(
          "journal.block_size_bytes="
              + blockSizeBytes
              + ": must be a power of two, at least "
              + MIN_BLOCK_SIZE_BYTES);
    }
    if (forceInterval == null || forceInterval.isNegative() || forceInterval.toDays() > 0) {
      throw new IllegalArgumentException(
          "journal.force_interval_s=" + forceInterval + ": must be 0 to a day");
    }
    if (roll == null) {
      throw new IllegalArgumentException("journal.roll is missing: must be HOURLY or DAILY");
    }
    if (retention.maxBytes() > 0 && retention.maxBytes() < 2L * blockSizeBytes) {
      throw new IllegalArgumentException(
          "journal.max_bytes="
              + retention.maxBytes()
              + ": must be 0 or at least "
              + 2L * blockSizeBytes);
    }
  }

  /** The same, whose files leave by these rules. */
  public JournalSettings with(Retention newRetention) {
    return new JournalSettings(blockSizeBytes, roll, forceInterval, newRetention);
  }

  /** The longest entry, with its header, that a journal of these settings takes. */
  int maxEntryBytes() {
    return blockSizeBytes / 4 - 1024;
  }
}
