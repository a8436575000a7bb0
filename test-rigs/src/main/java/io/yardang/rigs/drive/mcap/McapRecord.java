package io.yardang.rigs.drive.mcap;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;

/**
 * The records of an MCAP file, one type per opcode, fields in the order of the specification. Times
 * are nanoseconds since 1970-01-01T00:00:00Z; offsets count from the start of the file.
 */
public sealed interface McapRecord {
  int opcode();

  record Header(String profile, String library) implements McapRecord {
    @Override
    public int opcode() {
      return 0x01;
    }
  }

  record Footer(long summaryStart, long summaryOffsetStart, int summaryCrc) implements McapRecord {
    @Override
    public int opcode() {
      return 0x02;
    }
  }

  record Schema(int id, String name, String encoding, ByteString data) implements McapRecord {
    @Override
    public int opcode() {
      return 0x03;
    }
  }

  /** A schema id of 0 says that there is no schema. */
  record Channel(
      int id, int schemaId, String topic, String messageEncoding, Map<String, String> metadata)
      implements McapRecord {
    @Override
    public int opcode() {
      return 0x04;
    }
  }

  record Message(int channelId, int sequence, long logTime, long publishTime, ByteString data)
      implements McapRecord {
    @Override
    public int opcode() {
      return 0x05;
    }
  }

  /** A uncompressed CRC of 0 says that none was computed. */
  record Chunk(
      long messageStartTime,
      long messageEndTime,
      long uncompressedSize,
      int uncompressedCrc,
      String compression,
      ByteString records)
      implements McapRecord {
    @Override
    public int opcode() {
      return 0x06;
    }
  }

  record MessageIndex(int channelId, List<Entry> entries) implements McapRecord {
    @Override
    public int opcode() {
      return 0x07;
    }

    /** The offset is within the uncompressed chunk. */
    public record Entry(long logTime, long offset) {}
  }

  record ChunkIndex(
      long messageStartTime,
      long messageEndTime,
      long chunkStartOffset,
      long chunkLength,
      Map<Integer, Long> messageIndexOffsets,
      long messageIndexLength,
      String compression,
      long compressedSize,
      long uncompressedSize)
      implements McapRecord {
    @Override
    public int opcode() {
      return 0x08;
    }
  }

  record Attachment(long logTime, long createTime, String name, String mediaType, ByteString data)
      implements McapRecord {
    @Override
    public int opcode() {
      return 0x09;
    }
  }

  record AttachmentIndex(
      long offset,
      long length,
      long logTime,
      long createTime,
      long dataSize,
      String name,
      String mediaType)
      implements McapRecord {
    @Override
    public int opcode() {
      return 0x0A;
    }
  }

  record Statistics(
      long messageCount,
      int schemaCount,
      int channelCount,
      int attachmentCount,
      int metadataCount,
      int chunkCount,
      long messageStartTime,
      long messageEndTime,
      Map<Integer, Long> channelMessageCounts)
      implements McapRecord {
    @Override
    public int opcode() {
      return 0x0B;
    }
  }

  record Metadata(String name, Map<String, String> metadata) implements McapRecord {
    @Override
    public int opcode() {
      return 0x0C;
    }
  }

  record MetadataIndex(long offset, long length, String name) implements McapRecord {
    @Override
    public int opcode() {
      return 0x0D;
    }
  }

  record SummaryOffset(int groupOpcode, long groupStart, long groupLength) implements McapRecord {
    @Override
    public int opcode() {
      return 0x0E;
    }
  }

  /** A CRC of 0 says that none was computed. */
  record DataEnd(int dataSectionCrc) implements McapRecord {
    @Override
    public int opcode() {
      return 0x0F;
    }
  }
}
