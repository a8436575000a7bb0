package io.yardang.streamjobs.report;

import io.yardang.v1.Checkpoint;
import io.yardang.v1.DroppedSamples;
import io.yardang.v1.Evidence;
import io.yardang.v1.Finding;
import io.yardang.v1.FrameRange;
import io.yardang.v1.GapLedger;
import io.yardang.v1.GeoPoint;
import io.yardang.v1.Limits;
import io.yardang.v1.MetricKind;
import io.yardang.v1.MetricResult;
import io.yardang.v1.Participant;
import io.yardang.v1.ParticipantRole;
import io.yardang.v1.Report;
import io.yardang.v1.RunEndCause;
import io.yardang.v1.RunPlan;
import io.yardang.v1.ScorecardIdentity;
import io.yardang.v1.ScoredRun;
import io.yardang.v1.SeqRange;
import io.yardang.v1.StreamLedger;
import io.yardang.v1.Trace;
import io.yardang.v1.Verdict;
import io.yardang.v1.Zone;
import io.yardang.v1.ZoneKind;

/** A patrol round of four minutes with a speeding stretch, a hard brake and a missed checkpoint. */
final class SampleRun {
  static final String RUN_ID = "patrol-2026-11-24-01";
  private static final long START_NS = 1_795_510_800_000_000_000L;
  private static final long DURATION_S = 240;
  private static final GeoPoint ORIGIN = point(40.1, 94.66);
  private static final String STREAM = "5f0c1a52-7a0e-4a54-9a39-3f1f8a1f0c11";

  private SampleRun() {}

  static ScoredRun scored() {
    return ScoredRun.newBuilder()
        .setReport(report())
        .addTraces(trace("PV-07", 0, 8.2))
        .addTraces(trace("TRUCK-2", -40, 7.5))
        .build();
  }

  static Report.Builder report() {
    return Report.newBuilder()
        .setReportVersion(1)
        .setRunId(RUN_ID)
        .setPlan(plan())
        .setStartTimeUnixNs(START_NS)
        .setEndTimeUnixNs(START_NS + DURATION_S * 1_000_000_000L)
        .setEndCause(RunEndCause.RUN_END_CAUSE_COMPLETED)
        .setVerdict(Verdict.VERDICT_FAIL)
        .addReasons("The score 71.48 is below the 80 from which the run passes.")
        .addReasons("Checkpoint north-gate was not visited.")
        .setScore(71.484)
        .setPassScore(80)
        .addMetrics(gate("collision.none", "No collision", 0, "1", 1, Evidence.EVIDENCE_VERIFIED))
        .addMetrics(
            gate("patrol.mandatory", "Checkpoints", 0.75, "1", 0.9, Evidence.EVIDENCE_POLICY))
        .addMetrics(
            metric("speed.over_limit", "Over-speed", 13.42, "m/s", 11.1, 0.812, 5)
                .setSource("nuPlan speed-limit compliance")
                .setEvidence(Evidence.EVIDENCE_VERIFIED)
                .putDetails("time_s", 14.2)
                .putDetails("mean", 8.204))
        .addMetrics(
            metric(
                    "comfort.longitudinal",
                    "Longitudinal acceleration",
                    -5.31,
                    "m/s^2",
                    -4.05,
                    0.6,
                    2)
                .setSource("nuPlan comfort bounds")
                .setEvidence(Evidence.EVIDENCE_VERIFIED)
                .addSamplesDropped(
                    DroppedSamples.newBuilder().setReason("within 0.5 s of a gap").setCount(12)))
        .addMetrics(
            metric("gap.ttc", "Time to collision, smallest", 2.71, "s", 1.5, 1, 4)
                .setSource("Quoted in a review paper as from a national standard")
                .setEvidence(Evidence.EVIDENCE_SECONDARY))
        .addMetrics(
            metric("patrol.checkpoints", "Checkpoints visited", 0.75, "1", 1, 0.75, 5)
                .setSource("Patrol policy")
                .setEvidence(Evidence.EVIDENCE_POLICY))
        .addMetrics(
            MetricResult.newBuilder()
                .setMetric("energy.per_km")
                .setTitle("Energy")
                .setKind(MetricKind.METRIC_KIND_REPORTED)
                .setApplies(true)
                .setValue(212.4)
                .setUnit("Wh/km")
                .setSamplesUsed(2400)
                .setSource("battery power integrated")
                .setEvidence(Evidence.EVIDENCE_POLICY))
        .addMetrics(
            MetricResult.newBuilder()
                .setMetric("sweep.coverage")
                .setTitle("Swept area")
                .setKind(MetricKind.METRIC_KIND_WEIGHTED)
                .setNotApplicableBecause("The plan has no work area."))
        .addFindings(
            finding(1, "speed.over_limit", 62, 76.2, 13.42, 11.1, "m/s")
                .setText("13.4 m/s where 11.1 m/s is allowed, for 14.2 s."))
        .addFindings(
            finding(2, "comfort.longitudinal", 130, 131.2, -5.31, -4.05, "m/s^2")
                .setText("Braked at 5.3 m/s²."))
        .addFindings(
            finding(3, "patrol.checkpoints", 240, 240, 0, 1, "1")
                .setText("Checkpoint north-gate was not visited: nearest pass 31 m."))
        .addData(ledger("PV-07", 2398, 2))
        .addData(ledger("TRUCK-2", 2400, 0))
        .setScorecard(
            ScorecardIdentity.newBuilder()
                .setScorecardId("patrol")
                .setVersion(1)
                .setSha256("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"))
        .setFormulaVersion(1)
        .setInputSha256("60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752");
  }

