package io.yardang.ingest.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * One entry of the journal while it is being filled: records of one kind and one stream.
 *
 * <p>Reusable: {@link #begin}, then {@link #add} for each record, then {@link
 * JournalWriter#append}. Not thread-safe. The bytes of each record are copied once, into this
 * buffer, in their final form:
 *
 * <pre>
 *  0  u8   version, 2
 *  1  u8   kind (RecordKind.code)
 *  2  u16  duplicates that were dropped before, at most 65,535
 *  4  i32  length of the whole entry in bytes
 *  8  i32  CRC32C of the whole entry without these four bytes
 * 12  i64  receive time, ns since the epoch
 * 20  i64  stream UUID, most significant bits;  28  i64  least significant bits
 * 36  i32  number of records
 * 40  i64  index at which the entry stands
 * 48  i64  index up to which the journal was on disk for certain when this entry was written
 * 56  i64  JournalStamp
 * 64  u8   length of the sender's id, then the id in UTF-8
 *     then for each record: i64 seq, i64 sample time (ns), i32 length, the bytes
 * </pre>
 *
 * All numbers are little-endian.
 */
public final class JournalEntry {
  static final byte VERSION = 2;
  static final int RECORD_HEADER_BYTES = 8 + 8 + 4;

  private static final int DUPLICATES_AT = 2;
  static final int LENGTH_AT = 4;
  static final int CRC_AT = 8;
  static final int RECEIVE_TIME_AT = 12;
  static final int STREAM_AT = 20;
  static final int COUNT_AT = 36;
  static final int INDEX_AT = 40;
  static final int FORCED_AT = 48;
  static final int STAMP_AT = 56;
  static final int SENDER_AT = 64;

  private static final String PLACEHOLDER = "lost";
  private static final int MAX_SENDER_BYTES = 255;
  private static final int MAX_DUPLICATES = 0xffff;

  private ByteBuffer buffer = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
  private UUID stream;
  private String sender;
  private int count;
  private long firstSeq;
  private long lastSeq;
  private int gaps;
  private long missing;

  /** Empties the entry and names what its records are and who sent them. */
  public JournalEntry begin(RecordKind kind, String sender, UUID stream) {
    byte[] senderBytes = sender.getBytes(StandardCharsets.UTF_8);
    if (senderBytes.length == 0 || senderBytes.length > MAX_SENDER_BYTES) {
      throw new JournalException(
          "sender must have 1 to 255 bytes: length=" + senderBytes.length + ", sender=" + sender);
    }
    this.stream = stream;
    this.sender = sender;
    count = 0;
    buffer.clear();
    buffer.put(VERSION).put(kind.code()).putShort((short) 0).putInt(0).putInt(0).putLong(0);
    buffer.putLong(stream.getMostSignificantBits()).putLong(stream.getLeastSignificantBits());
    buffer.putInt(0).putLong(0).putLong(0).putLong(0);
    buffer.put((byte) senderBytes.length).put(senderBytes);
    return this;
  }

  /** Adds a record; seqs must grow. Takes what remains of {@code bytes}. */
  public JournalEntry add(long seq, long sampleTimeNs, ByteBuffer bytes) {
    startRecord(seq, sampleTimeNs, bytes.remaining());
    buffer.put(bytes);
    return this;
  }

  public JournalEntry add(long seq, long sampleTimeNs, byte[] bytes) {
    return add(seq, sampleTimeNs, bytes, 0, bytes.length);
  }

  /** Adds a record of {@code length} bytes of {@code in} from {@code at}; seqs must grow. */
  public JournalEntry add(long seq, long sampleTimeNs, byte[] in, int at, int length) {
    startRecord(seq, sampleTimeNs, length);
    buffer.put(in, at, length);
    return this;
  }

  /** Notes how many duplicates were dropped since the last entry of the stream. */
  public JournalEntry duplicatesBefore(long duplicates) {
    buffer.putShort(DUPLICATES_AT, (short) Math.min(duplicates, MAX_DUPLICATES));
    return this;
  }

  private void startRecord(long seq, long sampleTimeNs, int length) {
    if (stream == null) {
      throw new IllegalStateException("begin() comes before add()");
    }
    if (seq <= 0 || (count > 0 && seq <= lastSeq)) {
      throw new JournalException(
          "seqs of an entry must grow: stream=" + stream + ", last=" + lastSeq + ", next=" + seq);
    }
    ensureRoom(RECORD_HEADER_BYTES + length);
    buffer.putLong(seq).putLong(sampleTimeNs).putInt(length);
    if (count == 0) {
      firstSeq = seq;
      gaps = 0;
      missing = 0;
    } else if (seq > lastSeq + 1) {
      gaps++;
      missing += seq - lastSeq - 1;
    }
    lastSeq = seq;
    count++;
  }

  /** Number of records. */
  public int count() {
    return count;
  }

  /** What the entry takes in the journal. */
  public int sizeBytes() {
    return buffer.position();
  }

  /** What the entry would take with one more record of so many bytes. */
  public int sizeBytesWith(int recordBytes) {
    return buffer.position() + RECORD_HEADER_BYTES + recordBytes;
  }

  /** What it holds on to, also while it is empty. */
  public int capacityBytes() {
    return buffer.capacity();
  }

  /** Seq of the last record; only with at least one record. */
  public long lastSeq() {
    return lastSeq;
  }

  EntryHead.Seqs seqs() {
    return new EntryHead.Seqs(firstSeq, lastSeq, gaps, missing);
  }

  String sender() {
    return sender;
  }

  UUID stream() {
    return stream;
  }

  /** Completes the entry; its bytes are those from 0 to {@link #sizeBytes} of the array. */
  byte[] seal(long receiveTimeNs, long index, long forcedIndex, long stamp) {
    int length = buffer.position();
    buffer
        .putInt(LENGTH_AT, length)
        .putInt(COUNT_AT, count)
        .putLong(RECEIVE_TIME_AT, receiveTimeNs)
        .putLong(INDEX_AT, index)
        .putLong(FORCED_AT, forcedIndex)
        .putLong(STAMP_AT, stamp);
    buffer.putInt(CRC_AT, crcOf(buffer.array(), length));
    return buffer.array();
  }

  private void ensureRoom(int bytes) {
    if (buffer.remaining() >= bytes) {
      return;
    }
    int needed = Math.addExact(buffer.position(), bytes);
    int capacity = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, buffer.capacity() * 2L));
    ByteBuffer larger = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), capacity));
    buffer = larger.order(ByteOrder.LITTLE_ENDIAN).position(buffer.position());
  }

  static int crcOf(byte[] entry, int length) {
    CRC32C crc = new CRC32C();
    crc.update(entry, 0, CRC_AT);
    crc.update(entry, CRC_AT + 4, length - CRC_AT - 4);
    return (int) crc.getValue();
  }

  /** What stands where an entry is lost for good. */
  static byte[] placeholder() {
    return PLACEHOLDER.getBytes(StandardCharsets.UTF_8);
  }

  static boolean isPlaceholder(ByteBuffer bytes) {
    return bytes.remaining() == PLACEHOLDER.length()
        && bytes.equals(ByteBuffer.wrap(placeholder()));
  }

  /** Whether the bytes from the position to the limit are exactly an entry as it was written. */
  static boolean isIntact(ByteBuffer bytes) {
    return bytes.hasRemaining()
        && bytes.get(bytes.position()) == VERSION
        && isIntactOfAnyVersion(bytes);
  }

  /** All versions have their own length and checksum in the same place. */
  private static boolean isIntactOfAnyVersion(ByteBuffer bytes) {
    int start = bytes.position();
    int length = bytes.remaining();
    if (length <= SENDER_AT || bytes.getInt(start + LENGTH_AT) != length) {
      return false;
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(start, CRC_AT));
    crc.update(bytes.slice(start + CRC_AT + 4, length - CRC_AT - 4));
    return (int) crc.getValue() == bytes.getInt(start + CRC_AT);
  }

  /** An entry that another version has written is not damaged, and not to be mended. */
  static void refuseOtherVersion(ByteBuffer bytes, Path file) {
    if (bytes.hasRemaining()
        && bytes.get(bytes.position()) != VERSION
        && isIntactOfAnyVersion(bytes)) {
      throw new JournalVersionException(bytes.get(bytes.position()), "file=" + file);
    }
  }

  /**
   * Reads an entry back; {@code bytes} may be longer than the entry (the queue pads).
   *
   * @throws JournalVersionException if another version has written it
   * @throws JournalException if it is not exactly what was written; the message says what differs
   */
  public static List<JournalRecord> decode(long index, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length <= SENDER_AT) {
      throw new JournalException("too short: bytes=" + bytes.length);
    }
    int length = in.getInt(LENGTH_AT);
    if (length <= SENDER_AT || length > bytes.length) {
      throw new JournalException("bad length: length=" + length + ", bytes=" + bytes.length);
    }
    int expected = in.getInt(CRC_AT);
    int got = crcOf(bytes, length);
    if (expected != got) {
      throw new JournalException(String.format("checksum: expected=%08x, got=%08x", expected, got));
    }
    byte version = in.get();
    if (version != VERSION) {
      throw new JournalVersionException(version, "index=" + index);
    }
    RecordKind kind = RecordKind.of(in.get());
    int duplicates = Short.toUnsignedInt(in.getShort(DUPLICATES_AT));
    long receiveTimeNs = in.position(RECEIVE_TIME_AT).getLong();
    UUID stream = new UUID(in.getLong(), in.getLong());
    int count = in.getInt();
    long written = in.getLong();
    if (written != index) {
      throw new JournalException("not in its place: written at index=" + written);
    }
    in.position(SENDER_AT + 1).limit(length);
    String sender =
        new String(take(in, Byte.toUnsignedInt(in.get(SENDER_AT))), StandardCharsets.UTF_8);
    List<JournalRecord> records = new ArrayList<>();
    for (int frame = 0; frame < count; frame++) {
      require(in, RECORD_HEADER_BYTES);
      records.add(
          new JournalRecord(
              new JournalPosition(index, frame),
              kind,
              receiveTimeNs,
              sender,
              stream,
              in.getLong(),
              in.getLong(),
              frame == 0 ? duplicates : 0,
              take(in, in.getInt())));
    }
    return records;
  }

  private static byte[] take(ByteBuffer in, int length) {
    require(in, length);
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  /** Its checksum does not say that it is one: a frame's bytes may have a right one. */
  private static void require(ByteBuffer in, int bytes) {
    if (bytes < 0 || bytes > in.remaining()) {
      throw new JournalException(
          "its parts do not fit in it: wanted=" + bytes + ", left=" + in.remaining() + " bytes");
    }
  }
}
