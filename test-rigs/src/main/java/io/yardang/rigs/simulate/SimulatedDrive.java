package io.yardang.rigs.simulate;

import io.yardang.rigs.replay.TimedFrames;
import io.yardang.v1.RunEndCause;
import io.yardang.v1.RunEnded;
import io.yardang.v1.RunEvent;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunStarted;
import io.yardang.v1.TelemetryFrame;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A simulated drive, whole in memory.
 *
 * @param runId of the run its events tell of
 * @param plan what was to be driven
 * @param frames of each vehicle, seq 1, 2, 3 …, in order; the vehicle under test comes first
 * @param mistakes what was done wrong on purpose; a fair score shows these and nothing else
 * @param startTimeNs sample time of the first frames
 * @param endTimeNs sample time of the last frames
 */
public record SimulatedDrive(
    String runId,
    RunPlan plan,
    Map<String, List<TelemetryFrame>> frames,
    List<PlannedMistake> mistakes,
    long startTimeNs,
    long endTimeNs)
    implements TimedFrames {

  /** The same drive as another run: run ids are never used twice. */
  public SimulatedDrive withRunId(String id) {
    return new SimulatedDrive(id, plan, frames, mistakes, startTimeNs, endTimeNs);
  }

  @Override
  public List<Track> tracks() {
    return frames.entrySet().stream()
        .map(e -> new Track(e.getKey(), Optional.empty(), e.getValue()))
        .toList();
  }

  @Override
  public List<RunEvent> runEvents() {
    return List.of(
        RunEvent.newBuilder()
            .setSeq(1)
            .setEventTimeUnixNs(startTimeNs)
            .setStarted(
                RunStarted.newBuilder()
                    .setRunId(runId)
                    .setStartTimeUnixNs(startTimeNs)
                    .setPlan(plan))
            .build(),
        RunEvent.newBuilder()
            .setSeq(2)
            .setEventTimeUnixNs(endTimeNs)
            .setEnded(
                RunEnded.newBuilder()
                    .setRunId(runId)
                    .setEndTimeUnixNs(endTimeNs)
                    .setCause(RunEndCause.RUN_END_CAUSE_COMPLETED))
            .build());
  }
}