  private static RunPlan plan() {
    return RunPlan.newBuilder()
        .setTitle("Night patrol, north loop")
        .setScenario("patrol/north-loop")
        .setAutomaker("Dunhuang Motors")
        .setScorecardId("patrol")
        .setOrigin(ORIGIN)
        .addParticipants(participant("PV-07", ParticipantRole.PARTICIPANT_ROLE_UNDER_TEST))
        .addParticipants(participant("TRUCK-2", ParticipantRole.PARTICIPANT_ROLE_TRAFFIC))
        .addZones(
            Zone.newBuilder()
                .setZoneId("base")
                .setKind(ZoneKind.ZONE_KIND_GEOFENCE)
                .addRing(point(40.0975, 94.655))
                .addRing(point(40.0975, 94.665))
                .addRing(point(40.1025, 94.665))
                .addRing(point(40.1025, 94.655)))
        .addZones(
            Zone.newBuilder()
                .setZoneId("gate zone")
                .setKind(ZoneKind.ZONE_KIND_SPEED_LIMIT)
                .setSpeedLimitMps(5)
                .addRing(point(40.1010, 94.6585))
                .addRing(point(40.1010, 94.6610))
                .addRing(point(40.1022, 94.6610))
                .addRing(point(40.1022, 94.6585)))
        .addCheckpoints(
            Checkpoint.newBuilder()
                .setCheckpointId("north-gate")
                .setPosition(point(40.1017, 94.6597))
                .setRadiusM(12))
        .setLimits(Limits.newBuilder().setSpeedLimitMps(11.1))
        .build();
  }

  private static Trace trace(String vehicle, double offsetM, double speedMps) {
    Trace.Builder trace = Trace.newBuilder().setVehicleId(vehicle);
    for (int i = 0; i <= DURATION_S * 2; i++) {
      double t = i / 2.0;
      double angle = 2 * StrictMath.PI * t / DURATION_S;
      boolean speeding = offsetM == 0 && t >= 62 && t <= 76;
      boolean braking = offsetM == 0 && t >= 130 && t <= 131.5;
      trace.addTimeS(t);
      trace.addXM(round((330 + offsetM) * StrictMath.cos(angle)));
      trace.addYM(round((190 + offsetM) * StrictMath.sin(angle) + 18 * StrictMath.sin(5 * angle)));
      trace.addSpeedMps(round(speedMps + 1.4 * StrictMath.sin(9 * angle) + (speeding ? 4 : 0)));
      trace.addLongitudinalAccelerationMps2(
          round(0.9 * StrictMath.cos(9 * angle) - (braking ? 4.5 : 0)));
      trace.addLateralAccelerationMps2(round(1.1 * StrictMath.sin(4 * angle)));
    }
    return trace.build();
  }

