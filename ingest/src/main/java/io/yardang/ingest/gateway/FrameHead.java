package io.yardang.ingest.gateway;

import io.yardang.v1.TelemetryFrame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What the gateway wants to know of a TelemetryFrame: that it can be parsed, its seq, its sample
 * time. Reusable.
 */
final class FrameHead {
  private static final WireForm FORM = WireForm.of(TelemetryFrame.getDescriptor());
  private static final int SEQ_TAG = TelemetryFrame.SEQ_FIELD_NUMBER << 3;
  private static final int SAMPLE_TIME_TAG =
      TelemetryFrame.SAMPLE_TIME_UNIX_NS_FIELD_NUMBER << 3 | 1;
  private static final VarHandle FIXED64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private long seq;
  private long sampleTimeNs;

  /**
   * Reads the frame that lies from {@code from} to {@code end}; of a field that comes twice the
   * last one counts, as for every protobuf parser.
   *
   * @throws MalformedException if it cannot be parsed; then {@link #seq} is what was read before
   */
  void read(byte[] in, int from, int end) throws MalformedException {
    seq = 0;
    sampleTimeNs = 0;
    int at = from;
    while (at < end) {
      int tagAt = at++;
      int tag = in[tagAt];
      if (tag < 0) {
        at = WireForm.varintEnd(in, tagAt, end);
        tag = (int) WireForm.varint(in, tagAt, at);
      }
      int valueAt = at;
      at = FORM.skip(in, tag, valueAt, end);
      if (tag == SEQ_TAG) {
        seq = WireForm.varint(in, valueAt, at);
      } else if (tag == SAMPLE_TIME_TAG) {
        sampleTimeNs = (long) FIXED64.get(in, valueAt);
      }
    }
  }

  /** 0: not given. */
  long seq() {
    return seq;
  }

  /** 0: not given. */
  long sampleTimeNs() {
    return sampleTimeNs;
  }
}
