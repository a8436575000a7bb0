package io.yardang.rigs.drive;

import io.yardang.rigs.drive.mcap.McapIndexedReader;
import io.yardang.rigs.drive.mcap.McapReader;
import io.yardang.rigs.drive.mcap.McapRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a drive in log order, with a few chunks in memory at most. Channels that are not ours are
 * passed over. A file with an index is read by it; one without (cut short, say) front to back up to
 * the cut, in the order of the file, which is log order for what {@link DriveWriter} wrote.
 */
public final class DriveReader implements AutoCloseable {
  private interface Messages extends AutoCloseable {
    McapRecord.Message next() throws IOException;

    @Override
    void close() throws IOException;
  }

  private final Messages messages;
  private final Map<Integer, McapRecord.Schema> schemas;
  private final Map<Integer, McapRecord.Channel> channels;
  private final Map<Integer, Optional<DriveStream>> streams = new HashMap<>();

  private DriveReader(
      Messages messages,
      Map<Integer, McapRecord.Schema> schemas,
      Map<Integer, McapRecord.Channel> channels) {
    this.messages = messages;
    this.schemas = schemas;
    this.channels = channels;
  }

  public static DriveReader open(Path file) throws IOException {
    Optional<McapIndexedReader> indexed = Drive.openIndexed(file);
    return indexed.isPresent() ? byIndex(indexed.get()) : frontToBack(McapReader.open(file));
  }

  /** The next record in log order, or null at the end. */
  public DriveRecord next() throws IOException {
    for (McapRecord.Message message; (message = messages.next()) != null; ) {
      Optional<DriveStream> stream = streamOf(message.channelId());
      if (stream.isPresent()) {
        DriveStream from = stream.get();
        return new DriveRecord(
            from.kind(), from.sender(), from.stream(), message.logTime(), message.data());
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    messages.close();
  }

  private Optional<DriveStream> streamOf(int channelId) throws IOException {
    Optional<DriveStream> known = streams.get(channelId);
    if (known == null) {
      McapRecord.Channel channel = channels.get(channelId);
      if (channel == null) {
        throw new DriveException("a message names channel " + channelId + ", which is not there");
      }
      known = DriveFormat.stream(channel, schemas);
      streams.put(channelId, known);
    }
    return known;
  }

  private static DriveReader byIndex(McapIndexedReader mcap) {
    var messages =
        new Messages() {
          @Override
          public McapRecord.Message next() throws IOException {
            return mcap.next();
          }

          @Override
          public void close() throws IOException {
            mcap.close();
          }
        };
    return new DriveReader(messages, mcap.schemas(), mcap.channels());
  }

  private static DriveReader frontToBack(McapReader mcap) {
    var schemas = new HashMap<Integer, McapRecord.Schema>();
    var channels = new HashMap<Integer, McapRecord.Channel>();
    var messages =
        new Messages() {
          @Override
          public McapRecord.Message next() throws IOException {
            for (McapRecord record; (record = mcap.next()) != null; ) {
              if (record instanceof McapRecord.Message message) {
                return message;
              } else if (record instanceof McapRecord.Schema schema) {
                schemas.put(schema.id(), schema);
              } else if (record instanceof McapRecord.Channel channel) {
                channels.put(channel.id(), channel);
              }
            }
            return null;
          }

          @Override
          public void close() throws IOException {
            mcap.close();
          }
        };
    return new DriveReader(messages, schemas, channels);
  }
}
