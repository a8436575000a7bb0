package io.yardang.rigs.drive.mcap;

import com.google.protobuf.UnsafeByteOperations;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Writes an MCAP file: magic, Header, then what is added, in chunks with their message indexes; on
 * close DataEnd, the summary (schemas, channels, statistics, indexes), the summary offsets, the
 * Footer and the magic again. A file that never saw its close is readable up to its last chunk.
 */
public final class McapWriter implements AutoCloseable {
  private final OutputStream out;
  private final McapOptions options;
  private CRC32 crc = new CRC32();
  private long offset;
  private boolean closed;

  private ByteArrayOutputStream chunk = new ByteArrayOutputStream();
  private final Map<Integer, List<McapRecord.MessageIndex.Entry>> chunkEntries = new TreeMap<>();
  private TimeSpan chunkSpan = TimeSpan.NONE;

  private final List<McapRecord> schemas = new ArrayList<>();
  private final List<McapRecord> channels = new ArrayList<>();
  private final List<McapRecord> metadataIndexes = new ArrayList<>();
  private final List<McapRecord> attachmentIndexes = new ArrayList<>();
  private final List<McapRecord> chunkIndexes = new ArrayList<>();
  private final Map<Integer, Long> channelMessageCounts = new TreeMap<>();
  private TimeSpan span = TimeSpan.NONE;
  private long messages;
  private int chunks;
  private int attachments;
  private int metadatas;

  public McapWriter(OutputStream out, McapOptions options) throws IOException {
    this.out = out;
    this.options = options;
    write(McapReader.MAGIC);
    write(new McapRecord.Header(options.profile(), options.library()));
  }

  public static McapWriter create(Path file, McapOptions options) throws IOException {
    return new McapWriter(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16), options);
  }

  public void add(McapRecord.Schema schema) throws IOException {
    schemas.add(schema);
    data(RecordBytes.of(schema));
  }

  public void add(McapRecord.Channel channel) throws IOException {
    channels.add(channel);
    data(RecordBytes.of(channel));
  }

  public void add(McapRecord.Message message) throws IOException {
    if (options.chunkBytes() > 0) {
      chunkEntries
          .computeIfAbsent(message.channelId(), id -> new ArrayList<>())
          .add(new McapRecord.MessageIndex.Entry(message.logTime(), chunk.size()));
      chunkSpan = chunkSpan.with(message.logTime());
    }
    messages++;
    channelMessageCounts.merge(message.channelId(), 1L, Long::sum);
    span = span.with(message.logTime());
    data(RecordBytes.of(message));
    if (chunk.size() >= options.chunkBytes()) {
      flushChunk();
    }
  }

  public void add(McapRecord.Attachment attachment) throws IOException {
    flushChunk();
    long start = offset;
    write(attachment);
    attachments++;
    attachmentIndexes.add(
        new McapRecord.AttachmentIndex(
            start,
            offset - start,
            attachment.logTime(),
            attachment.createTime(),
            attachment.data().size(),
            attachment.name(),
            attachment.mediaType()));
  }

  public void add(McapRecord.Metadata metadata) throws IOException {
    flushChunk();
    long start = offset;
    write(metadata);
    metadatas++;
    metadataIndexes.add(new McapRecord.MetadataIndex(start, offset - start, metadata.name()));
  }

  /** Ends the current chunk and gives it to the operating system. */
  public void flush() throws IOException {
    flushChunk();
    out.flush();
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (out) {
      flushChunk();
      write(new McapRecord.DataEnd((int) crc.getValue()));
      writeSummary();
    }
  }

  private void writeSummary() throws IOException {
    crc = new CRC32();
    long summaryStart = offset;
    var groups = new ArrayList<McapRecord.SummaryOffset>();
    writeGroup(options.repeatSchemas() ? schemas : List.of(), groups);
    writeGroup(options.repeatChannels() ? channels : List.of(), groups);
    writeGroup(options.statistics() ? List.of(statistics()) : List.of(), groups);
    writeGroup(options.metadataIndex() ? metadataIndexes : List.of(), groups);
    writeGroup(options.attachmentIndex() ? attachmentIndexes : List.of(), groups);
    writeGroup(options.chunkIndex() ? chunkIndexes : List.of(), groups);
    boolean empty = offset == summaryStart;
    long summaryOffsetStart = 0;
    if (options.summaryOffsets() && !groups.isEmpty()) {
      summaryOffsetStart = offset;
      for (McapRecord.SummaryOffset group : groups) {
        write(group);
      }
    }
    long start = empty ? 0 : summaryStart;
    byte[] unsealed = RecordBytes.of(new McapRecord.Footer(start, summaryOffsetStart, 0));
    crc.update(unsealed, 0, unsealed.length - 4);
    write(new McapRecord.Footer(start, summaryOffsetStart, (int) crc.getValue()));
    write(McapReader.MAGIC);
  }

  private void writeGroup(List<McapRecord> records, List<McapRecord.SummaryOffset> groups)
      throws IOException {
    long start = offset;
    for (McapRecord record : records) {
      write(record);
    }
    if (!records.isEmpty()) {
      groups.add(new McapRecord.SummaryOffset(records.get(0).opcode(), start, offset - start));
    }
  }

  private McapRecord.Statistics statistics() {
    return new McapRecord.Statistics(
        messages,
        schemas.size(),
        channels.size(),
        attachments,
        metadatas,
        chunks,
        span.first(),
        span.last(),
        channelMessageCounts);
  }

  private void flushChunk() throws IOException {
    if (chunk.size() == 0) {
      return;
    }
    byte[] records = chunk.toByteArray();
    byte[] compressed = options.compression().compress(records);
    var recordsCrc = new CRC32();
    recordsCrc.update(records);
    long chunkStart = offset;
    write(
        new McapRecord.Chunk(
            chunkSpan.first(),
            chunkSpan.last(),
            records.length,
            (int) recordsCrc.getValue(),
            options.compression().mcapName,
            UnsafeByteOperations.unsafeWrap(compressed)));
    chunks++;
    long chunkLength = offset - chunkStart;
    long indexStart = offset;
    var indexOffsets = new LinkedHashMap<Integer, Long>();
    if (options.messageIndex()) {
      for (var entry : chunkEntries.entrySet()) {
        indexOffsets.put(entry.getKey(), offset);
        write(new McapRecord.MessageIndex(entry.getKey(), entry.getValue()));
      }
    }
    chunkIndexes.add(
        new McapRecord.ChunkIndex(
            chunkSpan.first(),
            chunkSpan.last(),
            chunkStart,
            chunkLength,
            indexOffsets,
            offset - indexStart,
            options.compression().mcapName,
            compressed.length,
            records.length));
    chunk = new ByteArrayOutputStream(records.length);
    chunkEntries.clear();
    chunkSpan = TimeSpan.NONE;
  }

  private void data(byte[] record) throws IOException {
    if (options.chunkBytes() > 0) {
      chunk.writeBytes(record);
    } else {
      write(record);
    }
  }

  private void write(McapRecord record) throws IOException {
    write(RecordBytes.of(record));
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    crc.update(bytes);
    offset += bytes.length;
  }

  /** First and last log time so far; 0 and 0 while there is none, as the specification asks. */
  private record TimeSpan(boolean any, long first, long last) {
    static final TimeSpan NONE = new TimeSpan(false, 0, 0);

    TimeSpan with(long time) {
      return any
          ? new TimeSpan(true, Math.min(first, time), Math.max(last, time))
          : new TimeSpan(true, time, time);
    }
  }
}
