package io.yardang.testbase.bench.score;

import io.yardang.v1.Clock;
import io.yardang.v1.ClockSource;
import io.yardang.v1.Controls;
import io.yardang.v1.Datum;
import io.yardang.v1.DriveMode;
import io.yardang.v1.Driving;
import io.yardang.v1.Energy;
import io.yardang.v1.Gear;
import io.yardang.v1.GeoPoint;
import io.yardang.v1.GeodeticPosition;
import io.yardang.v1.GnssFix;
import io.yardang.v1.Lane;
import io.yardang.v1.Limits;
import io.yardang.v1.LocalPose;
import io.yardang.v1.Motion;
import io.yardang.v1.ObjectClass;
import io.yardang.v1.Participant;
import io.yardang.v1.ParticipantRole;
import io.yardang.v1.PerceivedObject;
import io.yardang.v1.RunEnded;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunStarted;
import io.yardang.v1.TelemetryFrame;
import io.yardang.v1.VehicleShape;
import io.yardang.v1.Zone;
import io.yardang.v1.ZoneKind;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * A run to measure with: a car that laps an oval of two straights and two bends at 8 to 12 m/s, and
 * sees others on its way: one that it follows, oncoming ones, parked ones, people on the pavement,
 * bicycles that cross far ahead. The plan is an automaker's, with all that makes its metrics work:
 * fence, lane, route, speed limit.
 *
 * <p>Each frame follows from its number and the seed alone, so that a run of any length takes no
 * memory.
 *
 * @param number of the run; its vehicle and stream are named by it
 * @param objects that each frame tells of
 * @param hz frames per second
 * @param startNs sample time of the first frame
 */
record ScoreDrive(int number, int objects, int hz, long startNs) {
  private static final long SEED = 20261124;
  private static final double STRAIGHT_M = 400;
  private static final double RADIUS_M = 60;
  private static final double LAP_M = 2 * STRAIGHT_M + 2 * Math.PI * RADIUS_M;
  private static final double LATITUDE_DEG = 45.6;
  private static final double LONGITUDE_DEG = 84.9;
  private static final double METRES_PER_DEGREE = 111_180;

  private record Place(double x, double y, double yaw, double curvature) {}

  String vehicle() {
    return "SCORE-" + number;
  }

  UUID stream() {
    return new UUID(SEED, number);
  }

  String runId() {
    return "score-" + number;
  }

  long sampleTimeNs(int frame) {
    return startNs + frame * (1_000_000_000L / hz);
  }

  RunStarted started() {
    return RunStarted.newBuilder()
        .setRunId(runId())
        .setStartTimeUnixNs(startNs)
        .setPlan(plan())
        .build();
  }

  /** The run ends with its frame of that number. */
  RunEnded endedAt(int frame) {
    return RunEnded.newBuilder().setRunId(runId()).setEndTimeUnixNs(sampleTimeNs(frame)).build();
  }

  private RunPlan plan() {
    List<GeoPoint> lap = new ArrayList<>();
    for (double metres = 0; metres < LAP_M; metres += 20) {
      Place place = at(metres);
      lap.add(geo(place.x, place.y));
    }
    return RunPlan.newBuilder()
        .setScorecardId("automaker")
        .setOrigin(geo(0, 0))
        .addParticipants(
            Participant.newBuilder()
                .setVehicleId(vehicle())
                .setRole(ParticipantRole.PARTICIPANT_ROLE_UNDER_TEST)
                .setShape(
                    VehicleShape.newBuilder()
                        .setLengthM(4.6)
                        .setWidthM(1.9)
                        .setRearAxleToFrontM(3.7)))
        .addZones(
            Zone.newBuilder()
                .setZoneId("fence")
                .setKind(ZoneKind.ZONE_KIND_GEOFENCE)
                .addRing(geo(-80, -20))
                .addRing(geo(STRAIGHT_M + 80, -20))
                .addRing(geo(STRAIGHT_M + 80, 2 * RADIUS_M + 20))
                .addRing(geo(-80, 2 * RADIUS_M + 20)))
        .addLanes(
            Lane.newBuilder()
                .setLaneId("lap")
                .setWidthM(3.5)
                .addAllCentreLine(lap)
                .addCentreLine(lap.get(0)))
        .addAllRoute(lap)
        .addRoute(lap.get(0))
        .setLimits(Limits.newBuilder().setSpeedLimitMps(13.9))
        .build();
  }

