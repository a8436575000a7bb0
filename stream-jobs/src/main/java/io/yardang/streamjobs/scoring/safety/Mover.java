package io.yardang.streamjobs.scoring.safety;

import io.yardang.streamjobs.scoring.geometry.Box;

/**
 * A footprint that moves: what the safety measures know of a vehicle or object at one instant.
 *
 * @param box its outline in the local frame
 * @param vx velocity east, m/s; NaN where nobody tells
 * @param vy velocity north, m/s
 */
public record Mover(Box box, double vx, double vy) {
  /** At or under this speed it stands (nuPlan collision_utils, 0.05 m/s). */
  public static final double STANDING_MPS = 0.05;

  /** One that moves along its own length. */
  public static Mover alongItsLength(Box box, double speedMps) {
    return new Mover(
        box, speedMps * StrictMath.cos(box.yawRad()), speedMps * StrictMath.sin(box.yawRad()));
  }

  public boolean hasVelocity() {
    return !Double.isNaN(vx + vy);
  }

  public double speedMps() {
    return StrictMath.sqrt(vx * vx + vy * vy);
  }

  public boolean stands() {
    return speedMps() <= STANDING_MPS;
  }

  /** Where it is going: the direction of its velocity; of one that stands, of its length. */
  public double headingRad() {
    return !hasVelocity() || stands() ? box.yawRad() : StrictMath.atan2(vy, vx);
  }
}
