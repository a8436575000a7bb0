package io.yardang.rigs.simulate;

import io.yardang.v1.Clock;
import io.yardang.v1.ClockSource;
import io.yardang.v1.Controls;
import io.yardang.v1.Datum;
import io.yardang.v1.DriveMode;
import io.yardang.v1.Driving;
import io.yardang.v1.Energy;
import io.yardang.v1.Gear;
import io.yardang.v1.GeodeticPosition;
import io.yardang.v1.GnssFix;
import io.yardang.v1.LocalPose;
import io.yardang.v1.Motion;
import io.yardang.v1.ObjectClass;
import io.yardang.v1.PerceivedObject;
import io.yardang.v1.TelemetryFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Turns a course and a pace into the frames of one vehicle: a bicycle model read at its rear axle,
 * with the noise of good sensors (RTK 1.5 cm per axis, dual-antenna heading, wheel speed, IMU).
 */
final class VehicleModel {
  /** What a scenario adds to the frame of a moment. */
  @FunctionalInterface
  interface Equipment {
    void addTo(TelemetryFrame.Builder frame, double s);
  }

  /** Something that stands beside the course, in the local frame. */
  record StandingObject(
      int id, ObjectClass kind, double x, double y, double lengthM, double widthM) {}

  private static final double POSITION_NOISE_M = 0.015;
  // Heading is differentiated twice by a scorer: 0.0003 rad stays under 0.15 rad/s^2 at 100 Hz.
  private static final double YAW_NOISE_RAD = 0.0003;
  private static final double SPEED_NOISE_MPS = 0.01;
  private static final double ACCELERATION_NOISE_MPS2 = 0.02;
  private static final double YAW_RATE_NOISE_RADPS = 0.002;
  private static final double PERCEPTION_NOISE_M = 0.03;
  private static final double PERCEPTION_RANGE_M = 40;
  private static final double STEERING_RATIO = 16;
  private static final double MASS_KG = 800;
  private static final double ROLLING_N = 90;
  private static final double AUXILIARY_W = 350;
  private static final double REGENERATION = 0.6;
  private static final double BATTERY_V = 76;
  private static final double BATTERY_J = 8_000 * 3_600.0;

  private final SimulationSettings settings;
  private final LocalFrame local;
  private final Random random;
  private final double wheelbaseM;

  VehicleModel(SimulationSettings settings, LocalFrame local, String vehicle, double wheelbaseM) {
    this.settings = settings;
    this.local = local;
    this.random = new Random(settings.seed() * 31 + vehicle.hashCode());
    this.wheelbaseM = wheelbaseM;
  }

  List<TelemetryFrame> drive(
      Course course, Pace pace, int samples, List<StandingObject> objects, Equipment equipment) {
    List<TelemetryFrame> frames = new ArrayList<>(samples);
    double usedJ = 0;
    for (int i = 0; i < samples; i++) {
      double t = (double) i / settings.hz();
      Pace.State now = pace.at(t);
      Course.Point at = course.at(now.s());
      double powerW = powerW(now);
      usedJ += powerW / settings.hz();
      TelemetryFrame.Builder frame =
          TelemetryFrame.newBuilder()
              .setSeq(i + 1L)
              .setSampleTimeUnixNs(settings.startTimeNs() + i * 1_000_000_000L / settings.hz())
              .setClock(
                  Clock.newBuilder().setSource(ClockSource.CLOCK_SOURCE_GNSS).setAccuracyS(1e-6));
      addWhere(frame, at);
      addMotion(frame, now, at);
      frame.setDriving(Driving.newBuilder().setMode(DriveMode.DRIVE_MODE_AUTONOMOUS));
      addObjects(frame, at, now, objects);
      frame.setEnergy(
          Energy.newBuilder()
              .setBatteryPowerW(powerW)
              .setBatteryVoltageV(BATTERY_V)
              .setBatteryCurrentA(powerW / BATTERY_V)
              .setBatteryChargeRatio(0.86 - usedJ / BATTERY_J));
      equipment.addTo(frame, now.s());
      frames.add(frame.build());
    }
    return frames;
  }

