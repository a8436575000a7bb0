package io.yardang.rigs.drive.mcap;

import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Reads an MCAP file front to back, one record at a time: chunks are opened and their records given
 * in their place; message indexes are left out, since they say nothing new. Checks every CRC.
 *
 * <p>A file that was cut short (its recorder was killed, say) gives all whole records before the
 * cut, those of a cut chunk included, then ends with {@link #isCutShort()}. Anything else that is
 * wrong is an {@link McapException}. At most one chunk is held in memory.
 */
public final class McapReader implements AutoCloseable {
  static final byte[] MAGIC = {(byte) 0x89, 'M', 'C', 'A', 'P', '0', '\r', '\n'};

  /** No record and no chunk may be larger, whatever its length field says. */
  public static final int MAX_RECORD_BYTES = 256 << 20;

  private static final int CHUNK = 0x06;

  private final InputStream in;
  private final CRC32 dataCrc = new CRC32();
  private final ArrayDeque<McapRecord> ofChunk = new ArrayDeque<>();
  private long offset;
  private boolean footerSeen;
  private boolean cutShort;

  public McapReader(InputStream in) throws IOException {
    this.in = in;
    byte[] magic = in.readNBytes(MAGIC.length);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new McapException("not an MCAP file: it does not begin with the MCAP magic bytes");
    }
    dataCrc.update(magic);
    offset = MAGIC.length;
  }

  public static McapReader open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      return new McapReader(in);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** The next record, or null at the end. */
  public McapRecord next() throws IOException {
    while (ofChunk.isEmpty() && !footerSeen && !cutShort) {
      readRecord();
    }
    return ofChunk.poll();
  }

  /** True once the end was reached and there was no footer. */
  public boolean isCutShort() {
    return cutShort && ofChunk.isEmpty();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void readRecord() throws IOException {
    String where = "record at offset " + offset;
    byte[] head = in.readNBytes(9);
    if (head.length < 9) {
      cutShort = true;
      return;
    }
    var fields = new Fields(ByteBuffer.wrap(head), where);
    int opcode = fields.u8();
    long length = fields.u64();
    if (length < 0 || length > MAX_RECORD_BYTES) {
      throw new McapException(
          "length " + Long.toUnsignedString(length) + ", limit " + MAX_RECORD_BYTES + ": " + where);
    }
    // Grows with what is really there, so a false length allocates nothing.
    byte[] body = in.readNBytes((int) length);
    if (body.length < length) {
      cutShort = true;
      if (opcode == CHUNK) {
        flatten(Compression.recordsUpToCut(cutChunk(body), MAX_RECORD_BYTES, where), where);
      }
      return;
    }
    Optional<McapRecord> record = RecordParser.parse(opcode, ByteBuffer.wrap(body), where);
    if (record.isPresent()) {
      accept(record.get(), where);
    }
    dataCrc.update(head);
    dataCrc.update(body);
    offset += head.length + length;
  }

  private void accept(McapRecord record, String where) throws IOException {
    if (record instanceof McapRecord.Chunk chunk) {
      flatten(Compression.records(chunk, MAX_RECORD_BYTES, where), where);
    } else if (record instanceof McapRecord.DataEnd end) {
      RecordParser.checkCrc(end.dataSectionCrc(), dataCrc, "data section, " + where);
      ofChunk.add(record);
    } else if (record instanceof McapRecord.Footer) {
      footerSeen = true;
      ofChunk.add(record);
    } else if (!(record instanceof McapRecord.MessageIndex)) {
      ofChunk.add(record);
    }
  }

  private void flatten(ByteBuffer records, String where) throws McapException {
    ofChunk.addAll(ChunkRecords.parse(records, cutShort, where));
  }

  /** The chunk with as much of its records as is there; nothing when its head is cut too. */
  private static McapRecord.Chunk cutChunk(byte[] body) {
    var nothing = new McapRecord.Chunk(0, 0, 0, 0, "", ByteString.EMPTY);
    try {
      var f = new Fields(ByteBuffer.wrap(body), "cut chunk");
      long start = f.u64();
      long end = f.u64();
      long size = f.u64();
      int crc = f.u32();
      String compression = f.string();
      f.u64();
      return new McapRecord.Chunk(start, end, size, crc, compression, f.rest());
    } catch (McapException cutInTheHead) {
      return nothing;
    }
  }
}
