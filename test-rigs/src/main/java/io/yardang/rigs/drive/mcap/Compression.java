package io.yardang.rigs.drive.mcap;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;

/**
 * What is inside a chunk. Reads "", "zstd" and "lz4" (frames, linked blocks too), and writes the
 * first two. Output is bounded by the chunk's own uncompressed size, and that by the reader's
 * limit.
 */
public enum Compression {
  NONE(""),
  ZSTD("zstd");

  private static final int ZSTD_LEVEL = 3;

  final String mcapName;

  Compression(String mcapName) {
    this.mcapName = mcapName;
  }

  byte[] compress(byte[] records) {
    return this == NONE ? records : Zstd.compress(records, ZSTD_LEVEL);
  }

  /** The records of a whole chunk, size and CRC checked. */
  static ByteBuffer records(McapRecord.Chunk chunk, int maxBytes, String where) throws IOException {
    checkSize(chunk, maxBytes, where);
    int size = (int) chunk.uncompressedSize();
    byte[] records;
    try (InputStream in = open(chunk.compression(), chunk.records(), where)) {
      records = in.readNBytes(size + 1);
    } catch (IOException | IllegalArgumentException e) {
      throw e instanceof McapException ours
          ? ours
          : new McapException("chunk does not decompress (" + e.getMessage() + "): " + where, e);
    }
    if (records.length != size) {
      String got = records.length > size ? "more" : String.valueOf(records.length);
      throw new McapException("chunk has " + got + " bytes, expected " + size + ": " + where);
    }
    var crc = new CRC32();
    crc.update(records);
    RecordParser.checkCrc(chunk.uncompressedCrc(), crc, "chunk, " + where);
    return ByteBuffer.wrap(records);
  }

  /** As much as can be had of a chunk that was cut short. */
  static ByteBuffer recordsUpToCut(McapRecord.Chunk chunk, int maxBytes, String where)
      throws IOException {
    checkSize(chunk, maxBytes, where);
    var records = new ByteArrayOutputStream();
    try (InputStream in = open(chunk.compression(), chunk.records(), where)) {
      byte[] piece = new byte[8192];
      for (int n; records.size() < chunk.uncompressedSize() && (n = in.read(piece)) >= 0; ) {
        records.write(piece, 0, n);
      }
    } catch (McapException e) {
      throw e;
    } catch (IOException | IllegalArgumentException endOfWhatIsThere) {
      // Expected: the compressed data ends in the middle of a block.
    }
    return ByteBuffer.wrap(records.toByteArray());
  }

  private static void checkSize(McapRecord.Chunk chunk, int maxBytes, String where)
      throws McapException {
    if (chunk.uncompressedSize() < 0 || chunk.uncompressedSize() > maxBytes) {
      throw new McapException(
          "chunk of "
              + Long.toUnsignedString(chunk.uncompressedSize())
              + " bytes, limit "
              + maxBytes
              + ": "
              + where);
    }
  }

  private static InputStream open(String compression, ByteString bytes, String where)
      throws IOException {
    return switch (compression) {
      case "" -> bytes.newInput();
      case "zstd" -> new ZstdInputStream(bytes.newInput());
      case "lz4" -> new FramedLZ4CompressorInputStream(bytes.newInput(), true);
      default ->
          throw new McapException(
              "compression \""
                  + compression
                  + "\" is not known (known: none, zstd, lz4): "
                  + where);
    };
  }
}
