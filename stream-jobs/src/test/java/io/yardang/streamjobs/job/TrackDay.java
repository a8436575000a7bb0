package io.yardang.streamjobs.job;

import com.google.protobuf.ByteString;
import io.yardang.ingest.journal.JournalEntry;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.streamjobs.scoring.RunFrame;
import io.yardang.streamjobs.scoring.RunScorer;
import io.yardang.v1.GeoPoint;
import io.yardang.v1.LocalPose;
import io.yardang.v1.Motion;
import io.yardang.v1.Participant;
import io.yardang.v1.RunEnded;
import io.yardang.v1.RunEvent;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunStarted;
import io.yardang.v1.ScoredRun;
import io.yardang.v1.TelemetryFrame;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * A day at the track in the journals of several gateways: vehicles at 10 Hz, runs one beside the
 * other. Receive time goes on by 0.1 s per step of the drive; what was written is remembered, so
 * that the scorer itself can say what it makes of it.
 */
final class TrackDay implements AutoCloseable {
  static final long START_NS = 1_700_000_000_000_000_000L;
  static final long STEP_NS = 100_000_000L;
  private static final long RECEIVED_NS = 1_750_000_000_000_000_000L;

  private final Path journals;
  private final List<JournalWriter> gateways = new ArrayList<>();
  private final JournalEntry entry = new JournalEntry();
  private final Map<String, RunStarted> started = new TreeMap<>();
  private final Map<String, RunEnded> ended = new TreeMap<>();
  private final List<RunFrame> frames = new ArrayList<>();
  private final Map<String, Integer> boots = new TreeMap<>();
  private final Map<String, Integer> firstOfBoot = new TreeMap<>();
  private int gateway;
  private long eventSeq;
  private long receiveTimeNs = RECEIVED_NS;
  private int resent;

  TrackDay(Path journals, int gateways) {
    this.journals = journals;
    for (int i = 0; i < gateways; i++) {
      this.gateways.add(open(i));
    }
  }

  /** For a gateway that serves it. */
  JournalWriter journal(int i) {
    return gateways.get(i);
  }

  private JournalWriter open(int i) {
    return JournalWriter.open(journals.resolve("gateway-" + i), JournalSettings.SMALL);
  }

  /** What follows comes to this gateway. */
  TrackDay via(int gateway) {
    this.gateway = gateway;
    return this;
  }

  /** The gateway ends and starts again. */
  TrackDay restart() {
    gateways.get(gateway).close();
    gateways.set(gateway, open(gateway));
    return this;
  }

  /** So many frames come once more before the next one, and are dropped. */
  TrackDay resend(int frames) {
    resent = frames;
    return this;
  }

  TrackDay at(double seconds) {
    receiveTimeNs = RECEIVED_NS + Math.round(seconds * 1e9);
    return this;
  }

  /** What follows is received from now on, by the clock that a job at the journals' end goes by. */
  TrackDay now() {
    receiveTimeNs = Math.max(receiveTimeNs, Instant.now().toEpochMilli() * 1_000_000);
    return this;
  }

  TrackDay quiet(double seconds) {
    receiveTimeNs += Math.round(seconds * 1e9);
    return this;
  }

  /** Starts at the sample time of this frame; the first vehicle is under test. */
  TrackDay start(String run, int frame, String... vehicles) {
    return start(run, frame, RunPlan.newBuilder(), vehicles);
  }

  TrackDay start(String run, int frame, RunPlan.Builder plan, String... vehicles) {
    plan.setScorecardId("patrol")
        .setOrigin(GeoPoint.newBuilder().setLatitudeDeg(38).setLongitudeDeg(101));
    for (String vehicle : vehicles) {
      plan.addParticipants(Participant.newBuilder().setVehicleId(vehicle));
    }
    RunStarted start =
        RunStarted.newBuilder()
            .setRunId(run)
            .setStartTimeUnixNs(sampleTimeNs(frame))
            .setPlan(plan)
            .build();
    started.put(run, start);
    return event(RunEvent.newBuilder().setStarted(start).build());
  }

  TrackDay end(String run, int frame) {
    RunEnded end =
        RunEnded.newBuilder().setRunId(run).setEndTimeUnixNs(sampleTimeNs(frame)).build();
    ended.put(run, end);
    return event(RunEvent.newBuilder().setEnded(end).build());
  }

  /** The start or end once more, as a controller sends it to another gateway. */
  TrackDay again(RunEvent event) {
    return event(event);
  }

  RunEvent startOf(String run) {
    return RunEvent.newBuilder().setStarted(started.get(run)).build();
  }

  private TrackDay event(RunEvent event) {
    eventSeq++;
    entry.begin(RecordKind.RUN_EVENT, "console", new UUID(3, 4));
    entry.add(eventSeq, START_NS, event.toBuilder().setSeq(eventSeq).build().toByteArray());
    gateways.get(gateway).append(entry, receiveTimeNs);
    return this;
  }

  /** Frames from to to of each vehicle, a step after the other. */
  TrackDay drive(int from, int to, String... vehicles) {
    for (int i = from; i < to; i++) {
      receiveTimeNs += STEP_NS;
      for (String vehicle : vehicles) {
        deliver(vehicle, i);
      }
    }
    return this;
  }

  /** The vehicle starts anew: its next frame has seq 1 of another stream. */
  TrackDay reboot(String vehicle, int firstFrame) {
    boots.merge(vehicle, 1, Integer::sum);
    firstOfBoot.put(vehicle, firstFrame);
    return this;
  }

  /** One frame, received now. */
  void deliver(String vehicle, int i) {
    UUID stream = new UUID(9 + boots.getOrDefault(vehicle, 0), vehicle.hashCode());
    TelemetryFrame frame = frame(vehicle, i, i - firstOfBoot.getOrDefault(vehicle, 0) + 1L);
    ByteString bytes = frame.toByteString();
    entry.begin(RecordKind.FRAME, vehicle, stream);
    entry.add(frame.getSeq(), frame.getSampleTimeUnixNs(), bytes.toByteArray());
    gateways.get(gateway).append(entry.duplicatesBefore(resent), receiveTimeNs);
    resent = 0;
    frames.add(new RunFrame(vehicle, stream, frame));
  }

  /** The bytes of a vehicle's frame in the journal, when it never booted again. */
  static byte[] frameBytes(String vehicle, int frame) {
    return frame(vehicle, frame, frame + 1L).toByteArray();
  }

  static long sampleTimeNs(int frame) {
    return START_NS + frame * STEP_NS;
  }

  private static TelemetryFrame frame(String vehicle, int i, long seq) {
    double shake = Math.floorMod(i * 7919 + vehicle.hashCode() * 31, 97) / 97.0;
    return TelemetryFrame.newBuilder()
        .setSeq(seq)
        .setSampleTimeUnixNs(sampleTimeNs(i))
        .setLocalPose(
            LocalPose.newBuilder()
                .setXM(0.8 * i + 0.01 * shake)
                .setYM(4.0 * vehicle.charAt(1))
                .setYawRad(0))
        .setMotion(
            Motion.newBuilder()
                .setSpeedMps(8 + 0.1 * shake)
                .setLongitudinalAccelerationMps2(6 * (shake - 0.5)))
        .build();
  }

  /** What the scorer itself says of all frames that were written. */
  ScoredRun expected(String run) {
    RunScorer scorer = new RunScorer(started.get(run));
    frames.forEach(scorer::add);
    scorer.end(ended.get(run));
    return scorer.score();
  }

  @Override
  public void close() {
    gateways.forEach(JournalWriter::close);
  }
}
