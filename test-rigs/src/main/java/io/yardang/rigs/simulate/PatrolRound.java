package io.yardang.rigs.simulate;

import io.yardang.rigs.simulate.PlannedMistake.Kind;
import io.yardang.rigs.simulate.VehicleModel.StandingObject;
import io.yardang.v1.Checkpoint;
import io.yardang.v1.Limits;
import io.yardang.v1.ObjectClass;
import io.yardang.v1.ParticipantRole;
import io.yardang.v1.Patrol;
import io.yardang.v1.RunPlan;
import io.yardang.v1.TelemetryFrame;
import io.yardang.v1.ZoneKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A closed loop of some 700 m, counter-clockwise from the middle of its southern side, at 5 m/s (4
 * m/s in corners) where 6 m/s are allowed. It stops at checkpoints CP-1, CP-2, CP-4 and CP-5,
 * drives past CP-3 without a stop, speeds on the northern side and brakes hard on the western side.
 */
final class PatrolRound {
  private static final String VEHICLE = "PATROL-1";
  private static final String TRAFFIC = "TRAFFIC-1";
  private static final double LIMIT_MPS = 6.0;
  private static final double CRUISE_MPS = 5.0;
  private static final double CORNER_MPS = 4.0;
  private static final double SPEEDING_MPS = 7.6;
  private static final double CORNER_RADIUS_M = 12;
  private static final double STOP_S = 5;
  // Metres along the loop.
  private static final double[] CHECKPOINTS_M = {70, 180, 285, 425, 660};
  private static final int MISSED = 2;
  private static final double CHECKPOINT_RADIUS_M = 3;

  private final SimulationSettings settings;
  private final LocalFrame local;
  private final Course loop = new Course(0, 0, 0);
  private final Pace pace = new Pace();
  private double speedingFrom;
  private double speedingTo;
  private double brakeFrom;
  private double brakeTo;

  PatrolRound(SimulationSettings settings) {
    this.settings = settings;
    this.local = new LocalFrame(settings.originLatitudeDeg(), settings.originLongitudeDeg());
  }

  SimulatedDrive drive() {
    driveTheLoop();
    int samples = Simulation.samples(settings, pace);
    Map<String, List<TelemetryFrame>> frames = new LinkedHashMap<>();
    frames.put(
        VEHICLE,
        new VehicleModel(settings, local, VEHICLE, 1.8)
            .drive(loop, pace, samples, bystanders(), this::addPatrol));
    Pace along = new Pace().stand(4).change(4).reach(0, 150).stand(1);
    frames.put(
        TRAFFIC,
        new VehicleModel(settings, local, TRAFFIC, 2.7)
            .drive(
                new Course(90, -14, Math.PI).straight(160),
                along,
                samples,
                List.of(),
                (frame, s) -> {}));
    List<TelemetryFrame> own = frames.get(VEHICLE);
    return new SimulatedDrive(
        "patrol-" + settings.seed(),
        plan(),
        frames,
        mistakes(),
        settings.startTimeNs(),
        own.get(own.size() - 1).getSampleTimeUnixNs());
  }

  private void driveTheLoop() {
    double[] sides = {100, 100, 200, 100, 100};
    double[] cornerFrom = new double[4];
    double[] cornerTo = new double[4];
    for (int i = 0; i < 4; i++) {
      cornerFrom[i] = loop.straight(sides[i]).lengthM();
      cornerTo[i] = loop.turn(Math.PI / 2, CORNER_RADIUS_M).lengthM();
    }
    loop.straight(sides[4]);

    pace.stand(2).change(CRUISE_MPS);
    stopAt(CHECKPOINTS_M[0]);
    corner(cornerFrom[0], cornerTo[0]);
    stopAt(CHECKPOINTS_M[1]);
    corner(cornerFrom[1], cornerTo[1]);
    pace.holdUntil(300);
    speedingFrom = pace.t();
    pace.change(SPEEDING_MPS).holdFor(5).change(CRUISE_MPS);
    speedingTo = pace.t();
    stopAt(CHECKPOINTS_M[3]);
    corner(cornerFrom[2], cornerTo[2]);
    pace.holdUntil(520);
    brakeFrom = pace.t();
    pace.change(0.5, 6.0);
    brakeTo = pace.t();
    pace.holdFor(1).change(CRUISE_MPS);
    corner(cornerFrom[3], cornerTo[3]);
    stopAt(CHECKPOINTS_M[4]);
    pace.reach(0, loop.lengthM() - 2).stand(2);
  }

