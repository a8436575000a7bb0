package io.yardang.ingest.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * What recovery needs to know of an entry: everything but its records.
 *
 * @param index where the writer put it
 * @param forcedIndex up to which index the journal was on disk for certain when it was written
 * @param stamp of the journal that it was written to; see {@link JournalStamp}
 * @param seqs of its records
 */
record EntryHead(
    long index,
    long forcedIndex,
    long receiveTimeNs,
    long stamp,
    String sender,
    UUID stream,
    Seqs seqs) {

  /**
   * Which seqs an entry has.
   *
   * @param gaps places between its records where seqs are left out, and {@code missing} how many
   */
  record Seqs(long first, long last, int gaps, long missing) {}

  /**
   * Reads the head of the entry that fills {@code bytes} from its position to its limit; empty if
   * that is not exactly an entry as it was written.
   */
  static Optional<EntryHead> read(ByteBuffer bytes) {
    int start = bytes.position();
    if (!JournalEntry.isIntact(bytes)) {
      return Optional.empty();
    }
    ByteBuffer in = bytes.duplicate().order(bytes.order());
    long receiveTimeNs = in.getLong(start + JournalEntry.RECEIVE_TIME_AT);
    long index = in.getLong(start + JournalEntry.INDEX_AT);
    long forcedIndex = in.getLong(start + JournalEntry.FORCED_AT);
    long stamp = in.getLong(start + JournalEntry.STAMP_AT);
    int count = in.getInt(start + JournalEntry.COUNT_AT);
    in.position(start + JournalEntry.STREAM_AT);
    UUID stream = new UUID(in.getLong(), in.getLong());
    in.position(start + JournalEntry.SENDER_AT);
    byte[] sender = new byte[Byte.toUnsignedInt(in.get())];
    in.get(sender);
    return Optional.of(
        new EntryHead(
            index,
            forcedIndex,
            receiveTimeNs,
            stamp,
            new String(sender, StandardCharsets.UTF_8),
            stream,
            seqsOf(in, count)));
  }

  private static Seqs seqsOf(ByteBuffer in, int count) {
    long first = 0;
    long last = 0;
    int gaps = 0;
    long missing = 0;
    for (int record = 0; record < count; record++) {
      long seq = in.getLong();
      in.getLong();
      in.position(in.position() + Integer.BYTES + in.getInt(in.position()));
      if (record == 0) {
        first = seq;
      } else if (seq > last + 1) {
        gaps++;
        missing += seq - last - 1;
      }
      last = seq;
    }
    return new Seqs(first, last, gaps, missing);
  }
}
