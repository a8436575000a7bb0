package io.yardang.streamjobs.scoring;

import static com.google.protobuf.WireFormat.WIRETYPE_FIXED64;
import static com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED;
import static com.google.protobuf.WireFormat.WIRETYPE_VARINT;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import io.yardang.v1.Clock;
import io.yardang.v1.Controls;
import io.yardang.v1.Driving;
import io.yardang.v1.Energy;
import io.yardang.v1.GeodeticPosition;
import io.yardang.v1.GnssFix;
import io.yardang.v1.LocalPose;
import io.yardang.v1.Motion;
import io.yardang.v1.ObservedSignal;
import io.yardang.v1.Patrol;
import io.yardang.v1.PerceivedObject;
import io.yardang.v1.Sanitation;
import io.yardang.v1.TakeoverCause;
import io.yardang.v1.TelemetryFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of a frame that metrics ask for, flat: read from its bytes in one walk, without a
 * message object for each part of it. A field that is not there is 0 and not {@link #has had}, as
 * in the message; one that is there twice counts with its last value, as everywhere in protobuf.
 */
final class Measured {
  static final int POSITION = 1;
  static final int LOCAL_POSE = 1 << 1;
  static final int YAW = 1 << 2;
  static final int SPEED = 1 << 3;
  static final int LONGITUDINAL = 1 << 4;
  static final int LATERAL = 1 << 5;
  static final int YAW_RATE = 1 << 6;
  static final int HEADING = 1 << 7;
  static final int COURSE = 1 << 8;
  static final int BRAKE = 1 << 9;
  static final int CLOCK_ACCURACY = 1 << 10;
  static final int OBJECTS = 1 << 11;

  long seq;
  long sampleTimeNs;
  double latitudeDeg;
  double longitudeDeg;
  double courseDeg;
  double x;
  double y;
  double yawRad;
  double speedMps;
  double longitudinalMps2;
  double lateralMps2;
  double yawRateRadps;
  double headingDeg;
  double brakeRatio;
  double clockAccuracyS;
  boolean emergencyStop;
  boolean safetyTakeover;
  Stores stores = Stores.NONE;
  private Stores ownStores;

  // Few vehicles send these, and then not often; the messages themselves will do.
  Patrol patrol = Patrol.getDefaultInstance();
  Sanitation sanitation = Sanitation.getDefaultInstance();
  List<ObservedSignal> signals = List.of();

  private int had;
  private byte fix;

  /** What is left of what drives it; NaN where it is not measured. */
  static final class Stores {
    static final Stores NONE = new Stores();

    double batteryChargeRatio = Double.NaN;
    double hydrogenMassKg = Double.NaN;
    double fuelVolumeL = Double.NaN;
    double fuelRateLph = Double.NaN;
    private double powerW = Double.NaN;
    private double voltageV = Double.NaN;
    private double currentA = Double.NaN;
    private boolean hasPower;

    private void clear() {
      batteryChargeRatio = Double.NaN;
      hydrogenMassKg = Double.NaN;
      fuelVolumeL = Double.NaN;
      fuelRateLph = Double.NaN;
      powerW = Double.NaN;
      voltageV = Double.NaN;
      currentA = Double.NaN;
      hasPower = false;
    }

    boolean hasPower() {
      return hasPower;
    }

    double voltageV() {
      return voltageV;
    }

    double currentA() {
      return currentA;
    }

    /** As measured, else voltage times current; NaN when neither is. */
    double batteryPowerW() {
      return hasPower ? powerW : voltageV * currentA;
    }
  }

  boolean has(int field) {
    return (had & field) != 0;
  }

  /** Of a value that this Java does not know, null. */
  GnssFix fix() {
    return GnssFix.forNumber(fix);
  }

  /**
   * Reads a TelemetryFrame.
   *
   * @throws InvalidProtocolBufferException when the bytes are none
   */
  static Measured in(byte[] frame) throws InvalidProtocolBufferException {
    Measured measured = new Measured();
    measured.read(frame);
    return measured;
  }

  /**
   * Reads a TelemetryFrame in the place of the one before: a run has hundreds of thousands, which
   * need no object each.
   *
   * @throws InvalidProtocolBufferException when the bytes are none
   */
  void read(byte[] frame) throws InvalidProtocolBufferException {
    clear();
    try {
      CodedInputStream in = CodedInputStream.newInstance(frame);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        read(in, tag);
      }
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidProtocolBufferException(e);
    }
  }

  private Stores emptyStores() {
    if (ownStores == null) {
      ownStores = new Stores();
    }
    ownStores.clear();
    return ownStores;
  }

  private void clear() {
    seq = 0;
    sampleTimeNs = 0;
    latitudeDeg = 0;
    longitudeDeg = 0;
    courseDeg = 0;
    x = 0;
    y = 0;
    yawRad = 0;
    speedMps = 0;
    longitudinalMps2 = 0;
    lateralMps2 = 0;
    yawRateRadps = 0;
    headingDeg = 0;
    brakeRatio = 0;
    clockAccuracyS = 0;
    emergencyStop = false;
    safetyTakeover = false;
    stores = Stores.NONE;
    patrol = Patrol.getDefaultInstance();
    sanitation = Sanitation.getDefaultInstance();
    signals = List.of();
    had = 0;
    fix = 0;
  }

  static Measured of(TelemetryFrame frame) {
    try {
      return in(frame.toByteArray());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("protobuf cannot read what it wrote", e);
    }
  }

  private void read(CodedInputStream in, int tag) throws IOException {
    switch (tag) {
      case TelemetryFrame.SEQ_FIELD_NUMBER << 3 | WIRETYPE_VARINT -> seq = in.readUInt64();
      case TelemetryFrame.SAMPLE_TIME_UNIX_NS_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 ->
          sampleTimeNs = in.readSFixed64();
      case TelemetryFrame.CLOCK_FIELD_NUMBER << 3 | WIRETYPE_LENGTH_DELIMITED ->
          readPart(in, Measured::readClock);
      case TelemetryFrame.POSITION_FIELD_NUMBER << 3 | WIRETYPE_LENGTH_DELIMITED -> {
        had |= POSITION;
        readPart(in, Measured::readGeodetic);
      }
      case TelemetryFrame.LOCAL_POSE_FIELD_NUMBER << 3 | WIRETYPE_LENGTH_DELIMITED -> {
        had |= LOCAL_POSE;
        readPart(in, Measured::readLocalPose);
      }
      case TelemetryFrame.MOTION_FIELD_NUMBER << 3 | WIRETYPE_LENGTH_DELIMITED ->
          readPart(in, Measured::readMotion);
      case TelemetryFrame.CONTROLS_FIELD_NUMBER << 3 | WIRETYPE_LENGTH_DELIMITED ->
          readPart(in, Measured::readControls);
      case TelemetryFrame.DRIVING_FIELD_NUMBER << 3 | WIRETYPE_LENGTH_DELIMITED ->
          readPart(in, Measured::readDriving);
      case TelemetryFrame.OBJECTS_FIELD_NUMBER << 3 | WIRETYPE_LENGTH_DELIMITED -> {
        had |= OBJECTS;
        in.skipField(tag);
      }
      case TelemetryFrame.ENERGY_FIELD_NUMBER << 3 | WIRETYPE_LENGTH_DELIMITED -> {
        stores = stores == Stores.NONE ? emptyStores() : stores;
        readPart(in, Measured::readEnergy);
      }
      case TelemetryFrame.PATROL_FIELD_NUMBER << 3 | WIRETYPE_LENGTH_DELIMITED -> {
        Patrol.Builder whole = patrol.toBuilder();
        in.readMessage(whole, ExtensionRegistryLite.getEmptyRegistry());
        patrol = whole.build();
      }
      case TelemetryFrame.SANITATION_FIELD_NUMBER << 3 | WIRETYPE_LENGTH_DELIMITED -> {
        Sanitation.Builder whole = sanitation.toBuilder();
        in.readMessage(whole, ExtensionRegistryLite.getEmptyRegistry());
        sanitation = whole.build();
      }
      case TelemetryFrame.SIGNALS_FIELD_NUMBER << 3 | WIRETYPE_LENGTH_DELIMITED -> {
        signals = signals.isEmpty() ? new ArrayList<>() : signals;
        signals.add(
            in.readMessage(ObservedSignal.parser(), ExtensionRegistryLite.getEmptyRegistry()));
      }
      default -> in.skipField(tag);
    }
  }

  private interface Part {
    /** Reads the field, or returns false when it is none that is asked for. */
    boolean read(Measured to, CodedInputStream in, int tag) throws IOException;
  }

  private void readPart(CodedInputStream in, Part part) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!part.read(this, in, tag)) {
        in.skipField(tag);
      }
    }
    in.popLimit(outer);
  }

  private static boolean readClock(Measured to, CodedInputStream in, int tag) throws IOException {
    if (tag != (Clock.ACCURACY_S_FIELD_NUMBER << 3 | WIRETYPE_FIXED64)) {
      return false;
    }
    to.clockAccuracyS = in.readDouble();
    to.had |= CLOCK_ACCURACY;
    return true;
  }

  private static boolean readGeodetic(Measured to, CodedInputStream in, int tag)
      throws IOException {
    switch (tag) {
      case GeodeticPosition.LATITUDE_DEG_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 ->
          to.latitudeDeg = in.readDouble();
      case GeodeticPosition.LONGITUDE_DEG_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 ->
          to.longitudeDeg = in.readDouble();
      case GeodeticPosition.FIX_FIELD_NUMBER << 3 | WIRETYPE_VARINT -> {
        int number = in.readEnum();
        to.fix = GnssFix.forNumber(number) == null ? -1 : (byte) number;
      }
      case GeodeticPosition.COURSE_DEG_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 -> {
        to.courseDeg = in.readDouble();
        to.had |= COURSE;
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean readLocalPose(Measured to, CodedInputStream in, int tag)
      throws IOException {
    switch (tag) {
      case LocalPose.X_M_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 -> to.x = in.readDouble();
      case LocalPose.Y_M_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 -> to.y = in.readDouble();
      case LocalPose.YAW_RAD_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 -> {
        to.yawRad = in.readDouble();
        to.had |= YAW;
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean readMotion(Measured to, CodedInputStream in, int tag) throws IOException {
    switch (tag) {
      case Motion.SPEED_MPS_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 -> {
        to.speedMps = in.readDouble();
        to.had |= SPEED;
      }
      case Motion.LONGITUDINAL_ACCELERATION_MPS2_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 -> {
        to.longitudinalMps2 = in.readDouble();
        to.had |= LONGITUDINAL;
      }
      case Motion.LATERAL_ACCELERATION_MPS2_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 -> {
        to.lateralMps2 = in.readDouble();
        to.had |= LATERAL;
      }
      case Motion.YAW_RATE_RADPS_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 -> {
        to.yawRateRadps = in.readDouble();
        to.had |= YAW_RATE;
      }
      case Motion.HEADING_DEG_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 -> {
        to.headingDeg = in.readDouble();
        to.had |= HEADING;
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean readControls(Measured to, CodedInputStream in, int tag)
      throws IOException {
    switch (tag) {
      case Controls.BRAKE_RATIO_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 -> {
        to.brakeRatio = in.readDouble();
        to.had |= BRAKE;
      }
      case Controls.EMERGENCY_STOP_FIELD_NUMBER << 3 | WIRETYPE_VARINT ->
          to.emergencyStop = in.readBool();
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean readDriving(Measured to, CodedInputStream in, int tag) throws IOException {
    if (tag != (Driving.TAKEOVER_FIELD_NUMBER << 3 | WIRETYPE_VARINT)) {
      return false;
    }
    to.safetyTakeover = in.readEnum() == TakeoverCause.TAKEOVER_CAUSE_SAFETY_VALUE;
    return true;
  }

  private static boolean readEnergy(Measured to, CodedInputStream in, int tag) throws IOException {
    Stores stores = to.stores;
    switch (tag) {
      case Energy.BATTERY_POWER_W_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 -> {
        stores.powerW = in.readDouble();
        stores.hasPower = true;
      }
      case Energy.BATTERY_VOLTAGE_V_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 ->
          stores.voltageV = in.readDouble();
      case Energy.BATTERY_CURRENT_A_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 ->
          stores.currentA = in.readDouble();
      case Energy.BATTERY_CHARGE_RATIO_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 ->
          stores.batteryChargeRatio = in.readDouble();
      case Energy.HYDROGEN_MASS_KG_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 ->
          stores.hydrogenMassKg = in.readDouble();
      case Energy.FUEL_VOLUME_L_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 ->
          stores.fuelVolumeL = in.readDouble();
      case Energy.FUEL_RATE_LPH_FIELD_NUMBER << 3 | WIRETYPE_FIXED64 ->
          stores.fuelRateLph = in.readDouble();
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The objects of a frame that has been read before. */
  static List<PerceivedObject> objectsIn(byte[] frame) {
    List<PerceivedObject> objects = new ArrayList<>();
    try {
      CodedInputStream in = CodedInputStream.newInstance(frame);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == (TelemetryFrame.OBJECTS_FIELD_NUMBER << 3 | WIRETYPE_LENGTH_DELIMITED)) {
          objects.add(
              in.readMessage(PerceivedObject.parser(), ExtensionRegistryLite.getEmptyRegistry()));
        } else {
          in.skipField(tag);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("objects of a frame cannot be read", e);
    }
    return objects;
  }
}
