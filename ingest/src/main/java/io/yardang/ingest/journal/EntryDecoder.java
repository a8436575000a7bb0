package io.yardang.ingest.journal;

import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes records of the entries of one journal, wherever they come from. Leaves out what is damaged,
 * with an alarm, and what is known to be lost: of that a start of the gateway has told when it put
 * placeholders there, so it is only noted, once for entries in a row.
 */
public final class EntryDecoder {
  private static final Logger log = LoggerFactory.getLogger(EntryDecoder.class);

  private final String journal;
  private long skippedEntries;
  private long lostInARow;
  private long firstLost;
  private long lastLost;

  /**
   * @param journal its name in the log
   */
  public EntryDecoder(String journal) {
    this.journal = journal;
  }

  /**
   * The records of the next entry; none when it is lost or damaged.
   *
   * @throws JournalVersionException if another version has written it
   */
  public List<JournalRecord> records(EntryTailer.Entry entry) {
    if (JournalEntry.isPlaceholder(ByteBuffer.wrap(entry.bytes()))) {
      skippedEntries++;
      if (lostInARow == 0) {
        firstLost = entry.index();
      }
      lostInARow++;
      lastLost = entry.index();
      return List.of();
    }
    tellLost();
    try {
      return JournalEntry.decode(entry.index(), entry.bytes());
    } catch (JournalVersionException e) {
      throw e;
    } catch (JournalException e) {
      skippedEntries++;
      log.error(
          "ALARM: journal {}: a damaged entry is left out: index={}: {}",
          journal,
          entry.index(),
          e.getMessage());
      return List.of();
    }
  }

  /** Nothing more is there now: what was left out is told. */
  public void atEnd() {
    tellLost();
  }

  /** How many entries were left out. */
  public long skippedEntries() {
    return skippedEntries;
  }

  private void tellLost() {
    if (lostInARow > 0) {
      log.warn(
          "journal {}: left out {} entries, index {} to {}, that a start of the gateway has found"
              + " lost",
          journal,
          lostInARow,
          firstLost,
          lastLost);
      lostInARow = 0;
    }
  }
}
