package io.yardang.streamjobs.scoring.safety;

import io.yardang.streamjobs.scoring.geometry.Box;
import io.yardang.streamjobs.scoring.geometry.Point;

/**
 * Who ran into whom when two footprints touch, and whether the vehicle under test is at fault.
 *
 * <p>Source: nuPlan devkit, no_ego_at_fault_collisions.py and collision_utils.py. Each other counts
 * once, at its first contact; the score is the product over kinds of max(0, 1 - n / (N + 1)) with N
 * = 0 for vulnerable road users and for vehicles, and 1 for objects.
 */
public enum CollisionType {
  /** The ego stood. */
  STOPPED_EGO,
  /** The ego moved and the other stood, or can only stand. */
  STOPPED_OTHER,
  /** The other came from behind. */
  ACTIVE_REAR,
  /** The ego's front bumper touched it. */
  ACTIVE_FRONT,
  /** The ego's side touched it. */
  ACTIVE_LATERAL;

  /**
   * What kind a contact is.
   *
   * @param egoReference middle of the ego's rear axle
   * @param otherIsThing an object that is neither a vehicle nor a road user: it can only stand
   */
  public static CollisionType of(Mover ego, Point egoReference, Mover other, boolean otherIsThing) {
    if (ego.stands()) {
      return STOPPED_EGO;
    }
    if (otherIsThing || other.stands()) {
      return STOPPED_OTHER;
    }
    if (TimeToCollision.isBehind(egoReference, ego.box().yawRad(), other.box().centre())) {
      return ACTIVE_REAR;
    }
    return frontBumper(ego.box()).overlaps(other.box()) ? ACTIVE_FRONT : ACTIVE_LATERAL;
  }

  /**
   * True when the ego is at fault.
   *
   * @param inOneLane the ego was within a single lane; else it answers for its sides too
   */
  public boolean atFault(boolean inOneLane) {
    return switch (this) {
      case STOPPED_OTHER, ACTIVE_FRONT -> true;
      case ACTIVE_LATERAL -> !inOneLane;
      case STOPPED_EGO, ACTIVE_REAR -> false;
    };
  }

  /** Product over the kinds of max(0, 1 - n / (N + 1)). */
  public static double score(long vulnerable, long vehicles, long things) {
    double score = StrictMath.max(0, 1.0 - vulnerable);
    score *= StrictMath.max(0, 1.0 - vehicles);
    return score * StrictMath.max(0, 1 - things / 2.0);
  }

  private static Box frontBumper(Box box) {
    return new Box(box.at(box.lengthM() / 2, 0), box.yawRad(), 0, box.widthM());
  }
}
