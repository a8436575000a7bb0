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
  private static final double LONGEST_M = 50;

  /** Of a stay; a day. */
  private static final double LONGEST_S = 86_400;

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
      requireOver0(at + ".radius_m", checkpoint.getRadiusM());
      requireWithin(at + ".dwell_s", checkpoint.getDwellS(), 0, LONGEST_S);
    }
    checkLimits(plan.getLimits());
  }

  private static void checkShape(VehicleShape shape, String at) {
    requireWithin(at + ".length_m", shape.getLengthM(), 0, LONGEST_M);
    requireWithin(at + ".width_m", shape.getWidthM(), 0, 10);
    // Without a length it is that of a typical vehicle.
    double mostM = shape.getLengthM() == 0 ? LONGEST_M : shape.getLengthM();
    requireWithin(at + ".rear_axle_to_front_m", shape.getRearAxleToFrontM(), 0, mostM);
    requireWithin(at + ".position_offset_m", shape.getPositionOffsetM(), -LONGEST_M, LONGEST_M);
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
      requireOver0(at + ".speed_limit_mps", zone.getSpeedLimitMps());
    }
  }

  private static void checkLimits(Limits limits) {
    if (limits.hasSpeedLimitMps()) {
      requireOver0("limits.speed_limit_mps", limits.getSpeedLimitMps());
    }
    if (limits.hasRequiredProgressRatio()) {
      requireOver0("limits.required_progress_ratio", limits.getRequiredProgressRatio());
      requireWithin("limits.required_progress_ratio", limits.getRequiredProgressRatio(), 0, 1);
    }
    if (limits.hasTargetTimeS()) {
      requireOver0("limits.target_time_s", limits.getTargetTimeS());
    }
    if (limits.hasDeclaredEnergyWhPerKm()) {
      requireOver0("limits.declared_energy_wh_per_km", limits.getDeclaredEnergyWhPerKm());
    }
    if (limits.hasDeclaredHydrogenKgPer100Km()) {
      requireOver0("limits.declared_hydrogen_kg_per_100km", limits.getDeclaredHydrogenKgPer100Km());
    }
    if (limits.hasPassScore()) {
      requireWithin("limits.pass_score", limits.getPassScore(), 0, 100);
    }
  }

  static void checkPoint(GeoPoint point, String at) {
    requireWithin(at + ".latitude_deg", point.getLatitudeDeg(), -90, 90);
    requireWithin(at + ".longitude_deg", point.getLongitudeDeg(), -180, 180);
  }

  static void requireOver0(String name, double value) {
    require(
        value > 0 && Double.isFinite(value),
        name + "=" + Rounding.shortest(value) + ", not a number above 0");
  }

  private static void requireWithin(String name, double value, double least, double most) {
    require(
        value >= least && value <= most,
        name
            + "="
            + Rounding.shortest(value)
            + ", not "
            + Rounding.shortest(least)
            + " to "
            + Rounding.shortest(most));
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new PlanException("plan: " + otherwise);
    }
  }
}
