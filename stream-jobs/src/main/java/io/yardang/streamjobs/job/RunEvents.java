package io.yardang.streamjobs.job;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.v1.RunEvent;

/** Run events as they come from the journal. */
final class RunEvents {
  private RunEvents() {}

  /**
   * The decoded event.
   *
   * @throws IllegalStateException if the bytes are not one, which the gateway has excluded
   */
  static RunEvent of(JournalRecord record) {
    try {
      return RunEvent.parseFrom(record.bytes());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("not a run event: position=" + record.position(), e);
    }
  }

  static String runId(RunEvent event) {
    return event.hasStarted() ? event.getStarted().getRunId() : event.getEnded().getRunId();
  }
}
