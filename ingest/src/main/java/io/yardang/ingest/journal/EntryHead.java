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
   * that is not exactly an entry as it was written. Its checksum does not say so: what a frame
   * carries may have a right one, and be anything.
   */
  static Optional<EntryHead> read(ByteBuffer bytes) {
    if (!JournalEntry.isIntact(bytes)) {
      return Optional.empty();
    }
    ByteBuffer in = bytes.slice().order(bytes.order());
    byte[] sender = new byte[Byte.toUnsignedInt(in.get(JournalEntry.SENDER_AT))];
    in.position(JournalEntry.SENDER_AT + 1);
    if (sender.length == 0 || sender.length > in.remaining()) {
      return Optional.empty();
    }
    in.get(sender);
    return seqsOf(in, in.getInt(JournalEntry.COUNT_AT))
        .map(
            seqs ->
                new EntryHead(
                    in.getLong(JournalEntry.INDEX_AT),
                    in.getLong(JournalEntry.FORCED_AT),
                    in.getLong(JournalEntry.RECEIVE_TIME_AT),
                    in.getLong(JournalEntry.STAMP_AT),
                    new String(sender, StandardCharsets.UTF_8),
                    new UUID(
                        in.getLong(JournalEntry.STREAM_AT),
                        in.getLong(JournalEntry.STREAM_AT + Long.BYTES)),
                    seqs));
  }

  /** Of so many records; empty if they are not exactly what is left of the entry. */
  private static Optional<Seqs> seqsOf(ByteBuffer in, int count) {
    long first = 0;
    long last = 0;
    int gaps = 0;
    long missing = 0;
    for (int record = 0; record < count; record++) {
      if (in.remaining() < JournalEntry.RECORD_HEADER_BYTES) {
        return Optional.empty();
      }
      long seq = in.getLong();
      in.getLong();
      int length = in.getInt();
      if (seq <= last || length < 0 || length > in.remaining()) {
        return Optional.empty();
      }
      in.position(in.position() + length);
      if (record == 0) {
        first = seq;
      } else if (seq > last + 1) {
        gaps++;
        missing += seq - last - 1;
      }
      last = seq;
    }
    return count > 0 && !in.hasRemaining()
        ? Optional.of(new Seqs(first, last, gaps, missing))
        : Optional.empty();
  }
}