  private static MetricResult.Builder gate(
      String id, String title, double value, String unit, double score, Evidence evidence) {
    return MetricResult.newBuilder()
        .setMetric(id)
        .setTitle(title)
        .setKind(MetricKind.METRIC_KIND_GATE)
        .setApplies(true)
        .setValue(value)
        .setUnit(unit)
        .setScore(score)
        .setSamplesUsed(2398)
        .setSource("scorecard patrol")
        .setEvidence(evidence);
  }

  private static MetricResult.Builder metric(
      String id,
      String title,
      double value,
      String unit,
      double threshold,
      double score,
      double weight) {
    return MetricResult.newBuilder()
        .setMetric(id)
        .setTitle(title)
        .setKind(MetricKind.METRIC_KIND_WEIGHTED)
        .setApplies(true)
        .setValue(value)
        .setUnit(unit)
        .setThreshold(threshold)
        .setScore(score)
        .setWeight(weight)
        .setSamplesUsed(2398);
  }

  private static Finding.Builder finding(
      int number,
      String metric,
      double fromS,
      double toS,
      double value,
      double limit,
      String unit) {
    double angle = 2 * StrictMath.PI * fromS / DURATION_S;
    return Finding.newBuilder()
        .setFindingId(RUN_ID + "/" + metric + "/" + number)
        .setMetric(metric)
        .setVehicleId("PV-07")
        .setStartTimeUnixNs(START_NS + StrictMath.round(fromS * 1e9))
        .setEndTimeUnixNs(START_NS + StrictMath.round(toS * 1e9))
        .setLatitudeDeg(40.1)
        .setLongitudeDeg(94.66)
        .setXM(round(330 * StrictMath.cos(angle)))
        .setYM(round(190 * StrictMath.sin(angle) + 18 * StrictMath.sin(5 * angle)))
        .setValue(value)
        .setLimit(limit)
        .setUnit(unit)
        .addEvidence(
            FrameRange.newBuilder()
                .setVehicleId("PV-07")
                .setStreamId(STREAM)
                .setFirstSeq((long) (fromS * 10))
                .setLastSeq((long) (toS * 10)));
  }

  private static GapLedger ledger(String vehicle, long frames, long missing) {
    StreamLedger.Builder stream =
        StreamLedger.newBuilder()
            .setStreamId(STREAM)
            .setFirstSeq(1)
            .setLastSeq(frames + missing)
            .setFrames(frames);
    if (missing > 0) {
      stream.addMissing(SeqRange.newBuilder().setFirstSeq(811).setLastSeq(810 + missing));
    }
    return GapLedger.newBuilder()
        .setVehicleId(vehicle)
        .addStreams(stream)
        .setFrames(frames)
        .setExpectedFrames(frames + missing)
        .setMissingFrames(missing)
        .setLongestGapS(missing > 0 ? 0.3 : 0.1)
        .setMedianIntervalS(0.1)
        .setUncoveredS(missing > 0 ? 0.2 : 0)
        .build();
  }

  private static Participant participant(String vehicle, ParticipantRole role) {
    return Participant.newBuilder().setVehicleId(vehicle).setRole(role).build();
  }

  private static GeoPoint point(double latitudeDeg, double longitudeDeg) {
    return GeoPoint.newBuilder().setLatitudeDeg(latitudeDeg).setLongitudeDeg(longitudeDeg).build();
  }

  private static double round(double value) {
    // + 0.0 turns -0.0 into 0.0, which is all that RFC 8785 can write.
    return StrictMath.rint(value * 1e3) / 1e3 + 0.0;
  }
}
