package io.yardang.console;

import io.yardang.ingest.journal.JournalEntry;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.streamjobs.report.ReportStore;
import io.yardang.streamjobs.report.SigningKey;
import io.yardang.v1.*;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A test base in small: a real journal of a gateway, a real journal of results and a report store
 * in one directory, and two vehicles that drive around an oval. Each step of {@link #driveTo}
 * appends frames; the test says when the scorer speaks.
 */
final class TestTrack implements AutoCloseable {
  static final String SWEEPER = "sweeper-02";
  static final String PATROL = "patrol-01";
  static final String RUN = "run-2026-11-24-a";
  static final double LATITUDE = 46.895;
  static final double LONGITUDE = 16.835;

  final Path root;
  final ReportStore reports;
  final List<String> control = new ArrayList<>();
  final long startNs;
  private final JournalWriter gateway;
  private final JournalWriter results;
  private final UUID[] streams = {UUID.randomUUID(), UUID.randomUUID()};
  private final UUID resultStream = UUID.randomUUID();
  private final long[] seqs = new long[2];
  private long resultSeq;

  TestTrack(Path root) {
    this.root = root;
    // An hour ago: the console must not mind what the samples' clock says.
    startNs = System.currentTimeMillis() * 1_000_000 - 3_600_000_000_000L;
    gateway = JournalWriter.open(root.resolve("journals/gateway-1"), JournalSettings.SMALL);
    results = JournalWriter.open(root.resolve("results"), JournalSettings.SMALL);
    reports =
        new ReportStore(root.resolve("reports"), SigningKey.openOrCreate(root.resolve("key")));
  }

  LiveView view() {
    return LiveView.follow(
        root.resolve("journals"), root.resolve("results"), java.time.InstantSource.system());
  }

  RunControl control() {
    return new RunControl() {
      @Override
      public String start(RunPlan plan, String requestedRunId) {
        if (plan.getTitle().startsWith("unreachable")) {
          throw new IllegalStateException("connection refused");
        }
        control.add("start " + plan.getParticipants(0).getVehicleId());
        return "run-new";
      }

      @Override
      public void end(String runId, RunEndCause cause, String note) {
        control.add("end " + runId + " " + cause + " " + note);
      }
    };
  }

  List<NamedPlan> plans() {
    return List.of(
        new NamedPlan("oval-patrol", plan()),
        new NamedPlan("gone", plan().toBuilder().setTitle("unreachable").build()));
  }

  static RunPlan plan() {
    RunPlan.Builder plan =
        RunPlan.newBuilder()
            .setTitle("Evening patrol of the oval")
            .setScenario("patrol with oncoming sweeper")
            .setAutomaker("Gobi Motors")
            .setScorecardId("patrol")
            .setOrigin(at(0, 0))
            .addParticipants(
                Participant.newBuilder()
                    .setVehicleId(PATROL)
                    .setRole(ParticipantRole.PARTICIPANT_ROLE_UNDER_TEST)
                    .setShape(
                        VehicleShape.newBuilder()
                            .setLengthM(4.2)
                            .setWidthM(1.8)
                            .setRearAxleToFrontM(3.3)))
            .addParticipants(
                Participant.newBuilder()
                    .setVehicleId(SWEEPER)
                    .setRole(ParticipantRole.PARTICIPANT_ROLE_TRAFFIC)
                    .setShape(
                        VehicleShape.newBuilder()
                            .setLengthM(5.6)
                            .setWidthM(2.1)
                            .setRearAxleToFrontM(4.1)))
            .setLimits(Limits.newBuilder().setSpeedLimitMps(8.3));
    for (int i = 0; i <= 72; i++) {
      double a = 2 * Math.PI * i / 72;
      plan.addRoute(at(180 * Math.cos(a), 90 * Math.sin(a)));
    }
    plan.addZones(
        Zone.newBuilder()
            .setZoneId("fence")
            .setKind(ZoneKind.ZONE_KIND_GEOFENCE)
            .addRing(at(-215, -125))
            .addRing(at(215, -125))
            .addRing(at(215, 125))
            .addRing(at(-215, 125)));
    plan.addZones(
        Zone.newBuilder()
            .setZoneId("yard")
            .setKind(ZoneKind.ZONE_KIND_WORK_AREA)
            .addRing(at(-60, -30))
            .addRing(at(60, -30))
            .addRing(at(60, 30))
            .addRing(at(-60, 30)));
    plan.addZones(
        Zone.newBuilder()
            .setZoneId("gate")
            .setKind(ZoneKind.ZONE_KIND_SPEED_LIMIT)
            .setSpeedLimitMps(4)
            .addRing(at(130, -80))
            .addRing(at(200, -80))
            .addRing(at(200, -20))
            .addRing(at(130, -20)));
    for (int i = 0; i < 4; i++) {
      double a = Math.PI / 2 * i + 0.5;
      plan.addCheckpoints(
          Checkpoint.newBuilder()
              .setCheckpointId("C" + (i + 1))
              .setPosition(at(180 * Math.cos(a), 90 * Math.sin(a)))
              .setRadiusM(6));
    }
    return plan.build();
  }

  static GeoPoint at(double xM, double yM) {
    double perDegree = Math.toRadians(1) * 6371008.8;
    return GeoPoint.newBuilder()
        .setLatitudeDeg(LATITUDE + yM / perDegree)
        .setLongitudeDeg(LONGITUDE + xM / perDegree / Math.cos(Math.toRadians(LATITUDE)))
        .build();
  }

  /** Starts the run, as the controller's event in the gateway's journal. */
  void startRun(String runId) {
    RunEvent started =
        RunEvent.newBuilder()
            .setSeq(1)
            .setEventTimeUnixNs(startNs)
            .setStarted(
                RunStarted.newBuilder().setRunId(runId).setStartTimeUnixNs(startNs).setPlan(plan()))
            .build();
    append(
        gateway,
        RecordKind.RUN_EVENT,
        "console",
        UUID.randomUUID(),
        1,
        startNs,
        started.toByteArray());
  }

  /** Appends one frame of each vehicle, so many seconds after the start. */
  void driveTo(double seconds) {
    drive(0, PATROL, seconds, 7 + 2.2 * Math.sin(seconds / 7), 1, 0);
    drive(1, SWEEPER, seconds, 3 + 0.3 * Math.sin(seconds / 3), -1, 2);
  }

  private void drive(int i, String vehicle, double seconds, double speed, int way, double phase) {
    double a = phase + way * seconds * (i == 0 ? 0.055 : 0.022);
    GeoPoint point = at(180 * Math.cos(a), 90 * Math.sin(a));
    double yaw = Math.atan2(way * 90 * Math.cos(a), -way * 180 * Math.sin(a));
    long timeNs = startNs + Math.round(seconds * 1e9);
    TelemetryFrame frame =
        TelemetryFrame.newBuilder()
            .setSeq(++seqs[i])
            .setSampleTimeUnixNs(timeNs)
            .setPosition(
                GeodeticPosition.newBuilder()
                    .setDatum(Datum.DATUM_WGS84)
                    .setLatitudeDeg(point.getLatitudeDeg())
                    .setLongitudeDeg(point.getLongitudeDeg()))
            .setMotion(
                Motion.newBuilder()
                    .setSpeedMps(speed)
                    .setHeadingDeg(90 - Math.toDegrees(yaw))
                    .setLongitudinalAccelerationMps2(
                        i == 0 ? 0.32 * Math.cos(seconds / 7) + 0.15 * Math.sin(seconds * 3) : 0.1)
                    .setLateralAccelerationMps2(
                        way * speed * speed / 60 + 0.1 * Math.sin(seconds * 2)))
            .setDriving(Driving.newBuilder().setMode(DriveMode.DRIVE_MODE_AUTONOMOUS))
            .build();
    append(gateway, RecordKind.FRAME, vehicle, streams[i], seqs[i], timeNs, frame.toByteArray());
  }

  /** What the scorer would say about so far. */
  void scorerSays(double seconds, double score, double progress, int findings) {
    tell(
        seconds,
        Result.newBuilder()
            .setRunId(RUN)
            .setLive(
                LiveUpdate.newBuilder()
                    .setState(RunState.RUN_STATE_RUNNING)
                    .setPlan(plan())
                    .setStartTimeUnixNs(startNs)
                    .setScore(score)
                    .setFindings(findings)
                    .addAllMetrics(metrics(progress, findings == 0))));
  }

  private static List<MetricResult> metrics(double progress, boolean isClean) {
    return List.of(
        gate("safety.collision", "No collision", true),
        gate("safety.geofence", "Inside the fence", true),
        gate("safety.takeover", "No takeover", true),
        MetricResult.newBuilder()
            .setMetric("speed.over_limit")
            .setTitle("Speed limit kept")
            .setKind(MetricKind.METRIC_KIND_WEIGHTED)
            .setApplies(true)
            .setValue(isClean ? 0 : 0.9)
            .setUnit("m/s")
            .setThreshold(0)
            .setScore(isClean ? 1 : 0.41)
            .setWeight(4)
            .setSource("nuPlan")
            .setEvidence(Evidence.EVIDENCE_VERIFIED)
            .setSamplesUsed(1000)
            .addSamplesDropped(DroppedSamples.newBuilder().setReason("in no lane").setCount(200))
            .build(),
        MetricResult.newBuilder()
            .setMetric("comfort.lateral_acceleration")
            .setTitle("Lateral acceleration")
            .setKind(MetricKind.METRIC_KIND_WEIGHTED)
            .setApplies(true)
            .setValue(1.4)
            .setUnit("m/s²")
            .setThreshold(4.89)
            .setScore(1)
            .setWeight(2)
            .setEvidence(Evidence.EVIDENCE_VERIFIED)
            .build(),
        MetricResult.newBuilder()
            .setMetric("mission.progress")
            .setTitle("Progress along the route")
            .setKind(MetricKind.METRIC_KIND_WEIGHTED)
            .setApplies(true)
            .setValue(progress)
            .setUnit("1")
            .setThreshold(0.9)
            .setScore(Math.min(1, progress / 0.9))
            .setWeight(5)
            .setEvidence(Evidence.EVIDENCE_POLICY)
            .build());
  }

  private static MetricResult gate(String id, String title, boolean isKept) {
    return MetricResult.newBuilder()
        .setMetric(id)
        .setTitle(title)
        .setKind(MetricKind.METRIC_KIND_GATE)
        .setApplies(true)
        .setScore(isKept ? 1 : 0)
        .build();
  }

  Finding finding(int n, double seconds, String metric, double value, double limit, String text) {
    double a = seconds * 0.055;
    return Finding.newBuilder()
        .setFindingId(RUN + "/" + metric + "/" + n)
        .setMetric(metric)
        .setVehicleId(PATROL)
        .setStartTimeUnixNs(startNs + Math.round(seconds * 1e9))
        .setEndTimeUnixNs(startNs + Math.round((seconds + 2.4) * 1e9))
        .setXM(180 * Math.cos(a))
        .setYM(90 * Math.sin(a))
        .setValue(value)
        .setLimit(limit)
        .setUnit("m/s")
        .setText(text)
        .addEvidence(proof(PATROL, 81, 101))
        .addEvidence(proof(PATROL, 103, 103))
        .addEvidence(proof(SWEEPER, 7, 7))
        .build();
  }

  private static FrameRange proof(String vehicle, long first, long last) {
    return FrameRange.newBuilder()
        .setVehicleId(vehicle)
        .setStreamId(new UUID(7, 1).toString())
        .setFirstSeq(first)
        .setLastSeq(last)
        .build();
  }

  void scorerFinds(double seconds, Finding finding) {
    tell(seconds, Result.newBuilder().setRunId(RUN).setFinding(finding));
  }

  /** The run is over: its report is saved and told. */
  ScoredRun scored(double seconds, double score, List<Finding> findings) {
    ScoredRun.Builder run =
        ScoredRun.newBuilder()
            .setReport(
                Report.newBuilder()
                    .setReportVersion(1)
                    .setRunId(RUN)
                    .setPlan(plan())
                    .setStartTimeUnixNs(startNs)
                    .setEndTimeUnixNs(startNs + Math.round(seconds * 1e9))
                    .setEndCause(RunEndCause.RUN_END_CAUSE_COMPLETED)
                    .setVerdict(Verdict.VERDICT_PASS)
                    .addReasons(
                        "The score of " + score + " is at least 70, and every gate is kept.")
                    .setScore(score)
                    .setPassScore(70)
                    .addAllMetrics(metrics(0.97, findings.isEmpty()))
                    .addAllFindings(findings)
                    .addData(
                        GapLedger.newBuilder()
                            .setVehicleId(PATROL)
                            .setFrames(1180)
                            .setExpectedFrames(1200)
                            .setMissingFrames(20)
                            .setLongestGapS(2.1)
                            .setMedianIntervalS(0.1)
                            .addStreams(
                                StreamLedger.newBuilder()
                                    .addMissing(
                                        SeqRange.newBuilder().setFirstSeq(401).setLastSeq(420))))
                    .setScorecard(
                        ScorecardIdentity.newBuilder().setScorecardId("patrol").setVersion(1)));
    Trace.Builder trace = Trace.newBuilder().setVehicleId(PATROL);
    for (double s = 0; s <= seconds; s += 0.5) {
      double speed = 7 + 2.2 * Math.sin(s / 7);
      trace
          .addTimeS(s)
          .addXM(180 * Math.cos(s * 0.055))
          .addYM(90 * Math.sin(s * 0.055))
          .addSpeedMps(speed)
          .addLongitudinalAccelerationMps2(0.32 * Math.cos(s / 7))
          .addLateralAccelerationMps2(speed * speed / 60);
    }
    ScoredRun done = run.addTraces(trace).build();
    reports.save(done);
    tell(seconds, Result.newBuilder().setRunId(RUN).setScored(done));
    return done;
  }

  private void tell(double seconds, Result.Builder result) {
    long timeNs = startNs + Math.round(seconds * 1e9);
    byte[] bytes = result.setTimeUnixNs(timeNs).build().toByteArray();
    append(results, RecordKind.RESULT, "scoring", resultStream, ++resultSeq, timeNs, bytes);
  }

  private static void append(
      JournalWriter journal,
      RecordKind kind,
      String sender,
      UUID stream,
      long seq,
      long timeNs,
      byte[] bytes) {
    JournalEntry entry =
        new JournalEntry().begin(kind, sender, stream).add(seq, timeNs, ByteBuffer.wrap(bytes));
    journal.append(entry, System.currentTimeMillis() * 1_000_000);
  }

  @Override
  public void close() {
    gateway.close();
    results.close();
  }
}
