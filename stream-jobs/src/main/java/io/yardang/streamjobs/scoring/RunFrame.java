package io.yardang.streamjobs.scoring;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yardang.v1.PerceivedObject;
import io.yardang.v1.TelemetryFrame;
import java.util.List;
import java.util.UUID;

/**
 * One frame of one vehicle of a run, with what names it.
 *
 * <p>A run of an hour has hundreds of thousands, so of a frame only the bytes are kept that were
 * sent, and what it is put in order by. To read it again when it is judged takes a fraction of what
 * it costs the garbage collector to carry along the numbers in it.
 */
public final class RunFrame {
  private final String vehicle;
  private final UUID stream;
  private final byte[] bytes;
  private final long seq;
  private final long sampleTimeNs;
  private final boolean hasObjects;

  /**
   * A frame as it was sent.
   *
   * @param vehicle id of the vehicle that sent it
   * @param stream the vehicle's stream
   * @param bytes a TelemetryFrame; not to be changed
   * @throws InvalidProtocolBufferException when they are no such message
   */
  public RunFrame(String vehicle, UUID stream, byte[] bytes) throws InvalidProtocolBufferException {
    this(vehicle, stream, bytes, Measured.in(bytes));
  }

  /** A frame that is not bytes yet. */
  public RunFrame(String vehicle, UUID stream, TelemetryFrame frame) {
    this(vehicle, stream, frame.toByteArray(), Measured.of(frame));
  }

  private RunFrame(String vehicle, UUID stream, byte[] bytes, Measured measured) {
    this.vehicle = vehicle;
    this.stream = stream;
    this.bytes = bytes;
    seq = measured.seq;
    sampleTimeNs = measured.sampleTimeNs;
    hasObjects = measured.has(Measured.OBJECTS);
  }

  public String vehicle() {
    return vehicle;
  }

  public UUID stream() {
    return stream;
  }

  public long seq() {
    return seq;
  }

  public long sampleTimeNs() {
    return sampleTimeNs;
  }

  byte[] bytes() {
    return bytes;
  }

  /** The numbers that metrics ask for, in the place of those of another frame. */
  void readInto(Measured measured) {
    try {
      measured.read(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw unreadable(e);
    }
  }

  /** What the vehicle saw around it; read anew each time. */
  List<PerceivedObject> objects() {
    return hasObjects ? Measured.objectsIn(bytes) : List.of();
  }

  /** The whole message; parsed anew each time. */
  TelemetryFrame frame() {
    try {
      return TelemetryFrame.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw unreadable(e);
    }
  }

  private IllegalStateException unreadable(InvalidProtocolBufferException e) {
    return new IllegalStateException("read before, but not now: seq=" + seq, e);
  }
}
