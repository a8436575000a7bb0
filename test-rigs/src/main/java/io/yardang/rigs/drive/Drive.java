package io.yardang.rigs.drive;

import io.yardang.rigs.drive.mcap.McapException;
import io.yardang.rigs.drive.mcap.McapIndexedReader;
import io.yardang.rigs.drive.mcap.McapReader;
import io.yardang.rigs.drive.mcap.McapRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a drive holds: its source, how many records each stream has, and the span of log times
 * (nanoseconds since 1970-01-01T00:00:00Z; both 0 when it is empty). A drive that is not complete
 * was cut short and ends at the cut.
 */
public record Drive(
    Path file,
    DriveSource source,
    Map<DriveStream, Long> recordsOfStream,
    long startTimeNs,
    long endTimeNs,
    boolean isComplete) {

  /** Reads the summary, or the whole file where it has none. */
  public static Drive open(Path file) throws IOException {
    Optional<McapIndexedReader> indexed = openIndexed(file);
    if (indexed.isEmpty()) {
      return scan(file);
    }
    try (McapIndexedReader mcap = indexed.get()) {
      return summarize(file, mcap);
    }
  }

  /** The ids of the vehicles, sorted. */
  public List<String> vehicles() {
    return recordsOfStream.keySet().stream()
        .filter(stream -> stream.kind() == DriveRecord.Kind.FRAME)
        .map(DriveStream::sender)
        .distinct()
        .sorted()
        .toList();
  }

  public long frames() {
    return count(DriveRecord.Kind.FRAME);
  }

  public long runEvents() {
    return count(DriveRecord.Kind.RUN_EVENT);
  }

  public DriveReader read() throws IOException {
    return DriveReader.open(file);
  }

  private long count(DriveRecord.Kind kind) {
    return recordsOfStream.entrySet().stream()
        .filter(entry -> entry.getKey().kind() == kind)
        .collect(Collectors.summingLong(Map.Entry::getValue));
  }

  /** A reader by index, when the file has an index of all it holds. */
  static Optional<McapIndexedReader> openIndexed(Path file) throws IOException {
    McapIndexedReader reader;
    try {
      reader = McapIndexedReader.open(file);
    } catch (McapException noIndex) {
      return Optional.empty();
    }
    if (reader.isFullyIndexed()) {
      return Optional.of(reader);
    }
    reader.close();
    return Optional.empty();
  }

  private static Drive summarize(Path file, McapIndexedReader mcap) throws IOException {
    McapRecord.Statistics statistics = mcap.statistics().orElseThrow();
    var records = new LinkedHashMap<DriveStream, Long>();
    for (McapRecord.Channel channel : mcap.channels().values()) {
      long count = statistics.channelMessageCounts().getOrDefault(channel.id(), 0L);
      DriveFormat.stream(channel, mcap.schemas())
          .ifPresent(stream -> records.merge(stream, count, Long::sum));
    }
    requireOurs(file, records, statistics.messageCount());
    DriveSource source =
        mcap.metadata(DriveFormat.SOURCE_METADATA).stream()
            .findFirst()
            .map(Drive::source)
            .orElse(DriveSource.UNKNOWN);
    return new Drive(
        file, source, records, statistics.messageStartTime(), statistics.messageEndTime(), true);
  }

  private static Drive scan(Path file) throws IOException {
    var source = DriveSource.UNKNOWN;
    boolean complete;
    try (McapReader mcap = McapReader.open(file)) {
      for (McapRecord record; (record = mcap.next()) != null; ) {
        if (record instanceof McapRecord.Metadata metadata
            && metadata.name().equals(DriveFormat.SOURCE_METADATA)) {
          source = source(metadata);
        }
      }
      complete = !mcap.isCutShort();
    }
    var records = new LinkedHashMap<DriveStream, Long>();
    long start = Long.MAX_VALUE;
    long end = Long.MIN_VALUE;
    try (DriveReader reader = DriveReader.open(file)) {
      for (DriveRecord record; (record = reader.next()) != null; ) {
        records.merge(
            new DriveStream(record.kind(), record.sender(), record.stream()), 1L, Long::sum);
        start = Math.min(start, record.logTimeNs());
        end = Math.max(end, record.logTimeNs());
      }
    }
    return new Drive(
        file,
        source,
        records,
        records.isEmpty() ? 0 : start,
        records.isEmpty() ? 0 : end,
        complete);
  }

  private static void requireOurs(Path file, Map<DriveStream, Long> records, long messages)
      throws DriveException {
    if (records.isEmpty() && messages > 0) {
      throw new DriveException(
          file + " is MCAP, but has no channel with the schema " + DriveFormat.FRAME_SCHEMA.name());
    }
  }

  private static DriveSource source(McapRecord.Metadata metadata) {
    Map<String, String> values = metadata.metadata();
    return new DriveSource(
        values.getOrDefault("title", ""),
        values.getOrDefault("source", ""),
        values.getOrDefault("licence", ""));
  }
}
