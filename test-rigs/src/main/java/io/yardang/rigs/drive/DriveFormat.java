package io.yardang.rigs.drive;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.yardang.rigs.drive.mcap.McapRecord;
import io.yardang.v1.RunEvent;
import io.yardang.v1.TelemetryFrame;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * How a drive is laid out in MCAP. Schemas: the two messages, encoding protobuf, with all they need
 * as a FileDescriptorSet. One channel per sender, stream and kind: topic /vehicles/ID/telemetry
 * with metadata vehicle_id and stream_id, or topic /runs with sender_id and stream_id. log_time is
 * the receive time, publish_time the sample (or event) time, sequence the low 32 bits of the seq.
 */
final class DriveFormat {
  static final String PROFILE = "yardang";
  static final String SOURCE_METADATA = "yardang.drive";
  static final String PROTOBUF = "protobuf";
  static final McapRecord.Schema FRAME_SCHEMA = schema(1, TelemetryFrame.getDescriptor());
  static final McapRecord.Schema RUN_EVENT_SCHEMA = schema(2, RunEvent.getDescriptor());

  private static final String VEHICLE_ID = "vehicle_id";
  private static final String SENDER_ID = "sender_id";
  private static final String STREAM_ID = "stream_id";

  private DriveFormat() {}

  static McapRecord.Channel channel(int id, DriveStream stream) {
    String streamId = stream.stream().toString();
    // Sorted: the order of Map.of differs from one JVM to the next, and with it the file's bytes.
    return stream.kind() == DriveRecord.Kind.FRAME
        ? new McapRecord.Channel(
            id,
            FRAME_SCHEMA.id(),
            "/vehicles/" + stream.sender() + "/telemetry",
            PROTOBUF,
            new TreeMap<>(Map.of(VEHICLE_ID, stream.sender(), STREAM_ID, streamId)))
        : new McapRecord.Channel(
            id,
            RUN_EVENT_SCHEMA.id(),
            "/runs",
            PROTOBUF,
            new TreeMap<>(Map.of(SENDER_ID, stream.sender(), STREAM_ID, streamId)));
  }

  /** The stream a channel carries, or nothing when the channel is not ours. */
  static Optional<DriveStream> stream(
      McapRecord.Channel channel, Map<Integer, McapRecord.Schema> schemas) throws DriveException {
    McapRecord.Schema schema = schemas.get(channel.schemaId());
    if (schema == null || !channel.messageEncoding().equals(PROTOBUF)) {
      return Optional.empty();
    }
    if (schema.name().equals(FRAME_SCHEMA.name())) {
      return Optional.of(stream(channel, DriveRecord.Kind.FRAME, VEHICLE_ID));
    }
    if (schema.name().equals(RUN_EVENT_SCHEMA.name())) {
      return Optional.of(stream(channel, DriveRecord.Kind.RUN_EVENT, SENDER_ID));
    }
    return Optional.empty();
  }

  private static DriveStream stream(
      McapRecord.Channel channel, DriveRecord.Kind kind, String senderKey) throws DriveException {
    String sender = channel.metadata().get(senderKey);
    String stream = channel.metadata().get(STREAM_ID);
    try {
      if (sender != null && stream != null) {
        return new DriveStream(kind, sender, UUID.fromString(stream));
      }
    } catch (IllegalArgumentException notUuid) {
      // Told below.
    }
    throw new DriveException(
        "channel %d (%s) needs the metadata %s and %s (a UUID), it has %s"
            .formatted(channel.id(), channel.topic(), senderKey, STREAM_ID, channel.metadata()));
  }

  private static McapRecord.Schema schema(int id, Descriptor message) {
    var set = FileDescriptorSet.newBuilder();
    addWithImports(message.getFile(), set, new HashSet<>());
    ByteString bytes = set.build().toByteString();
    return new McapRecord.Schema(id, message.getFullName(), PROTOBUF, bytes);
  }

  private static void addWithImports(
      FileDescriptor file, FileDescriptorSet.Builder set, Set<String> added) {
    if (added.add(file.getFullName())) {
      file.getDependencies().forEach(imported -> addWithImports(imported, set, added));
      set.addFile(file.toProto());
    }
  }
}
