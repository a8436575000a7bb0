package io.yardang.streamjobs.source;

import io.yardang.ingest.journal.JournalRecord;

/**
 * What the fetcher thread hands to the reader: a record, or the word that there is none.
 *
 * @param record null when the journal has been read to its end
 * @param wallClockMs when that was found; 0 with a record
 */
record Fetched(JournalRecord record, long wallClockMs) {
  static Fetched of(JournalRecord record) {
    return new Fetched(record, 0);
  }

  static Fetched caughtUp(long wallClockMs) {
    return new Fetched(null, wallClockMs);
  }
}
