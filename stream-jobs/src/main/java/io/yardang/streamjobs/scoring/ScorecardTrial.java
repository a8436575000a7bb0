package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.LocalFrame;
import io.yardang.v1.AlarmKind;
import io.yardang.v1.Checkpoint;
import io.yardang.v1.ExpectedAlarm;
import io.yardang.v1.GeoPoint;
import io.yardang.v1.GnssFix;
import io.yardang.v1.Lane;
import io.yardang.v1.ObjectClass;
import io.yardang.v1.Participant;
import io.yardang.v1.ParticipantRole;
import io.yardang.v1.PerceivedObject;
import io.yardang.v1.RunEnded;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunStarted;
import io.yardang.v1.StopLine;
import io.yardang.v1.TelemetryFrame;
import io.yardang.v1.Zone;
import io.yardang.v1.ZoneKind;
import java.util.UUID;

/**
 * Scores a small drive by a card, so that a card whose numbers a metric cannot work with is refused
 * when it is written, and not when a run is over. The drive is 40 s at 10 Hz, straight on a plan
 * with all that metrics ask for: fence, work area, lane, stop line, route, checkpoint, a staged
 * alarm, a vehicle ahead, a reference, an object, energy.
 */
final class ScorecardTrial {
  private static final long START_NS = 1_700_000_000_000_000_000L;
  private static final int FRAMES = 401;
  private static final double MPS = 4;
  private static final GeoPoint ORIGIN =
      GeoPoint.newBuilder().setLatitudeDeg(40).setLongitudeDeg(94).build();
  private static final LocalFrame LOCAL =
      new LocalFrame(ORIGIN.getLatitudeDeg(), ORIGIN.getLongitudeDeg());

  private ScorecardTrial() {}

  /**
   * Scores the drive.
   *
   * @throws ScorecardException when that fails
   */
  static void of(String yaml, String name) {
    RunScorer scorer =
        new RunScorer(
            RunStarted.newBuilder()
                .setRunId("trial")
                .setStartTimeUnixNs(START_NS)
                .setPlan(plan(yaml))
                .build());
    for (int i = 0; i < FRAMES; i++) {
      scorer.add(frame("V1", i, 0));
      scorer.add(frame("V2", i, 30 - 0.05 * i));
      scorer.add(frame("V3", i, 0));
    }
    scorer.end(
        RunEnded.newBuilder()
            .setRunId("trial")
            .setEndTimeUnixNs(START_NS + (FRAMES - 1) * 100_000_000L)
            .build());
    scorer.score();
    scorer
        .fault()
        .ifPresent(
            e -> {
              throw new ScorecardException(
                  "scorecard " + name + ": no drive can be scored by it: " + e);
            });
  }

  private static RunPlan plan(String yaml) {
    return RunPlan.newBuilder()
        .setScorecardId("trial")
        .setScorecardYaml(yaml)
        .setOrigin(ORIGIN)
        .addParticipants(Participant.newBuilder().setVehicleId("V1"))
        .addParticipants(Participant.newBuilder().setVehicleId("V2"))
        .addParticipants(
            Participant.newBuilder()
                .setVehicleId("V3")
                .setRole(ParticipantRole.PARTICIPANT_ROLE_REFERENCE))
        .addRoute(place(0, 0))
        .addRoute(place(150, 0))
        .addZones(zone(ZoneKind.ZONE_KIND_GEOFENCE, 20))
        .addZones(zone(ZoneKind.ZONE_KIND_WORK_AREA, 2))
        .addZones(zone(ZoneKind.ZONE_KIND_SPEED_LIMIT, 20).setSpeedLimitMps(3.5))
        .addLanes(
            Lane.newBuilder()
                .setLaneId("lane")
                .setWidthM(4)
                .addCentreLine(place(0, 0))
                .addCentreLine(place(150, 0)))
        .addStopLines(
            StopLine.newBuilder()
                .setStopLineId("line")
                .setLeft(place(50, 2))
                .setRight(place(50, -2)))
        .addCheckpoints(
            Checkpoint.newBuilder()
                .setCheckpointId("place")
                .setPosition(place(60, 0))
                .setRadiusM(5))
        .addExpectedAlarms(
            ExpectedAlarm.newBuilder()
                .setExpectedAlarmId("fire")
                .setKind(AlarmKind.ALARM_KIND_FIRE)
                .setPosition(place(70, 0))
                .setRadiusM(10))
        .build();
  }

  private static Zone.Builder zone(ZoneKind kind, double halfWidthM) {
    return Zone.newBuilder()
        .setZoneId(kind.name())
        .setKind(kind)
        .addRing(place(-20, -halfWidthM))
        .addRing(place(180, -halfWidthM))
        .addRing(place(180, halfWidthM))
        .addRing(place(-20, halfWidthM));
  }

  private static GeoPoint place(double x, double y) {
    LocalFrame.Geodetic place = LOCAL.toGeodetic(x, y);
    return GeoPoint.newBuilder()
        .setLatitudeDeg(place.latitudeDeg())
        .setLongitudeDeg(place.longitudeDeg())
        .build();
  }

  private static RunFrame frame(String vehicle, int i, double aheadM) {
    double brake = i > FRAMES - 40 ? 1 : 0;
    TelemetryFrame.Builder frame =
        TelemetryFrame.newBuilder()
            .setSeq(i + 1L)
            .setSampleTimeUnixNs(START_NS + i * 100_000_000L)
            .addObjects(
                PerceivedObject.newBuilder()
                    .setId(7)
                    .setObjectClass(ObjectClass.OBJECT_CLASS_PEDESTRIAN)
                    .setXM(100 - 0.4 * i)
                    .setYM(3)
                    .setVelocityXMps(-MPS)
                    .setVelocityYMps(0)
                    .setLengthM(0.6)
                    .setWidthM(0.6));
    frame.getPositionBuilder().setFix(GnssFix.GNSS_FIX_RTK_FIXED);
    frame.getLocalPoseBuilder().setXM(0.1 * MPS * i + aheadM).setYM(0).setYawRad(0);
    frame.getMotionBuilder().setSpeedMps(brake > 0 ? Math.max(0, MPS - 0.2 * (i - 361)) : MPS);
    frame.getControlsBuilder().setBrakeRatio(brake);
    frame.getEnergyBuilder().setBatteryPowerW(2_000).setHydrogenMassKg(5 - 0.001 * i);
    frame.getSanitationBuilder().setBrushOn(true).setSweepWidthM(2);
    return new RunFrame(vehicle, new UUID(0, vehicle.charAt(1)), frame.build());
  }
}
