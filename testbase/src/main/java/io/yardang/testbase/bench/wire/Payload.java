package io.yardang.testbase.bench.wire;

import com.google.protobuf.ByteString;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.Clock;
import io.yardang.v1.ClockSource;
import io.yardang.v1.Controls;
import io.yardang.v1.Datum;
import io.yardang.v1.DriveMode;
import io.yardang.v1.Driving;
import io.yardang.v1.Energy;
import io.yardang.v1.Fault;
import io.yardang.v1.FaultSeverity;
import io.yardang.v1.Gear;
import io.yardang.v1.GeodeticPosition;
import io.yardang.v1.GnssFix;
import io.yardang.v1.Motion;
import io.yardang.v1.TelemetryFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What every system is fed: the telemetry of a patrol vehicle, as a ClientMessage of exactly 256
 * bytes.
 *
 * <p>Only seq and sample time differ from frame to frame; they come first, so everything after them
 * is encoded once. A seq of more digits makes the rest that much shorter, so that the whole always
 * has 256 bytes.
 */
public final class Payload {
  /** Length of a ClientMessage. */
  public static final int BYTES = 256;

  /** Length of a ClientMessage with the varint that delimits it. */
  public static final int DELIMITED_BYTES = BYTES + 2;

  private static final int MAX_SEQ_BYTES = 5;
  private static final int FRAME_BYTES = BYTES - 3;
  private static final int TIME_BYTES = 9;
  private static final byte[][] RESTS = new byte[MAX_SEQ_BYTES + 1][];

  static {
    for (int seqBytes = 1; seqBytes <= MAX_SEQ_BYTES; seqBytes++) {
      RESTS[seqBytes] = restOf(FRAME_BYTES - TIME_BYTES - 1 - seqBytes);
    }
  }

  private Payload() {}

  /** The 256 bytes that the other systems get as a value. */
  static byte[] value() {
    ByteBuffer delimited = ByteBuffer.allocate(DELIMITED_BYTES);
    writeDelimited(1, 1_800_000_000_000_000_000L, delimited);
    byte[] value = new byte[BYTES];
    delimited.position(DELIMITED_BYTES - BYTES).get(value);
    return value;
  }

  /** Writes one delimited ClientMessage: {@link #DELIMITED_BYTES}. */
  static void writeDelimited(long seq, long sampleTimeUnixNs, ByteBuffer out) {
    int seqBytes = Varints.sizeOf(seq);
    if (seqBytes > MAX_SEQ_BYTES) {
      throw new IllegalArgumentException("seq=" + seq + ": more than this benchmark ever sends");
    }
    Varints.write(BYTES, out);
    out.put((byte) (ClientMessage.FRAME_FIELD_NUMBER << 3 | 2));
    Varints.write(FRAME_BYTES, out);
    out.put((byte) (TelemetryFrame.SEQ_FIELD_NUMBER << 3));
    Varints.write(seq, out);
    out.put((byte) (TelemetryFrame.SAMPLE_TIME_UNIX_NS_FIELD_NUMBER << 3 | 1));
    boolean little = out.order() == ByteOrder.LITTLE_ENDIAN;
    out.putLong(little ? sampleTimeUnixNs : Long.reverseBytes(sampleTimeUnixNs));
    out.put(RESTS[seqBytes]);
  }

  private static byte[] restOf(int bytes) {
    for (String text = ""; text.length() < bytes; text += ".") {
      ByteString rest = frame(text).toByteString();
      if (rest.size() == bytes) {
        return rest.toByteArray();
      }
    }
    throw new IllegalStateException("no frame has " + bytes + " bytes after its sample time");
  }

  private static TelemetryFrame frame(String text) {
    return TelemetryFrame.newBuilder()
        .setClock(Clock.newBuilder().setSource(ClockSource.CLOCK_SOURCE_GNSS))
        .setPosition(
            GeodeticPosition.newBuilder()
                .setDatum(Datum.DATUM_WGS84)
                .setLatitudeDeg(45.5924)
                .setLongitudeDeg(84.8731)
                .setAltitudeM(427.31)
                .setAccuracyM(0.02)
                .setFix(GnssFix.GNSS_FIX_RTK_FIXED)
                .setSatellites(21))
        .setMotion(
            Motion.newBuilder()
                .setSpeedMps(2.47)
                .setLongitudinalAccelerationMps2(0.12)
                .setLateralAccelerationMps2(-0.04)
                .setYawRateRadps(0.011)
                .setHeadingDeg(187.2))
        .setControls(
            Controls.newBuilder()
                .setSteeringWheelAngleRad(0.21)
                .setBrakeRatio(0)
                .setThrottleRatio(0.18)
                .setGear(Gear.GEAR_DRIVE))
        .setDriving(Driving.newBuilder().setMode(DriveMode.DRIVE_MODE_AUTONOMOUS))
        .setEnergy(
            Energy.newBuilder()
                .setBatteryPowerW(912.5)
                .setBatteryVoltageV(51.7)
                .setBatteryChargeRatio(0.81))
        .addFaults(
            Fault.newBuilder()
                .setCode("U0121")
                .setSeverity(FaultSeverity.FAULT_SEVERITY_INFO)
                .setText(text))
        .build();
  }
}
