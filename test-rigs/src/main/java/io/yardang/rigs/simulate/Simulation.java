package io.yardang.rigs.simulate;

import io.yardang.rigs.simulate.PlannedMistake.Kind;
import java.util.Set;

/** The simulated drives: plausible, the same for the same settings, and wrong only on purpose. */
public final class Simulation {
  private Simulation() {}

  /** A patrol vehicle's round of five checkpoints, with another vehicle on the road beside it. */
  public static SimulatedDrive patrol(SimulationSettings settings) {
    return new PatrolRound(settings).drive();
  }

  /** A sweeper that cleans a rectangle in parallel lanes. */
  public static SimulatedDrive sweep(SimulationSettings settings) {
    return new SweepingJob(settings).drive();
  }

  static PlannedMistake speeding(
      SimulationSettings settings, String vehicle, double from, double to, String text) {
    return new PlannedMistake(
        Kind.SPEEDING,
        vehicle,
        "speed.over_limit",
        Set.of(),
        timeNs(settings, from),
        timeNs(settings, to),
        text);
  }

  static PlannedMistake hardBrake(
      SimulationSettings settings, String vehicle, double from, double to, String text) {
    return new PlannedMistake(
        Kind.HARD_BRAKE,
        vehicle,
        "acceleration.longitudinal",
        Set.of("jerk.longitudinal", "jerk.magnitude"),
        timeNs(settings, from),
        timeNs(settings, to),
        text);
  }

  static long timeNs(SimulationSettings settings, double t) {
    return settings.startTimeNs() + Math.round(t * 1e9);
  }

  /** Samples from 0 to the end of the pace, both included. */
  static int samples(SimulationSettings settings, Pace pace) {
    return (int) Math.floor(pace.t() * settings.hz()) + 1;
  }
}
