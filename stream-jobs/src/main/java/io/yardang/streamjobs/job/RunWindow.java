package io.yardang.streamjobs.job;

import io.yardang.ingest.journal.JournalRecord;
import io.yardang.streamjobs.scoring.RunScorer;
import io.yardang.v1.Participant;
import io.yardang.v1.RunEvent;
import io.yardang.v1.RunStarted;
import java.util.List;

/**
 * Which frames a run takes: those of its vehicles, sampled from a little before its start to a
 * little after its end and received from a minute before its start was until a day after its end
 * was. The little more lets the scorer see that a vehicle has passed the end, and which seqs the
 * run begins and ends with.
 *
 * <p>A start or an end that several gateways took counts as it was received first, in whichever
 * order the journals are read; of two that were received within one millisecond, and are not the
 * same, the one of the lesser digest counts.
 *
 * @param vehicles ids of the participants; empty while the start is not known
 * @param startNs first sample time
 * @param endNs last sample time; Long.MAX_VALUE while the run goes on
 * @param openedMs receive time of the start, ms
 * @param closedMs receive time of the end, ms; Long.MAX_VALUE while the run goes on
 * @param openedBy digest of the start; empty while it is not known
 * @param closedBy digest of the end; empty while the run goes on
 */
record RunWindow(
    List<String> vehicles,
    long startNs,
    long endNs,
    long openedMs,
    long closedMs,
    String openedBy,
    String closedBy) {
  static final RunWindow UNKNOWN =
      new RunWindow(
          List.of(), Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, "", "");

  /** How long after a vehicle's frame the start of its run may still arrive. */
  static final long LOOK_BACK_MS = 60_000;

  /** How long after its end a run takes late frames. */
  static final long RETENTION_MS = 24 * 3_600_000L;

  /** How long a run that nobody ends takes frames. */
  static final long LONGEST_MS = 7 * 24 * 3_600_000L;

  /** What is known after the event too; equal to this when the event changes nothing. */
  RunWindow with(RunEvent event, long receiveMs) {
    long knownMs = event.hasStarted() ? openedMs : closedMs;
    String known = event.hasStarted() ? openedBy : closedBy;
    String by = RunEvents.digest(event);
    if (receiveMs > knownMs || (receiveMs == knownMs && by.compareTo(known) >= 0)) {
      return this;
    }
    if (event.hasStarted()) {
      RunStarted started = event.getStarted();
      List<String> ids =
          started.getPlan().getParticipantsList().stream().map(Participant::getVehicleId).toList();
      return new RunWindow(
          ids, started.getStartTimeUnixNs(), endNs, receiveMs, closedMs, by, closedBy);
    }
    return new RunWindow(
        vehicles, startNs, event.getEnded().getEndTimeUnixNs(), openedMs, receiveMs, openedBy, by);
  }

  boolean isOpened() {
    return openedMs != Long.MAX_VALUE;
  }

  boolean isClosed() {
    return closedMs != Long.MAX_VALUE;
  }

  /** Whether the frame is one of the run's. */
  boolean takes(JournalRecord frame) {
    return frame.sampleTimeNs() >= startNs - RunScorer.AROUND_NS
        && (endNs == Long.MAX_VALUE || frame.sampleTimeNs() <= endNs + RunScorer.AROUND_NS)
        && isReceivedInTime(frame)
        && vehicles.contains(frame.sender());
  }

  boolean isReceivedInTime(JournalRecord frame) {
    long receiveMs = frame.receiveTimeNs() / 1_000_000;
    return receiveMs >= openedMs - LOOK_BACK_MS && !isOver(receiveMs);
  }

  /** Whether nothing that is received then can still be of the run. */
  boolean isOver(long receiveMs) {
    if (isClosed()) {
      return receiveMs - closedMs > RETENTION_MS;
    }
    return isOpened() && receiveMs - openedMs > LONGEST_MS;
  }
}
