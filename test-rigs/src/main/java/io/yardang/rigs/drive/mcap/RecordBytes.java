package io.yardang.rigs.drive.mcap;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;

/** Turns a record into its bytes: opcode, length, fields, little-endian. */
final class RecordBytes {
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  private RecordBytes() {}

  static byte[] of(McapRecord record) {
    var fields = new RecordBytes();
    fields.write(record);
    byte[] body = fields.body.toByteArray();
    var whole = new RecordBytes();
    whole.number(record.opcode(), 1).number(body.length, 8).body.writeBytes(body);
    return whole.body.toByteArray();
  }

  private void write(McapRecord record) {
    if (record instanceof McapRecord.Header r) {
      string(r.profile()).string(r.library());
    } else if (record instanceof McapRecord.Footer r) {
      u64(r.summaryStart()).u64(r.summaryOffsetStart()).u32(r.summaryCrc());
    } else if (record instanceof McapRecord.Schema r) {
      u16(r.id()).string(r.name()).string(r.encoding()).u32(r.data().size()).bytes(r.data());
    } else if (record instanceof McapRecord.Channel r) {
      u16(r.id()).u16(r.schemaId()).string(r.topic()).string(r.messageEncoding());
      stringMap(r.metadata());
    } else if (record instanceof McapRecord.Message r) {
      u16(r.channelId()).u32(r.sequence()).u64(r.logTime()).u64(r.publishTime()).bytes(r.data());
    } else if (record instanceof McapRecord.Chunk r) {
      u64(r.messageStartTime()).u64(r.messageEndTime()).u64(r.uncompressedSize());
      u32(r.uncompressedCrc()).string(r.compression());
      u64(r.records().size()).bytes(r.records());
    } else if (record instanceof McapRecord.MessageIndex r) {
      u16(r.channelId()).u32(r.entries().size() * 16);
      r.entries().forEach(entry -> u64(entry.logTime()).u64(entry.offset()));
    } else if (record instanceof McapRecord.ChunkIndex r) {
      u64(r.messageStartTime()).u64(r.messageEndTime());
      u64(r.chunkStartOffset()).u64(r.chunkLength()).idMap(r.messageIndexOffsets());
      u64(r.messageIndexLength()).string(r.compression());
      u64(r.compressedSize()).u64(r.uncompressedSize());
    } else if (record instanceof McapRecord.Attachment r) {
      u64(r.logTime()).u64(r.createTime()).string(r.name()).string(r.mediaType());
      u64(r.data().size()).bytes(r.data());
      var crc = new CRC32();
      crc.update(body.toByteArray());
      u32((int) crc.getValue());
    } else if (record instanceof McapRecord.AttachmentIndex r) {
      u64(r.offset()).u64(r.length()).u64(r.logTime()).u64(r.createTime()).u64(r.dataSize());
      string(r.name()).string(r.mediaType());
    } else if (record instanceof McapRecord.Statistics r) {
      u64(r.messageCount()).u16(r.schemaCount()).u32(r.channelCount()).u32(r.attachmentCount());
      u32(r.metadataCount()).u32(r.chunkCount());
      u64(r.messageStartTime()).u64(r.messageEndTime()).idMap(r.channelMessageCounts());
    } else if (record instanceof McapRecord.Metadata r) {
      string(r.name()).stringMap(r.metadata());
    } else if (record instanceof McapRecord.MetadataIndex r) {
      u64(r.offset()).u64(r.length()).string(r.name());
    } else if (record instanceof McapRecord.SummaryOffset r) {
      number(r.groupOpcode(), 1).u64(r.groupStart()).u64(r.groupLength());
    } else if (record instanceof McapRecord.DataEnd r) {
      u32(r.dataSectionCrc());
    }
  }

  private RecordBytes u16(int value) {
    return number(value, 2);
  }

  private RecordBytes u32(int value) {
    return number(value, 4);
  }

  private RecordBytes u64(long value) {
    return number(value, 8);
  }

  private RecordBytes number(long value, int size) {
    for (int i = 0; i < size; i++) {
      body.write((int) (value >>> (8 * i)));
    }
    return this;
  }

  private RecordBytes bytes(ByteString bytes) {
    body.writeBytes(bytes.toByteArray());
    return this;
  }

  private RecordBytes string(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    u32(utf8.length).body.writeBytes(utf8);
    return this;
  }

  private RecordBytes stringMap(Map<String, String> map) {
    var entries = new RecordBytes();
    map.forEach((key, value) -> entries.string(key).string(value));
    u32(entries.body.size()).body.writeBytes(entries.body.toByteArray());
    return this;
  }

  private RecordBytes idMap(Map<Integer, Long> map) {
    u32(map.size() * 10);
    map.forEach((id, value) -> u16(id).u64(value));
    return this;
  }
}
