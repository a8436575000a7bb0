package io.yardang.streamjobs.scoring;

import java.util.List;

/** Every metric there is. */
final class Metrics {
  static final List<Metric> ALL =
      List.of(
          new EncounterMetrics.Collision(),
          new EncounterMetrics.Impact(),
          new AreaMetrics.Geofence(),
          new Direction(),
          new StopLines(),
          AreaMetrics.Progress.gate(),
          new TaskMetrics.SafetyTakeovers(),
          AreaMetrics.Progress.ratio(),
          new TaskMetrics.Checkpoints(),
          new Alarms(),
          new Tracking(),
          new Localisation(),
          new StopDistance(),
          new AreaMetrics.Coverage(),
          new AreaMetrics.Overlap(),
          new SweepMetrics.Efficiency(),
          new SweepMetrics.WorkingSpeed(),
          new EncounterMetrics.Ttc(),
          EncounterMetrics.Exposed.time(),
          EncounterMetrics.Exposed.integral(),
          WorstMetric.drac(),
          WorstMetric.mdrac(),
          new EncounterMetrics.Pet(),
          WorstMetric.headway(),
          WorstMetric.rssMargin(),
          new EncounterMetrics.SmallestGap(),
          new SpeedMetrics.Mean(),
          new SpeedMetrics.Max(),
          new SpeedMetrics.OverLimit(),
          MotionMetric.longitudinalAcceleration(),
          MotionMetric.lateralAcceleration(),
          MotionMetric.longitudinalJerk(),
          MotionMetric.jerkMagnitude(),
          MotionMetric.yawRate(),
          MotionMetric.yawAcceleration(),
          new Comfort(),
          new EnergyMetrics.Electric(),
          new EnergyMetrics.Hydrogen(),
          new EnergyMetrics.Total(),
          new ChallengeMetrics.Time(),
          new ChallengeMetrics.Penalty(),
          new TaskMetrics.DataGaps());

  /** Their ids. */
  static final List<String> IDS = ALL.stream().map(Metric::id).toList();

  private Metrics() {}

  /** The metric of that id; the scorecard has checked that there is one. */
  static Metric of(String id) {
    return ALL.stream().filter(m -> m.id().equals(id)).findFirst().orElseThrow();
  }
}
