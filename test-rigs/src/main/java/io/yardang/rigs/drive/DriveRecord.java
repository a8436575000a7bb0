package io.yardang.rigs.drive;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.yardang.v1.RunEvent;
import io.yardang.v1.TelemetryFrame;
import java.util.UUID;

/**
 * One record of a drive: a frame of a vehicle or a run event of a controller, in its original
 * bytes. The log time is when a gateway received it (of an imported drive: its sample time), in
 * nanoseconds since 1970-01-01T00:00:00Z.
 */
public record DriveRecord(Kind kind, String sender, UUID stream, long logTimeNs, ByteString bytes) {

  /** What the bytes are: a TelemetryFrame or a RunEvent. */
  public enum Kind {
    FRAME,
    RUN_EVENT
  }

  public static DriveRecord of(String vehicleId, UUID stream, long logTimeNs, TelemetryFrame f) {
    return new DriveRecord(Kind.FRAME, vehicleId, stream, logTimeNs, f.toByteString());
  }

  public static DriveRecord of(String sender, UUID stream, long logTimeNs, RunEvent event) {
    return new DriveRecord(Kind.RUN_EVENT, sender, stream, logTimeNs, event.toByteString());
  }

  public TelemetryFrame frame() throws DriveException {
    require(Kind.FRAME);
    try {
      return TelemetryFrame.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw notReadable(e);
    }
  }

  public RunEvent runEvent() throws DriveException {
    require(Kind.RUN_EVENT);
    try {
      return RunEvent.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw notReadable(e);
    }
  }

  private void require(Kind wanted) {
    if (kind != wanted) {
      throw new IllegalStateException("this record is a " + kind + ", not a " + wanted);
    }
  }

  private DriveException notReadable(InvalidProtocolBufferException e) {
    return new DriveException(
        kind + " of " + sender + " logged at " + logTimeNs + " ns is malformed: " + e.getMessage());
  }
}
