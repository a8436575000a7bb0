package io.yardang.rigs.drive;

import io.yardang.rigs.drive.mcap.McapOptions;
import io.yardang.rigs.drive.mcap.McapRecord;
import io.yardang.rigs.drive.mcap.McapWriter;
import io.yardang.v1.RunEvent;
import io.yardang.v1.TelemetryFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a drive. Records come in log order (a log time that goes back is refused), so that a drive
 * which was cut short is still in order when it is read front to back. Not thread-safe.
 */
public final class DriveWriter implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 20;
  private static final String LIBRARY = "yardang";

  private final McapWriter mcap;
  private final Map<DriveStream, Integer> channels = new HashMap<>();
  private long newestLogTimeNs = Long.MIN_VALUE;

  private DriveWriter(McapWriter mcap) {
    this.mcap = mcap;
  }

  public static DriveWriter create(Path file, DriveSource source) throws IOException {
    var options = McapOptions.indexed(DriveFormat.PROFILE, LIBRARY, CHUNK_BYTES);
    var writer = new DriveWriter(McapWriter.create(file, options));
    var metadata = new LinkedHashMap<String, String>();
    metadata.put("title", source.title());
    metadata.put("source", source.source());
    metadata.put("licence", source.licence());
    writer.mcap.add(new McapRecord.Metadata(DriveFormat.SOURCE_METADATA, metadata));
    writer.mcap.add(DriveFormat.FRAME_SCHEMA);
    writer.mcap.add(DriveFormat.RUN_EVENT_SCHEMA);
    return writer;
  }

  public void write(DriveRecord record) throws IOException {
    if (record.logTimeNs() < newestLogTimeNs) {
      throw new DriveException(
          "log time goes back from %d to %d ns at a record of %s"
              .formatted(newestLogTimeNs, record.logTimeNs(), record.sender()));
    }
    newestLogTimeNs = record.logTimeNs();
    int channel = channelOf(new DriveStream(record.kind(), record.sender(), record.stream()));
    long seq;
    long publishTimeNs;
    if (record.kind() == DriveRecord.Kind.FRAME) {
      TelemetryFrame frame = record.frame();
      seq = frame.getSeq();
      publishTimeNs = frame.getSampleTimeUnixNs();
    } else {
      RunEvent event = record.runEvent();
      seq = event.getSeq();
      publishTimeNs = event.getEventTimeUnixNs();
    }
    mcap.add(
        new McapRecord.Message(
            channel, (int) seq, record.logTimeNs(), publishTimeNs, record.bytes()));
  }

  /** Hands everything so far to the operating system, as one chunk. */
  public void flush() throws IOException {
    mcap.flush();
  }

  @Override
  public void close() throws IOException {
    mcap.close();
  }

  private int channelOf(DriveStream stream) throws IOException {
    Integer known = channels.get(stream);
    if (known != null) {
      return known;
    }
    int id = channels.size() + 1;
    if (id > 0xFFFF) {
      throw new DriveException("a drive holds at most 65535 streams");
    }
    channels.put(stream, id);
    mcap.add(DriveFormat.channel(id, stream));
    return id;
  }
}
