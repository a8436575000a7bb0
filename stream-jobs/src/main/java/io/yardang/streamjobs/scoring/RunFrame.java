package io.yardang.streamjobs.scoring;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yardang.v1.PerceivedObject;
import io.yardang.v1.TelemetryFrame;
import java.util.List;
import java.util.UUID;

/**
 * One frame of one vehicle of a run, with what names it.
 *
 * <p>A run of an hour has hundreds of thousands, so a frame is kept as the bytes that were sent,
 * and beside them, read once, the numbers that metrics ask for. What it says of objects stays in
 * the bytes until it is asked for.
 */
public final class RunFrame {
  private final String vehicle;
  private final UUID stream;
  private final byte[] bytes;
  private final Measured measured;

  // Beside the numbers, because frames are put in order far more often than read.
  private final long seq;
  private final long sampleTimeNs;

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
    this.measured = measured;
    seq = measured.seq;
    sampleTimeNs = measured.sampleTimeNs;
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

  Measured measured() {
    return measured;
  }

  /** What the vehicle saw around it; read anew each time. */
  List<PerceivedObject> objects() {
    return measured.has(Measured.OBJECTS) ? Measured.objectsIn(bytes) : List.of();
  }

  /** The whole message; parsed anew each time. */
  TelemetryFrame frame() {
    try {
      return TelemetryFrame.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("read before, but not now: seq=" + seq, e);
    }
  }
}
