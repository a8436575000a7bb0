package io.yardang.console;

import io.yardang.v1.DriveMode;
import io.yardang.v1.GeodeticPosition;
import io.yardang.v1.LocalPose;
import io.yardang.v1.Motion;
import io.yardang.v1.TelemetryFrame;
import io.yardang.v1.VehicleSample;
import java.util.Locale;

/**
 * Where a vehicle is and how it moves, as far as it says; null is what it does not say.
 *
 * @param vehicle its id
 * @param sampleTimeNs on the vehicle's clock
 * @param xM east of the origin of its run's plan
 * @param yM north of the origin of its run's plan
 * @param yawRad counter-clockwise from east
 * @param mode "autonomous" and so on, empty when not said
 */
record VehicleNow(
    String vehicle,
    long sampleTimeNs,
    Double xM,
    Double yM,
    Double yawRad,
    Double latitudeDeg,
    Double longitudeDeg,
    Double speedMps,
    Double longitudinalMps2,
    Double lateralMps2,
    String mode) {
  // The scorer speaks about once a second, so a newer frame may lean on what it said last.
  private static final long SCORER_HOLD_NS = 2_000_000_000L;

  /** Reads a frame as it is. */
  static VehicleNow of(String vehicle, TelemetryFrame frame) {
    LocalPose pose = frame.hasLocalPose() ? frame.getLocalPose() : null;
    GeodeticPosition position = frame.hasPosition() ? frame.getPosition() : null;
    Motion motion = frame.getMotion();
    return new VehicleNow(
        vehicle,
        frame.getSampleTimeUnixNs(),
        pose == null ? null : Double.valueOf(pose.getXM()),
        pose == null ? null : Double.valueOf(pose.getYM()),
        yaw(frame),
        position == null ? null : Double.valueOf(position.getLatitudeDeg()),
        position == null ? null : Double.valueOf(position.getLongitudeDeg()),
        motion.hasSpeedMps() ? Double.valueOf(motion.getSpeedMps()) : null,
        motion.hasLongitudinalAccelerationMps2()
            ? Double.valueOf(motion.getLongitudinalAccelerationMps2())
            : null,
        motion.hasLateralAccelerationMps2()
            ? Double.valueOf(motion.getLateralAccelerationMps2())
            : null,
        mode(frame.getDriving().getMode()));
  }

  /** Fills what the frame does not say with what the scorer found out shortly before. */
  VehicleNow orAsScored(VehicleSample scored) {
    if (scored == null || Math.abs(sampleTimeNs - scored.getSampleTimeUnixNs()) > SCORER_HOLD_NS) {
      return this;
    }
    // Position and heading change too fast to be held; speed and acceleration serve the charts.
    return new VehicleNow(
        vehicle,
        sampleTimeNs,
        xM,
        yM,
        yawRad,
        latitudeDeg,
        longitudeDeg,
        speedMps == null && scored.hasSpeedMps() ? Double.valueOf(scored.getSpeedMps()) : speedMps,
        longitudinalMps2 == null && scored.hasLongitudinalAccelerationMps2()
            ? Double.valueOf(scored.getLongitudinalAccelerationMps2())
            : longitudinalMps2,
        lateralMps2 == null && scored.hasLateralAccelerationMps2()
            ? Double.valueOf(scored.getLateralAccelerationMps2())
            : lateralMps2,
        mode);
  }

  private static Double yaw(TelemetryFrame frame) {
    if (frame.getLocalPose().hasYawRad()) {
      return frame.getLocalPose().getYawRad();
    }
    if (frame.getMotion().hasHeadingDeg()) {
      return Math.toRadians(90 - frame.getMotion().getHeadingDeg());
    }
    // The course is where it moves to, which is where it points only while it moves forward.
    if (frame.getPosition().hasCourseDeg() && frame.getMotion().getSpeedMps() > 0.5) {
      return Math.toRadians(90 - frame.getPosition().getCourseDeg());
    }
    return null;
  }

  private static String mode(DriveMode mode) {
    return mode == DriveMode.DRIVE_MODE_UNSPECIFIED || mode == DriveMode.UNRECOGNIZED
        ? ""
        : mode.name().substring("DRIVE_MODE_".length()).toLowerCase(Locale.ROOT);
  }
}
