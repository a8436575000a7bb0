package io.yardang.rigs.simulate;

import io.yardang.v1.Participant;
import io.yardang.v1.ParticipantRole;
import io.yardang.v1.RunPlan;
import io.yardang.v1.VehicleShape;
import io.yardang.v1.Zone;
import io.yardang.v1.ZoneKind;

/** The parts that the plans of the simulated drives share. */
final class Plans {
  private static final double ROUTE_STEP_M = 2;

  private Plans() {}

  static Participant participant(
      String vehicle,
      ParticipantRole role,
      double lengthM,
      double widthM,
      double rearAxleToFrontM) {
    return Participant.newBuilder()
        .setVehicleId(vehicle)
        .setRole(role)
        .setShape(
            VehicleShape.newBuilder()
                .setLengthM(lengthM)
                .setWidthM(widthM)
                .setRearAxleToFrontM(rearAxleToFrontM))
        .build();
  }

  static Zone rectangle(
      String id, ZoneKind kind, LocalFrame local, double x0, double y0, double x1, double y1) {
    return Zone.newBuilder()
        .setZoneId(id)
        .setKind(kind)
        .addRing(local.point(x0, y0))
        .addRing(local.point(x1, y0))
        .addRing(local.point(x1, y1))
        .addRing(local.point(x0, y1))
        .build();
  }

  static void addRoute(RunPlan.Builder plan, LocalFrame local, Course course, double untilS) {
    for (double s = 0; s < untilS; s += ROUTE_STEP_M) {
      Course.Point at = course.at(s);
      plan.addRoute(local.point(at.x(), at.y()));
    }
    Course.Point end = course.at(untilS);
    plan.addRoute(local.point(end.x(), end.y()));
  }
}
