package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.Point;
import io.yardang.streamjobs.scoring.safety.Mover;

/**
 * The vehicle under test and one other at one instant.
 *
 * @param k number of the instant
 * @param timeS since the start of the run
 * @param reference middle of the rear axle of the vehicle under test
 * @param ego the vehicle under test
 * @param speedMps its speed, forward positive
 * @param curvaturePerM of the way of the vehicle under test, left positive
 * @param name of the other: a participant's id, or "object 17"
 * @param kind of the other
 * @param sizeKnown false where its size is only typical of its class
 * @param inOneLane the vehicle under test is within a single lane of the plan
 */
record Meeting(
    int k,
    double timeS,
    Point reference,
    Mover ego,
    double speedMps,
    Mover other,
    double curvaturePerM,
    String name,
    Kind kind,
    boolean sizeKnown,
    OneLane inOneLane) {

  /** What the other is; collisions are counted by it. */
  enum Kind {
    PARTICIPANT,
    VEHICLE,
    VULNERABLE,
    THING
  }

  /** Where the vehicle under test drives to: its yaw, or the opposite when it reverses. */
  double courseRad() {
    return speedMps < 0 ? ego.box().yawRad() + StrictMath.PI : ego.box().yawRad();
  }
}
