package io.yardang.streamjobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.yardang.v1.Energy;
import io.yardang.v1.GeodeticPosition;
import io.yardang.v1.Motion;
import io.yardang.v1.TakeoverCause;
import io.yardang.v1.TelemetryFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is read flat is what the message says. */
class MeasuredTest {
  private static final int SEEDS = 500;

  @Test
  void shouldReadWhatTheMessageSays() throws InvalidProtocolBufferException {
    for (long seed = 1; seed <= SEEDS; seed++) {
      TelemetryFrame frame = randomFrame(new Random(seed));
      assertSame(Measured.in(frame.toByteArray()), frame, "seed=" + seed);
    }
  }

  @Test
  void shouldJoinPartsThatAreThereTwiceAsProtobufDoes() throws IOException {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      ByteArrayOutputStream twice = new ByteArrayOutputStream();
      randomFrame(random).writeTo(twice);
      randomFrame(random).writeTo(twice);
      byte[] bytes = twice.toByteArray();
      assertSame(Measured.in(bytes), TelemetryFrame.parseFrom(bytes), "seed=" + seed);
    }
  }

  @Test
  void shouldForgetTheFrameBefore() throws InvalidProtocolBufferException {
    Measured reused = new Measured();
    for (long seed = 1; seed <= SEEDS; seed++) {
      TelemetryFrame frame = randomFrame(new Random(seed));
      reused.read(frame.toByteArray());
      assertSame(reused, frame, "seed=" + seed);
    }
  }

  @Test
  void shouldRefuseWhatIsNoFrame() {
    byte[] whole = randomFrame(new Random(1)).toByteArray();
    byte[] cut = Arrays.copyOf(whole, whole.length - 1);
    assertThatThrownBy(() -> Measured.in(cut)).isInstanceOf(InvalidProtocolBufferException.class);
  }

  private static void assertSame(Measured m, TelemetryFrame f, String as) {
    GeodeticPosition position = f.getPosition();
    Motion motion = f.getMotion();
    Energy energy = f.getEnergy();
    assertThat(m.seq).as(as).isEqualTo(f.getSeq());
    assertThat(m.sampleTimeNs).as(as).isEqualTo(f.getSampleTimeUnixNs());
    assertThat(m.has(Measured.POSITION)).as(as).isEqualTo(f.hasPosition());
    assertThat(m.has(Measured.LOCAL_POSE)).as(as).isEqualTo(f.hasLocalPose());
    assertThat(
            new boolean[] {
              m.has(Measured.YAW),
              m.has(Measured.SPEED),
              m.has(Measured.LONGITUDINAL),
              m.has(Measured.LATERAL),
              m.has(Measured.YAW_RATE),
              m.has(Measured.HEADING),
              m.has(Measured.COURSE),
              m.has(Measured.BRAKE),
              m.has(Measured.CLOCK_ACCURACY),
              m.emergencyStop,
              m.safetyTakeover
            })
        .as(as)
        .containsExactly(
            f.getLocalPose().hasYawRad(),
            motion.hasSpeedMps(),
            motion.hasLongitudinalAccelerationMps2(),
            motion.hasLateralAccelerationMps2(),
            motion.hasYawRateRadps(),
            motion.hasHeadingDeg(),
            position.hasCourseDeg(),
            f.getControls().hasBrakeRatio(),
            f.getClock().hasAccuracyS(),
            f.getControls().getEmergencyStop(),
            f.getDriving().getTakeover() == TakeoverCause.TAKEOVER_CAUSE_SAFETY);
    assertThat(
            new double[] {
              m.latitudeDeg,
              m.longitudeDeg,
              m.courseDeg,
              m.x,
              m.y,
              m.yawRad,
              m.speedMps,
              m.longitudinalMps2,
              m.lateralMps2,
              m.yawRateRadps,
              m.headingDeg,
              m.brakeRatio,
              m.clockAccuracyS,
              m.stores.batteryChargeRatio,
              m.stores.hydrogenMassKg,
              m.stores.fuelVolumeL,
              m.stores.fuelRateLph,
              m.stores.batteryPowerW()
            })
        .as(as)
        .containsExactly(
            position.getLatitudeDeg(),
            position.getLongitudeDeg(),
            position.getCourseDeg(),
            f.getLocalPose().getXM(),
            f.getLocalPose().getYM(),
            f.getLocalPose().getYawRad(),
            motion.getSpeedMps(),
            motion.getLongitudinalAccelerationMps2(),
            motion.getLateralAccelerationMps2(),
            motion.getYawRateRadps(),
            motion.getHeadingDeg(),
            f.getControls().getBrakeRatio(),
            f.getClock().getAccuracyS(),
            energy.hasBatteryChargeRatio() ? energy.getBatteryChargeRatio() : Double.NaN,
            energy.hasHydrogenMassKg() ? energy.getHydrogenMassKg() : Double.NaN,
            energy.hasFuelVolumeL() ? energy.getFuelVolumeL() : Double.NaN,
            energy.hasFuelRateLph() ? energy.getFuelRateLph() : Double.NaN,
            energy.hasBatteryPowerW()
                ? energy.getBatteryPowerW()
                : energy.hasBatteryVoltageV() && energy.hasBatteryCurrentA()
                    ? energy.getBatteryVoltageV() * energy.getBatteryCurrentA()
                    : Double.NaN);
    assertThat(m.fix()).as(as).isEqualTo(position.getFix());
    assertThat(m.patrol).as(as).isEqualTo(f.getPatrol());
    assertThat(m.sanitation).as(as).isEqualTo(f.getSanitation());
    assertThat(m.signals).as(as).isEqualTo(f.getSignalsList());
    assertThat(Measured.objectsIn(f.toByteArray())).as(as).isEqualTo(f.getObjectsList());
  }

  private static TelemetryFrame randomFrame(Random random) {
    TelemetryFrame.Builder frame = TelemetryFrame.newBuilder();
    fill(frame, random);
    return frame.build();
  }

  private static void fill(Message.Builder message, Random random) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.isRepeated()) {
        for (int i = random.nextInt(3); i > 0; i--) {
          message.addRepeatedField(field, value(message, field, random));
        }
      } else if (random.nextInt(3) > 0) {
        message.setField(field, value(message, field, random));
      }
    }
  }

  private static Object value(Message.Builder message, FieldDescriptor field, Random random) {
    return switch (field.getJavaType()) {
      case DOUBLE -> random.nextDouble();
      case LONG -> random.nextLong();
      case INT -> random.nextInt();
      case BOOLEAN -> random.nextBoolean();
      case STRING -> "text " + random.nextInt();
      case ENUM -> {
        EnumDescriptor kind = field.getEnumType();
        yield kind.getValues().get(random.nextInt(kind.getValues().size()));
      }
      case MESSAGE -> {
        Message.Builder part = message.newBuilderForField(field);
        fill(part, random);
        yield part.build();
      }
      default -> throw new IllegalStateException("no such field: " + field);
    };
  }
}