  private void addWhere(TelemetryFrame.Builder frame, Course.Point at) {
    double x = at.x() + noise(POSITION_NOISE_M);
    double y = at.y() + noise(POSITION_NOISE_M);
    double yaw = wrapped(at.yaw() + noise(YAW_NOISE_RAD));
    frame
        .setPosition(
            GeodeticPosition.newBuilder()
                .setDatum(Datum.DATUM_WGS84)
                .setLatitudeDeg(local.latitudeDeg(y))
                .setLongitudeDeg(local.longitudeDeg(x))
                .setAltitudeM(330)
                .setAccuracyM(POSITION_NOISE_M)
                .setFix(GnssFix.GNSS_FIX_RTK_FIXED)
                .setSatellites(21))
        .setLocalPose(
            LocalPose.newBuilder().setXM(x).setYM(y).setYawRad(yaw).setAccuracyM(POSITION_NOISE_M))
        .setMotion(Motion.newBuilder().setHeadingDeg(headingDeg(yaw)));
  }

  private void addMotion(TelemetryFrame.Builder frame, Pace.State now, Course.Point at) {
    boolean stands = now.v() == 0;
    frame
        .getMotionBuilder()
        // Wheels that stand are counted exactly.
        .setSpeedMps(stands ? 0 : now.v() + noise(SPEED_NOISE_MPS))
        .setLongitudinalAccelerationMps2(now.a() + noise(ACCELERATION_NOISE_MPS2))
        .setLateralAccelerationMps2(
            now.v() * now.v() * at.curvature() + noise(ACCELERATION_NOISE_MPS2))
        .setYawRateRadps(now.v() * at.curvature() + noise(YAW_RATE_NOISE_RADPS));
    double wheel = StrictMath.atan(wheelbaseM * at.curvature());
    double demand = now.a() + (stands ? 0 : ROLLING_N / MASS_KG);
    frame.setControls(
        Controls.newBuilder()
            .setRoadWheelAngleRad(wheel)
            .setSteeringWheelAngleRad(wheel * STEERING_RATIO)
            .setBrakeRatio(stands ? 0.2 : Math.min(1, Math.max(0, -demand / 8)))
            .setThrottleRatio(Math.min(1, Math.max(0, demand / 3)))
            .setGear(Gear.GEAR_DRIVE)
            .setEmergencyStop(false));
  }

  private void addObjects(
      TelemetryFrame.Builder frame, Course.Point at, Pace.State now, List<StandingObject> objects) {
    double cos = StrictMath.cos(at.yaw());
    double sin = StrictMath.sin(at.yaw());
    for (StandingObject object : objects) {
      double dx = object.x() - at.x();
      double dy = object.y() - at.y();
      if (Math.hypot(dx, dy) <= PERCEPTION_RANGE_M) {
        frame.addObjects(
            PerceivedObject.newBuilder()
                .setId(object.id())
                .setObjectClass(object.kind())
                .setXM(cos * dx + sin * dy + noise(PERCEPTION_NOISE_M))
                .setYM(-sin * dx + cos * dy + noise(PERCEPTION_NOISE_M))
                .setYawRad(wrapped(-at.yaw()))
                .setVelocityXMps(0)
                .setVelocityYMps(0)
                .setLengthM(object.lengthM())
                .setWidthM(object.widthM())
                .setConfidenceRatio(now.v() > 4 ? 0.9 : 0.95));
      }
    }
  }

  private static double powerW(Pace.State now) {
    double wheelsW = now.v() * (MASS_KG * now.a() + ROLLING_N);
    return AUXILIARY_W + (wheelsW < 0 ? REGENERATION * wheelsW : wheelsW);
  }

  private double noise(double sigma) {
    return sigma * random.nextGaussian();
  }

  private static double headingDeg(double yaw) {
    double heading = 90 - Math.toDegrees(yaw);
    return heading - 360 * Math.floor(heading / 360);
  }

  private static double wrapped(double angle) {
    return angle - 2 * Math.PI * Math.floor((angle + Math.PI) / (2 * Math.PI));
  }
}
