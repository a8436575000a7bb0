package io.yardang.streamjobs.job;

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
import io.yardang.v1.ParticipantRole;
import io.yardang.v1.RunEnded;
import io.yardang.v1.RunEvent;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunStarted;
import io.yardang.v1.ScoredRun;
import io.yardang.v1.TelemetryFrame;
import io.yardang.v1.VehicleShape;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/** A run of one vehicle, 20 s at 10 Hz and 8 m/s, written to a journal piece by piece. */
final class RecordedRun implements AutoCloseable {
  static final String RUN = "run-1";
  static final int FRAMES = 201;
  private static final String VEHICLE = "V1";
  private static final UUID STREAM = new UUID(1, 2);
  private static final long START_NS = 1_700_000_000_000_000_000L;
  private static final long STEP_NS = 100_000_000L;
  private static final long RECEIVED_NS = 1_750_000_000_000_000_000L;

  private final JournalWriter journal;
  private final JournalEntry entry = new JournalEntry();
  private long receiveTimeNs = RECEIVED_NS;

  RecordedRun(Path journals) {
    this(journals, "gateway-1");
  }

  RecordedRun(Path journals, String gateway) {
    journal = JournalWriter.open(journals.resolve(gateway), JournalSettings.SMALL);
  }

  /** For a gateway that serves it. */
  JournalWriter journal() {
    return journal;
  }

  RecordedRun receivedFrom(Instant instant) {
    receiveTimeNs = instant.toEpochMilli() * 1_000_000;
    return this;
  }

  RecordedRun start() {
    return event(1, RunEvent.newBuilder().setStarted(started()).build());
  }

  RecordedRun end() {
    return event(2, RunEvent.newBuilder().setEnded(ended()).build());
  }

  RecordedRun frames(int from, int to) {
    for (int i = from; i < to; i++) {
      TelemetryFrame frame = frame(i);
      receiveTimeNs += STEP_NS;
      entry.begin(RecordKind.FRAME, VEHICLE, STREAM);
      entry.add(frame.getSeq(), frame.getSampleTimeUnixNs(), frame.toByteArray());
      journal.append(entry, receiveTimeNs);
    }
    return this;
  }

  /** So much receive time in which nothing comes. */
  RecordedRun quiet(long seconds) {
    receiveTimeNs += seconds * 1_000_000_000L;
    return this;
  }

  static long sampleTimeNs(int frame) {
    return START_NS + frame * STEP_NS;
  }

  private RecordedRun event(long seq, RunEvent event) {
    entry.begin(RecordKind.RUN_EVENT, "console", new UUID(3, 4));
    entry.add(seq, START_NS, event.toBuilder().setSeq(seq).build().toByteArray());
    journal.append(entry, receiveTimeNs);
    return this;
  }

  /** What the scorer itself says of all frames but those from {@code from} to {@code to}. */
  static ScoredRun scoredWithout(int from, int to) {
    RunScorer scorer = new RunScorer(started());
    for (int i = 0; i < FRAMES; i++) {
      if (i < from || i >= to) {
        scorer.add(new RunFrame(VEHICLE, STREAM, frame(i)));
      }
    }
    scorer.end(ended());
    return scorer.score();
  }

  private static TelemetryFrame frame(int i) {
    return TelemetryFrame.newBuilder()
        .setSeq(i + 1L)
        .setSampleTimeUnixNs(sampleTimeNs(i))
        .setLocalPose(LocalPose.newBuilder().setXM(0.8 * i).setYM(0).setYawRad(0))
        .setMotion(Motion.newBuilder().setSpeedMps(8))
        .build();
  }

  private static RunStarted started() {
    return RunStarted.newBuilder()
        .setRunId(RUN)
        .setStartTimeUnixNs(START_NS)
        .setPlan(
            RunPlan.newBuilder()
                .setScorecardId("patrol")
                .setOrigin(GeoPoint.newBuilder().setLatitudeDeg(38).setLongitudeDeg(101))
                .addParticipants(
                    Participant.newBuilder()
                        .setVehicleId(VEHICLE)
                        .setRole(ParticipantRole.PARTICIPANT_ROLE_UNDER_TEST)
                        .setShape(
                            VehicleShape.newBuilder()
                                .setLengthM(4)
                                .setWidthM(2)
                                .setRearAxleToFrontM(3))))
        .build();
  }

  private static RunEnded ended() {
    return RunEnded.newBuilder()
        .setRunId(RUN)
        .setEndTimeUnixNs(START_NS + (FRAMES - 1) * STEP_NS)
        .build();
  }

  @Override
  public void close() {
    journal.close();
  }
}
