package io.yardang.streamjobs.scoring.safety;

/** How hard a collision is. */
public final class ImpactSpeed {
  private ImpactSpeed() {}

  /**
   * Change of the ego's velocity in a plastic collision of two equal masses, 0.5 sqrt(v1^2 + v2^2 -
   * 2 v1 v2 cos(dyaw)), m/s.
   *
   * <p>Source: nuPlan devkit, collision_utils.ego_delta_v_collision.
   */
  public static double deltaV(
      double egoSpeedMps, double egoYawRad, double otherSpeedMps, double otherYawRad) {
    double squared =
        egoSpeedMps * egoSpeedMps
            + otherSpeedMps * otherSpeedMps
            - 2 * egoSpeedMps * otherSpeedMps * StrictMath.cos(egoYawRad - otherYawRad);
    return 0.5 * StrictMath.sqrt(StrictMath.max(squared, 0));
  }
}
