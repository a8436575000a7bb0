package io.yardang.ingest.gateway;

import io.yardang.ingest.journal.RecordKind;
import java.util.UUID;

/**
 * Where the accepted records of one session go: collected until a read is over, then appended as
 * one unit.
 *
 * <p>There are two: {@link JournalIntake}, and {@link CountingIntake} to measure what all the rest
 * costs.
 */
interface Intake {
  /** Opens the intake of a session. */
  @FunctionalInterface
  interface Opener {
    Intake open(RecordKind kind, String sender, UUID stream);
  }

  /** The highest seq that was collected or appended; what is not above it is not taken. */
  long lastSeq();

  /** Whether the journal may lack this seq, which is not above {@link #lastSeq}. */
  boolean mayLack(long seq);

  /** Notes that a record was dropped because the journal has its seq. */
  void dropDuplicate();

  /** How many records are collected. */
  int count();

  /** Whether a record of so many bytes can be collected; if not, append first. */
  boolean hasRoomFor(int bytes);

  /** Collects a record: {@code length} bytes of {@code in} from {@code at}. */
  void add(long seq, long sampleTimeNs, byte[] in, int at, int length);

  /**
   * Appends what is collected, at least one record.
   *
   * @return index of the entry
   * @throws io.yardang.ingest.journal.JournalException if nothing was appended
   */
  long append(long receiveTimeNs);
}
