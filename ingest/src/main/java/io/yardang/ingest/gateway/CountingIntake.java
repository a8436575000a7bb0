package io.yardang.ingest.gateway;

import io.yardang.ingest.journal.JournalPosition;

/** Keeps nothing but the last seq: what a gateway costs that only decodes, counts, acknowledges. */
final class CountingIntake implements Intake {
  private long lastSeq;
  private int count;

  @Override
  public long lastSeq() {
    return lastSeq;
  }

  @Override
  public boolean mayLack(long seq) {
    return false;
  }

  @Override
  public void dropDuplicate() {
    // Counted where all sessions' are.
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public boolean hasRoomFor(int bytes) {
    return true;
  }

  @Override
  public void add(long seq, long sampleTimeNs, byte[] in, int at, int length) {
    lastSeq = seq;
    count++;
  }

  @Override
  public long append(long receiveTimeNs) {
    count = 0;
    return JournalPosition.BEFORE_FIRST.index();
  }
}
