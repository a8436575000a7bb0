package io.yardang.streamjobs.scoring;

import io.yardang.v1.Checkpoint;
import io.yardang.v1.GeoPoint;
import io.yardang.v1.Limits;
import io.yardang.v1.Participant;
import io.yardang.v1.ParticipantRole;
import io.yardang.v1.RunPlan;
import io.yardang.v1.VehicleShape;
import io.yardang.v1.Zone;
import io.yardang.v1.ZoneKind;
import java.util.HashSet;
import java.util.Set;

/** Checks a plan before anything is scored by it; the first fault is a {@link PlanException}. */
final class PlanCheck {
  private PlanCheck() {}

  static void check(RunPlan plan) {
    require(
        plan.getParticipantsCount() > 0,
        "participants is empty; name at least the vehicle under test");
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < plan.getParticipantsCount(); i++) {
      Participant participant = plan.getParticipants(i);
      String id = participant.getVehicleId();
      String at = "participants[" + i + "]";
      require(
          id.matches("[A-Za-z0-9._-]{1,64}"),
          at + ".vehicle_id='" + id + "', not 1 to 64 of A-Z a-z 0-9 . _ -");
      require(ids.add(id), at + ".vehicle_id='" + id + "' is there more than once");
      checkShape(participant.getShape(), at + ".shape");
    }
    boolean hasPlaces =
        plan.getZonesCount() + plan.getRouteCount() + plan.getCheckpointsCount() > 0
            || PlanMapCheck.hasPlaces(plan);
    require(
        plan.hasOrigin() || !hasPlaces,
        "origin is missing; zones, route, lanes and all other places are measured from it");
    long references =
        plan.getParticipantsList().stream()
            .filter(p -> p.getRole() == ParticipantRole.PARTICIPANT_ROLE_REFERENCE)
            .count();
    require(references <= 1, "participants has " + references + " references; one can be used");
    require(
        plan.getParticipants(0).getRole() != ParticipantRole.PARTICIPANT_ROLE_REFERENCE,
        "participants[0] is the vehicle under test, and no reference");
    PlanMapCheck.check(plan);
    checkPoint(plan.getOrigin(), "origin");
    for (int i = 0; i < plan.getZonesCount(); i++) {
      checkZone(plan.getZones(i), "zones[" + i + "]");
    }
    require(plan.getRouteCount() != 1, "route has 1 point; it needs 2 or none");
    for (int i = 0; i < plan.getRouteCount(); i++) {
      checkPoint(plan.getRoute(i), "route[" + i + "]");
    }
    for (int i = 0; i < plan.getCheckpointsCount(); i++) {
      Checkpoint checkpoint = plan.getCheckpoints(i);
      String at = "checkpoints[" + i + "]";
      checkPoint(checkpoint.getPosition(), at + ".position");
      require(isOver0(checkpoint.getRadiusM()), at + ".radius_m=" + checkpoint.getRadiusM());
      require(
          checkpoint.getDwellS() >= 0 && Double.isFinite(checkpoint.getDwellS()),
          at + ".dwell_s=" + checkpoint.getDwellS() + ", not 0 or more");
    }
    checkLimits(plan.getLimits());
  }

  private static void checkShape(VehicleShape shape, String at) {
    require(
        shape.getLengthM() >= 0 && shape.getLengthM() <= 50,
        at + ".length_m=" + shape.getLengthM() + ", not 0 to 50");
    require(
        shape.getWidthM() >= 0 && shape.getWidthM() <= 10,
        at + ".width_m=" + shape.getWidthM() + ", not 0 to 10");
    require(
        shape.getRearAxleToFrontM() >= 0
            && (shape.getLengthM() == 0 || shape.getRearAxleToFrontM() <= shape.getLengthM()),
        at + ".rear_axle_to_front_m=" + shape.getRearAxleToFrontM() + ", not 0 to length_m");
    require(
        Math.abs(shape.getPositionOffsetM()) <= 50,
        at + ".position_offset_m=" + shape.getPositionOffsetM() + ", not -50 to 50");
  }

  private static void checkZone(Zone zone, String at) {
    require(
        zone.getKind() != ZoneKind.ZONE_KIND_UNSPECIFIED && zone.getKind() != ZoneKind.UNRECOGNIZED,
        at + ".kind=" + zone.getKind() + "; say what the zone is");
    require(zone.getRingCount() >= 3, at + ".ring has " + zone.getRingCount() + " points, not 3");
    for (int i = 0; i < zone.getRingCount(); i++) {
      checkPoint(zone.getRing(i), at + ".ring[" + i + "]");
    }
    for (int i = 0; i < zone.getHolesCount(); i++) {
      String hole = at + ".holes[" + i + "].points";
      require(zone.getHoles(i).getPointsCount() >= 3, hole + " has fewer than 3");
      for (int j = 0; j < zone.getHoles(i).getPointsCount(); j++) {
        checkPoint(zone.getHoles(i).getPoints(j), hole + "[" + j + "]");
      }
    }
    if (zone.getKind() == ZoneKind.ZONE_KIND_SPEED_LIMIT) {
      require(isOver0(zone.getSpeedLimitMps()), at + ".speed_limit_mps=" + zone.getSpeedLimitMps());
    }
  }

  private static void checkLimits(Limits limits) {
    if (limits.hasSpeedLimitMps()) {
      require(
          isOver0(limits.getSpeedLimitMps()),
          "limits.speed_limit_mps=" + limits.getSpeedLimitMps());
    }
    if (limits.hasRequiredProgressRatio()) {
      double ratio = limits.getRequiredProgressRatio();
      require(
          isOver0(ratio) && ratio <= 1, "limits.required_progress_ratio=" + ratio + ", not to 1");
    }
    if (limits.hasTargetTimeS()) {
      require(isOver0(limits.getTargetTimeS()), "limits.target_time_s=" + limits.getTargetTimeS());
    }
    if (limits.hasDeclaredEnergyWhPerKm()) {
      double declared = limits.getDeclaredEnergyWhPerKm();
      require(isOver0(declared), "limits.declared_energy_wh_per_km=" + declared);
    }
    if (limits.hasDeclaredHydrogenKgPer100Km()) {
      double declared = limits.getDeclaredHydrogenKgPer100Km();
      require(isOver0(declared), "limits.declared_hydrogen_kg_per_100km=" + declared);
    }
    if (limits.hasPassScore()) {
      double score = limits.getPassScore();
      require(score >= 0 && score <= 100, "limits.pass_score=" + score + ", not 0 to 100");
    }
  }

  static void checkPoint(GeoPoint point, String at) {
    require(
        Math.abs(point.getLatitudeDeg()) <= 90,
        at + ".latitude_deg=" + point.getLatitudeDeg() + ", not -90 to 90");
    require(
        Math.abs(point.getLongitudeDeg()) <= 180,
        at + ".longitude_deg=" + point.getLongitudeDeg() + ", not -180 to 180");
  }

  static boolean isOver0(double value) {
    return value > 0 && Double.isFinite(value);
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new PlanException("plan: " + otherwise);
    }
  }
}
