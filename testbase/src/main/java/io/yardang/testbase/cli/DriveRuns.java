package io.yardang.testbase.cli;

import io.yardang.rigs.drive.Drive;
import io.yardang.rigs.drive.DriveReader;
import io.yardang.rigs.drive.DriveRecord;
import io.yardang.rigs.replay.TimedFrames;
import io.yardang.streamjobs.scoring.Scorecards;
import io.yardang.testbase.embedded.WireRunControl;
import io.yardang.v1.RunEndCause;
import io.yardang.v1.RunEnded;
import io.yardang.v1.RunEvent;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunStarted;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Runs laid around a drive, from its first sample to its last. */
public final class DriveRuns {
  private DriveRuns() {}

  /**
   * The start and the end of a run that takes the whole drive.
   *
   * @param runId null to have one made
   */
  public static List<RunEvent> around(Drive drive, RunPlan plan, String runId) throws IOException {
    return around(List.of(drive), plan, runId);
  }

  /** The same of several drives, from the first sample to the last of them all. */
  static List<RunEvent> around(List<Drive> drives, RunPlan plan, String runId) throws IOException {
    long firstNs = Long.MAX_VALUE;
    long lastNs = Long.MIN_VALUE;
    for (Drive drive : drives) {
      try (DriveReader reader = drive.read()) {
        for (DriveRecord record = reader.next(); record != null; record = reader.next()) {
          if (record.kind() == DriveRecord.Kind.FRAME) {
            long timeNs = record.frame().getSampleTimeUnixNs();
            firstNs = Math.min(firstNs, timeNs);
            lastNs = Math.max(lastNs, timeNs);
          }
        }
      }
    }
    if (firstNs > lastNs) {
      throw new IllegalArgumentException(
          "no frame in " + drives.stream().map(Drive::file).toList());
    }
    String id = runId != null ? runId : WireRunControl.newRunId(plan, Instant.now());
    RunPlan whole =
        plan.getScorecardYaml().isEmpty()
            ? plan.toBuilder()
                .setScorecardYaml(Scorecards.builtInText(plan.getScorecardId()))
                .build()
            : plan;
    RunEvent started =
        RunEvent.newBuilder()
            .setSeq(1)
            .setEventTimeUnixNs(firstNs)
            .setStarted(
                RunStarted.newBuilder().setRunId(id).setStartTimeUnixNs(firstNs).setPlan(whole))
            .build();
    RunEvent ended =
        RunEvent.newBuilder()
            .setSeq(2)
            .setEventTimeUnixNs(lastNs)
            .setEnded(
                RunEnded.newBuilder()
                    .setRunId(id)
                    .setEndTimeUnixNs(lastNs)
                    .setCause(RunEndCause.RUN_END_CAUSE_COMPLETED))
            .build();
    return List.of(started, ended);
  }

  /** The same frames, each vehicle's under a stream of its own that no gateway has seen. */
  static TimedFrames withNewStreams(TimedFrames frames) {
    List<TimedFrames.Track> tracks =
        frames.tracks().stream()
            .map(
                track ->
                    new TimedFrames.Track(
                        track.vehicle(), Optional.of(UUID.randomUUID()), track.frames()))
            .toList();
    return new TimedFrames() {
      @Override
      public List<Track> tracks() {
        return tracks;
      }

      @Override
      public List<RunEvent> runEvents() {
        return frames.runEvents();
      }
    };
  }

  static List<String> runIds(List<RunEvent> events) {
    return events.stream()
        .filter(RunEvent::hasStarted)
        .map(event -> event.getStarted().getRunId())
        .toList();
  }

  /** "max" is 0, as fast as possible. */
  static double rate(String text) {
    if (text.equals("max")) {
      return 0;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--rate=" + text + ": give a number, or max", e);
    }
  }
}
