package io.yardang.streamjobs.job;

import com.google.protobuf.InvalidProtocolBufferException;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.streamjobs.scoring.Sha256;
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

  /** Tells two events of a run apart, however each was sent; empty for a frame. */
  static String digest(JournalRecord record) {
    return record.kind() == RecordKind.RUN_EVENT ? digest(of(record)) : "";
  }

  /** SHA-256, hex, of the start or end. */
  static String digest(RunEvent event) {
    byte[] what =
        event.hasStarted() ? event.getStarted().toByteArray() : event.getEnded().toByteArray();
    return Sha256.hex(what);
  }
}