  private void stopAt(double s) {
    pace.reach(0, s).stand(STOP_S).change(CRUISE_MPS);
  }

  private void corner(double from, double to) {
    pace.reach(CORNER_MPS, from).holdUntil(to).change(CRUISE_MPS);
  }

  private static List<StandingObject> bystanders() {
    return List.of(
        new StandingObject(1, ObjectClass.OBJECT_CLASS_PEDESTRIAN, 40, -5, 0.5, 0.5),
        new StandingObject(2, ObjectClass.OBJECT_CLASS_CAR, 0, 141, 4.6, 1.8));
  }

  private void addPatrol(TelemetryFrame.Builder frame, double s) {
    Patrol.Builder patrol = Patrol.newBuilder().setCameraRecording(true);
    for (int i = 0; i < CHECKPOINTS_M.length; i++) {
      if (i != MISSED && Math.abs(s - CHECKPOINTS_M[i]) < 1) {
        patrol.setCheckpointId(checkpointId(i));
      }
    }
    frame.setPatrol(patrol);
  }

  private static String checkpointId(int i) {
    return "CP-" + (i + 1);
  }

  private RunPlan plan() {
    RunPlan.Builder plan =
        RunPlan.newBuilder()
            .setTitle("Patrol round, simulated")
            .setScenario("patrol-round")
            .setAutomaker("Yardang test base")
            .setScorecardId("patrol")
            .setOrigin(local.point(0, 0))
            .addParticipants(
                Plans.participant(
                    VEHICLE, ParticipantRole.PARTICIPANT_ROLE_UNDER_TEST, 2.8, 1.4, 2.3))
            .addParticipants(
                Plans.participant(TRAFFIC, ParticipantRole.PARTICIPANT_ROLE_TRAFFIC, 4.6, 1.8, 3.7))
            .addZones(
                Plans.rectangle("yard", ZoneKind.ZONE_KIND_GEOFENCE, local, -140, -20, 140, 160))
            .setLimits(
                Limits.newBuilder()
                    .setSpeedLimitMps(LIMIT_MPS)
                    .setRequiredProgressRatio(0.95)
                    .setSampleIntervalS(1.0 / settings.hz()));
    Plans.addRoute(plan, local, loop, loop.lengthM() - 2);
    for (int i = 0; i < CHECKPOINTS_M.length; i++) {
      Course.Point at = loop.at(CHECKPOINTS_M[i]);
      plan.addCheckpoints(
          Checkpoint.newBuilder()
              .setCheckpointId(checkpointId(i))
              .setPosition(local.point(at.x(), at.y()))
              .setRadiusM(CHECKPOINT_RADIUS_M)
              .setDwellS(3));
    }
    return plan.build();
  }

  private List<PlannedMistake> mistakes() {
    return List.of(
        new PlannedMistake(
            Kind.MISSED_CHECKPOINT,
            VEHICLE,
            "checkpoints",
            Set.of(),
            Simulation.timeNs(settings, pace.timeAt(CHECKPOINTS_M[MISSED] - CHECKPOINT_RADIUS_M)),
            Simulation.timeNs(settings, pace.timeAt(CHECKPOINTS_M[MISSED] + CHECKPOINT_RADIUS_M)),
            "drives past CP-3 without the stop of 3 s"),
        Simulation.speeding(
            settings, VEHICLE, speedingFrom, speedingTo, "drives 7.6 m/s where 6 are allowed"),
        Simulation.hardBrake(
            settings, VEHICLE, brakeFrom, brakeTo, "brakes at 6 m/s2 from 5 to 0.5 m/s"));
  }
}
