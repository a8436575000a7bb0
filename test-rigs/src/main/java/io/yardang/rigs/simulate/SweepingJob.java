package io.yardang.rigs.simulate;

import io.yardang.rigs.simulate.PlannedMistake.Kind;
import io.yardang.rigs.simulate.VehicleModel.StandingObject;
import io.yardang.v1.Limits;
import io.yardang.v1.ObjectClass;
import io.yardang.v1.ParticipantRole;
import io.yardang.v1.RunPlan;
import io.yardang.v1.Sanitation;
import io.yardang.v1.TelemetryFrame;
import io.yardang.v1.ZoneKind;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A rectangle of 40 x 15.2 m in eight lanes 1.9 m apart, swept 2 m wide at 2.8 m/s. The next lane
 * is always four up or three down, so that half-turns (at 1.3 m/s, outside, brush off) are wide
 * enough to drive. It speeds in the third lane driven, brakes hard in the fifth, and leaves 22 m of
 * the sixth unswept.
 */
final class SweepingJob {
  private static final String VEHICLE = "SWEEPER-1";
  private static final double LANE_M = 40;
  private static final double SPACING_M = 1.9;
  private static final double WIDTH_M = 2.0;
  private static final double RUN_OUT_M = 3;
  private static final double BRUSH_LEAD_M = 1;
  private static final int[] LANES = {0, 4, 1, 5, 2, 6, 3, 7};
  private static final int SPEEDING_LANE = 2;
  private static final int BRAKING_LANE = 4;
  private static final int MISSED_LANE = 5;
  private static final double MISSED_FROM_M = 10;
  private static final double MISSED_TO_M = 32;
  private static final double WORK_MPS = 2.8;
  private static final double TURN_MPS = 1.3;
  private static final double LIMIT_MPS = 3.2;
  // Under the 15 km/h at work of the card (DB4502/T 0060-2023 as cited elsewhere).
  private static final double SPEEDING_MPS = 4.0;

  private final SimulationSettings settings;
  private final LocalFrame local;
  private final Course course = new Course(-RUN_OUT_M - 3, SPACING_M / 2, 0);
  private final Pace pace = new Pace();
  // Where along the course each lane enters the work area.
  private final double[] laneFrom = new double[LANES.length];
  private double speedingFrom;
  private double speedingTo;
  private double brakeFrom;
  private double brakeTo;

  SweepingJob(SimulationSettings settings) {
    this.settings = settings;
    this.local = new LocalFrame(settings.originLatitudeDeg(), settings.originLongitudeDeg());
  }

  SimulatedDrive drive() {
    driveTheLanes();
    List<TelemetryFrame> frames =
        new VehicleModel(settings, local, VEHICLE, 1.5)
            .drive(
                course,
                pace,
                Simulation.samples(settings, pace),
                List.of(
                    new StandingObject(1, ObjectClass.OBJECT_CLASS_PEDESTRIAN, 20, -6, 0.5, 0.5),
                    new StandingObject(2, ObjectClass.OBJECT_CLASS_CAR, 20, 23, 4.6, 1.8)),
                this::addSanitation);
    return new SimulatedDrive(
        "sweep-" + settings.seed(),
        plan(),
        Map.of(VEHICLE, frames),
        mistakes(),
        settings.startTimeNs(),
        frames.get(frames.size() - 1).getSampleTimeUnixNs());
  }

  private void driveTheLanes() {
    course.straight(3);
    pace.stand(2).change(WORK_MPS);
    for (int i = 0; i < LANES.length; i++) {
      laneFrom[i] = course.straight(RUN_OUT_M).lengthM();
      double laneEnd = course.straight(LANE_M).straight(RUN_OUT_M).lengthM();
      if (i == SPEEDING_LANE) {
        speed(laneFrom[i]);
      }
      if (i == BRAKING_LANE) {
        brake(laneFrom[i]);
      }
      if (i + 1 < LANES.length) {
        // Every half-turn is to the left: four lanes up when heading east, three down when west.
        course.halfTurn(SPACING_M * Math.abs(LANES[i + 1] - LANES[i]));
        pace.reach(TURN_MPS, laneEnd).holdUntil(course.lengthM()).change(WORK_MPS);
      } else {
        pace.reach(0, laneEnd - 0.5).stand(2);
      }
    }
  }

