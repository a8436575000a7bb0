package io.yardang.streamjobs.job;

import io.yardang.v1.Participant;
import io.yardang.v1.RunEvent;
import io.yardang.v1.RunStarted;
import java.util.List;

/**
 * Which frames a run takes: those of its vehicles, from its start to a little after its end. The
 * little more lets the scorer see that a vehicle has passed the end.
 *
 * @param vehicles ids of the participants; empty while the start is not known
 * @param startNs first sample time
 * @param endNs last sample time; Long.MAX_VALUE while the run goes on
 * @param closedMs receive time of the end, ms; Long.MAX_VALUE while the run goes on
 */
record RunWindow(List<String> vehicles, long startNs, long endNs, long closedMs) {
  static final RunWindow UNKNOWN =
      new RunWindow(List.of(), Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

  private static final long BEYOND_END_NS = 2_000_000_000L;

  /** What is known after the event too, in whichever order start and end come. */
  RunWindow with(RunEvent event, long receiveMs) {
    if (event.hasStarted()) {
      RunStarted started = event.getStarted();
      List<String> ids =
          started.getPlan().getParticipantsList().stream().map(Participant::getVehicleId).toList();
      return new RunWindow(ids, started.getStartTimeUnixNs(), endNs, closedMs);
    }
    return new RunWindow(vehicles, startNs, event.getEnded().getEndTimeUnixNs(), receiveMs);
  }

  boolean takes(String vehicle, long sampleTimeNs) {
    return sampleTimeNs >= startNs
        && (endNs == Long.MAX_VALUE || sampleTimeNs <= endNs + BEYOND_END_NS)
        && vehicles.contains(vehicle);
  }
}
