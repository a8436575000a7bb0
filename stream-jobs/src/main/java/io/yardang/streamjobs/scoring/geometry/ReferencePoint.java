package io.yardang.streamjobs.scoring.geometry;

/**
 * One rigid body, told of at different points of it, on the plane.
 *
 * <p>Frames speak of the middle of the rear axle; ASAM OSI and nuPlan's comfort metrics of the
 * centre of the box; SUMO of the middle of the front bumper; a GNSS receiver of its antenna.
 * Velocity and acceleration are in the body's axes (x forward, y left); the new point lies {@code
 * forwardM} ahead of the old one.
 */
public final class ReferencePoint {
  private ReferencePoint() {}

  /** The place of a point so far ahead. */
  public static Point ahead(Point from, double yawRad, double forwardM) {
    return new Point(
        from.xM() + forwardM * StrictMath.cos(yawRad),
        from.yM() + forwardM * StrictMath.sin(yawRad));
  }

  /** Its velocity to the left: v + w d, m/s. (Forward it is the same.) */
  public static double lateralVelocity(double lateralMps, double yawRateRadps, double forwardM) {
    return lateralMps + yawRateRadps * forwardM;
  }

  /** Its acceleration forward: a - w^2 d, m/s^2. */
  public static double longitudinalAcceleration(
      double longitudinalMps2, double yawRateRadps, double forwardM) {
    return longitudinalMps2 - yawRateRadps * yawRateRadps * forwardM;
  }

  /** Its acceleration to the left: a + dw/dt d, m/s^2. */
  public static double lateralAcceleration(
      double lateralMps2, double yawAccelerationRadps2, double forwardM) {
    return lateralMps2 + yawAccelerationRadps2 * forwardM;
  }
}