  private void speed(double from) {
    pace.holdUntil(from + 3);
    speedingFrom = pace.t();
    pace.change(SPEEDING_MPS).holdFor(4).change(WORK_MPS);
    speedingTo = pace.t();
  }

  private void brake(double from) {
    pace.holdUntil(from + 10).change(3.1).holdUntil(from + 20);
    brakeFrom = pace.t();
    pace.change(0.2, 7.0);
    brakeTo = pace.t();
    pace.holdFor(1.5).change(WORK_MPS);
  }

  private boolean brushOn(double s) {
    for (int i = 0; i < LANES.length; i++) {
      double along = s - laneFrom[i];
      if (along >= -BRUSH_LEAD_M && along <= LANE_M + BRUSH_LEAD_M) {
        return i != MISSED_LANE || along < MISSED_FROM_M || along > MISSED_TO_M;
      }
    }
    return false;
  }

  private void addSanitation(TelemetryFrame.Builder frame, double s) {
    boolean on = brushOn(s);
    frame.setSanitation(
        Sanitation.newBuilder()
            .setBrushOn(on)
            .setBrushSpeedRpm(on ? 110 : 0)
            .setSuctionOn(on)
            .setWaterOn(on)
            .setWaterLevelRatio(0.9 - 0.0008 * s)
            .setHopperLevelRatio(0.1 + 0.0006 * s)
            .setSweepWidthM(WIDTH_M)
            .setSweepOffsetM(0));
  }

  private RunPlan plan() {
    double heightM = LANES.length * SPACING_M;
    RunPlan.Builder plan =
        RunPlan.newBuilder()
            .setTitle("Sweeping of a yard, simulated")
            .setScenario("sweep-yard")
            .setAutomaker("Yardang test base")
            .setScorecardId("sanitation")
            .setOrigin(local.point(0, 0))
            .addParticipants(
                Plans.participant(
                    VEHICLE, ParticipantRole.PARTICIPANT_ROLE_UNDER_TEST, 2.4, 1.2, 1.9))
            .addZones(
                Plans.rectangle(
                    "yard", ZoneKind.ZONE_KIND_GEOFENCE, local, -15, -8, LANE_M + 15, heightM + 8))
            .addZones(
                Plans.rectangle("work", ZoneKind.ZONE_KIND_WORK_AREA, local, 0, 0, LANE_M, heightM))
            .setLimits(
                Limits.newBuilder()
                    .setSpeedLimitMps(LIMIT_MPS)
                    .setRequiredProgressRatio(0.95)
                    .setSampleIntervalS(1.0 / settings.hz()));
    Plans.addRoute(plan, local, course, pace.s());
    return plan.build();
  }

  private List<PlannedMistake> mistakes() {
    return List.of(
        Simulation.speeding(
            settings, VEHICLE, speedingFrom, speedingTo, "drives 4 m/s where 3.2 are allowed"),
        Simulation.hardBrake(
            settings, VEHICLE, brakeFrom, brakeTo, "brakes at 7 m/s2 from 3.1 to 0.2 m/s"),
        new PlannedMistake(
            Kind.MISSED_STRIP,
            VEHICLE,
            "sweep.coverage",
            Set.of(),
            Simulation.timeNs(settings, pace.timeAt(laneFrom[MISSED_LANE] + MISSED_FROM_M)),
            Simulation.timeNs(settings, pace.timeAt(laneFrom[MISSED_LANE] + MISSED_TO_M)),
            "leaves 22 m of a lane unswept"));
  }
}