  byte[] frame(int i) {
    SplittableRandom random = new SplittableRandom(SEED + 1_000_003L * number + i);
    double t = (double) i / hz;
    double speed = 10 + 2 * Math.sin(t / 10);
    double acceleration = 0.2 * Math.cos(t / 10);
    Place at = at(10 * t + 20 * (1 - Math.cos(t / 10)));
    TelemetryFrame.Builder frame =
        TelemetryFrame.newBuilder()
            .setSeq(i + 1L)
            .setSampleTimeUnixNs(sampleTimeNs(i))
            .setClock(Clock.newBuilder().setSource(ClockSource.CLOCK_SOURCE_PTP).setAccuracyS(1e-6))
            .setPosition(
                GeodeticPosition.newBuilder()
                    .setDatum(Datum.DATUM_WGS84)
                    .setLatitudeDeg(LATITUDE_DEG + at.y / METRES_PER_DEGREE)
                    .setLongitudeDeg(LONGITUDE_DEG + at.x / METRES_PER_DEGREE)
                    .setAltitudeM(330)
                    .setAccuracyM(0.02)
                    .setFix(GnssFix.GNSS_FIX_RTK_FIXED)
                    .setSatellites(21))
            .setLocalPose(
                LocalPose.newBuilder()
                    .setXM(at.x + noise(random, 0.02))
                    .setYM(at.y + noise(random, 0.02))
                    .setYawRad(at.yaw)
                    .setAccuracyM(0.02))
            .setMotion(
                Motion.newBuilder()
                    .setSpeedMps(speed + noise(random, 0.05))
                    .setLongitudinalAccelerationMps2(acceleration + noise(random, 0.1))
                    .setLateralAccelerationMps2(speed * speed * at.curvature + noise(random, 0.1))
                    .setYawRateRadps(speed * at.curvature + noise(random, 0.01))
                    .setHeadingDeg(Math.floorMod(Math.round(90 - Math.toDegrees(at.yaw)), 360)))
            .setControls(
                Controls.newBuilder()
                    .setSteeringWheelAngleRad(40 * at.curvature)
                    .setBrakeRatio(Math.max(0, -acceleration / 8))
                    .setThrottleRatio(0.1 + Math.max(0, acceleration / 3))
                    .setGear(Gear.GEAR_DRIVE))
            .setDriving(Driving.newBuilder().setMode(DriveMode.DRIVE_MODE_AUTONOMOUS))
            .setEnergy(
                Energy.newBuilder()
                    .setBatteryVoltageV(380 + noise(random, 1))
                    .setBatteryCurrentA(20 + 10 * acceleration)
                    .setBatteryChargeRatio(0.8 - 1e-5 * t));
    for (int j = 0; j < objects; j++) {
      frame.addObjects(object(j, t, speed, random));
    }
    return frame.build().toByteArray();
  }

  /** Of five kinds in turn; those that go out of sight come again under a new number. */
  private static PerceivedObject object(int j, double t, double speed, SplittableRandom random) {
    int row = j / 5;
    double since = t + 1.7 * row;
    PerceivedObject.Builder object =
        switch (j % 5) {
          case 0 ->
              seen(ObjectClass.OBJECT_CLASS_CAR, 25 + 20 * row + 5 * Math.sin(since / 7), 0)
                  .setVelocityXMps(speed + 5 / 7.0 * Math.cos(since / 7));
          case 1 ->
              seen(ObjectClass.OBJECT_CLASS_CAR, 60 - 20 * (since % 6), 3.6 + row)
                  .setYawRad(Math.PI)
                  .setVelocityXMps(-10)
                  .setId((int) (since / 6));
          case 2 ->
              seen(ObjectClass.OBJECT_CLASS_CAR, 50 - speed * (since % 10), -4 - row)
                  .setVelocityXMps(0)
                  .setId((int) (since / 10));
          case 3 ->
              seen(ObjectClass.OBJECT_CLASS_PEDESTRIAN, 40 - speed * (since % 8), -6 - row)
                  .setVelocityXMps(1.2)
                  .setId((int) (since / 8));
          default ->
              seen(ObjectClass.OBJECT_CLASS_BICYCLE, 70 + 5 * row, 20 - 4 * (since % 10))
                  .setYawRad(-Math.PI / 2)
                  .setVelocityXMps(0)
                  .setVelocityYMps(-4)
                  .setId((int) (since / 10));
        };
    return object
        .setId(1 + j + 100 * object.getId())
        .setXM(object.getXM() + noise(random, 0.05))
        .setYM(object.getYM() + noise(random, 0.05))
        .build();
  }

  private static PerceivedObject.Builder seen(ObjectClass kind, double x, double y) {
    boolean car = kind == ObjectClass.OBJECT_CLASS_CAR;
    return PerceivedObject.newBuilder()
        .setObjectClass(kind)
        .setXM(x)
        .setYM(y)
        .setYawRad(0)
        .setVelocityYMps(0)
        .setLengthM(car ? 4.5 : 0.6)
        .setWidthM(car ? 1.8 : 0.6)
        .setConfidenceRatio(0.95);
  }

  private static Place at(double driven) {
    double metres = driven % LAP_M;
    double bendM = Math.PI * RADIUS_M;
    if (metres < STRAIGHT_M) {
      return new Place(metres, 0, 0, 0);
    }
    if (metres < STRAIGHT_M + bendM) {
      return bend(STRAIGHT_M, -Math.PI / 2 + (metres - STRAIGHT_M) / RADIUS_M);
    }
    if (metres < 2 * STRAIGHT_M + bendM) {
      return new Place(2 * STRAIGHT_M + bendM - metres, 2 * RADIUS_M, Math.PI, 0);
    }
    return bend(0, Math.PI / 2 + (metres - 2 * STRAIGHT_M - bendM) / RADIUS_M);
  }

  private static Place bend(double centreX, double angle) {
    return new Place(
        centreX + RADIUS_M * Math.cos(angle),
        RADIUS_M + RADIUS_M * Math.sin(angle),
        angle + Math.PI / 2,
        1 / RADIUS_M);
  }

  private static GeoPoint geo(double x, double y) {
    return GeoPoint.newBuilder()
        .setLatitudeDeg(LATITUDE_DEG + y / METRES_PER_DEGREE)
        .setLongitudeDeg(
            LONGITUDE_DEG + x / METRES_PER_DEGREE / Math.cos(Math.toRadians(LATITUDE_DEG)))
        .build();
  }

  private static double noise(SplittableRandom random, double of) {
    return of * (random.nextDouble() + random.nextDouble() - 1);
  }
}
