package io.yardang.rigs.drive.mcap;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * Reads an MCAP file by its index: footer, then summary, then chunks as they are needed. Gives the
 * messages in order of log time; equal times keep the order of the file. Only those chunks are in
 * memory at once whose time spans overlap.
 */
public final class McapIndexedReader implements AutoCloseable {
  private static final int FOOTER_BYTES = 9 + 20;

  private final FileChannel file;
  private final Map<Integer, McapRecord.Schema> schemas = new TreeMap<>();
  private final Map<Integer, McapRecord.Channel> channels = new TreeMap<>();
  private final List<McapRecord.ChunkIndex> chunks = new ArrayList<>();
  private final List<McapRecord.MetadataIndex> metadataIndexes = new ArrayList<>();
  private Optional<McapRecord.Statistics> statistics = Optional.empty();

  private final ArrayDeque<McapRecord.ChunkIndex> chunksToOpen = new ArrayDeque<>();
  private final PriorityQueue<Cursor> open =
      new PriorityQueue<>(
          Comparator.comparingLong(Cursor::logTime).thenComparingLong(Cursor::chunkOffset));

  private McapIndexedReader(FileChannel file) {
    this.file = file;
  }

  /** Opens a whole file; one without footer, or without an index of its chunks, is refused. */
  public static McapIndexedReader open(Path path) throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    var reader = new McapIndexedReader(file);
    try {
      reader.readSummary();
    } catch (IOException e) {
      file.close();
      throw e;
    }
    return reader;
  }

  public Map<Integer, McapRecord.Schema> schemas() {
    return schemas;
  }

  public Map<Integer, McapRecord.Channel> channels() {
    return channels;
  }

  public Optional<McapRecord.Statistics> statistics() {
    return statistics;
  }

  /** True when every message can be reached through the index. */
  public boolean isFullyIndexed() {
    return statistics.isPresent()
        && statistics.get().chunkCount() == chunks.size()
        && (!chunks.isEmpty() || statistics.get().messageCount() == 0)
        && channels.size() == statistics.get().channelCount();
  }

  /** The metadata records of this name, in the order of the file. */
  public List<McapRecord.Metadata> metadata(String name) throws IOException {
    var found = new ArrayList<McapRecord.Metadata>();
    for (McapRecord.MetadataIndex index : metadataIndexes) {
      if (index.name().equals(name)
          && recordAt(index.offset(), index.length()) instanceof McapRecord.Metadata metadata) {
        found.add(metadata);
      }
    }
    return found;
  }

  /** The next message in order of log time, or null at the end. */
  public McapRecord.Message next() throws IOException {
    while (!chunksToOpen.isEmpty()
        && (open.isEmpty() || chunksToOpen.peek().messageStartTime() <= open.peek().logTime())) {
      openChunk(chunksToOpen.poll());
    }
    Cursor first = open.poll();
    if (first == null) {
      return null;
    }
    McapRecord.Message message = first.messages().poll();
    if (!first.messages().isEmpty()) {
      open.add(first);
    }
    return message;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void openChunk(McapRecord.ChunkIndex index) throws IOException {
    long offset = index.chunkStartOffset();
    String where = "chunk at offset " + offset;
    if (!(recordAt(offset, index.chunkLength()) instanceof McapRecord.Chunk chunk)) {
      throw new McapException("the index names a chunk that is none: " + where);
    }
    var messages = new ArrayList<McapRecord.Message>();
    ByteBuffer records = Compression.records(chunk, McapReader.MAX_RECORD_BYTES, where);
    for (McapRecord record : ChunkRecords.parse(records, false, where)) {
      if (record instanceof McapRecord.Message message) {
        messages.add(message);
      } else {
        keepDefinition(record);
      }
    }
    messages.sort(Comparator.comparingLong(McapRecord.Message::logTime));
    if (!messages.isEmpty()) {
      open.add(new Cursor(offset, new ArrayDeque<>(messages)));
    }
  }

  private void readSummary() throws IOException {
    long size = file.size();
    int tail = FOOTER_BYTES + McapReader.MAGIC.length;
    if (size < McapReader.MAGIC.length + tail || !endsWithMagic(size)) {
      throw new McapException("no footer: the file was cut short, size=" + size);
    }
    long footerStart = size - tail;
    if (!(recordAt(footerStart, FOOTER_BYTES) instanceof McapRecord.Footer footer)) {
      throw new McapException("no footer at offset " + footerStart);
    }
    if (footer.summaryStart() == 0) {
      throw new McapException("the file has no summary, so it must be read front to back");
    }
    if (footer.summaryStart() < 0 || footer.summaryStart() > footerStart) {
      throw new McapException(
          "summary_start " + footer.summaryStart() + " is not before the footer at " + footerStart);
    }
    // The CRC covers the summary and the footer up to the CRC field itself.
    ByteBuffer covered =
        read(footer.summaryStart(), footerStart - footer.summaryStart() + FOOTER_BYTES - 4);
    var crc = new CRC32();
    crc.update(covered.duplicate());
    RecordParser.checkCrc(footer.summaryCrc(), crc, "summary");
    ByteBuffer summary = covered.slice(0, (int) (footerStart - footer.summaryStart()));
    for (McapRecord record : ChunkRecords.parse(summary, false, "summary")) {
      keepDefinition(record);
    }
    chunks.sort(
        Comparator.comparingLong(McapRecord.ChunkIndex::messageStartTime)
            .thenComparingLong(McapRecord.ChunkIndex::chunkStartOffset));
    chunksToOpen.addAll(chunks);
  }

  private void keepDefinition(McapRecord record) {
    if (record instanceof McapRecord.Schema schema) {
      schemas.putIfAbsent(schema.id(), schema);
    } else if (record instanceof McapRecord.Channel channel) {
      channels.putIfAbsent(channel.id(), channel);
    } else if (record instanceof McapRecord.Statistics found) {
      statistics = Optional.of(found);
    } else if (record instanceof McapRecord.ChunkIndex chunk) {
      chunks.add(chunk);
    } else if (record instanceof McapRecord.MetadataIndex metadata) {
      metadataIndexes.add(metadata);
    }
  }

  private boolean endsWithMagic(long size) throws IOException {
    ByteBuffer end = read(size - McapReader.MAGIC.length, McapReader.MAGIC.length);
    return end.equals(ByteBuffer.wrap(McapReader.MAGIC));
  }

  private McapRecord recordAt(long offset, long length) throws IOException {
    String where = "record at offset " + offset;
    ByteBuffer bytes = read(offset, length);
    List<McapRecord> records = ChunkRecords.parse(bytes, false, where);
    if (records.size() != 1) {
      throw new McapException("the index does not lead to one record: " + where);
    }
    return records.get(0);
  }

  private ByteBuffer read(long offset, long length) throws IOException {
    boolean inFile = offset >= 0 && length >= 0 && length <= file.size() - offset;
    if (!inFile || length > McapReader.MAX_RECORD_BYTES) {
      throw new McapException(
          "index names " + length + " bytes at offset " + offset + " of " + file.size());
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, offset + bytes.position()) < 0) {
        throw new EOFException("file ended at offset " + (offset + bytes.position()));
      }
    }
    return bytes.flip();
  }

  /** The messages of one open chunk that are still to be given, in order of log time. */
  private record Cursor(long chunkOffset, ArrayDeque<McapRecord.Message> messages) {
    long logTime() {
      return messages.element().logTime();
    }
  }
}
