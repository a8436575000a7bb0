package io.yardang.ingest.journal;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a journal holds of each stream: whose it is, its highest seq, and what is missing below it.
 *
 * <p>Nothing but a summary of the journal, from which it can be rebuilt. Written by one thread at a
 * time; any thread may read.
 */
public final class StreamLedger {
  private final Map<UUID, StreamEnd> streams = new ConcurrentHashMap<>();

  /**
   * One stream.
   *
   * @param sender whose it is
   * @param durableSeq its highest seq in the journal
   * @param gaps places where seqs are left out
   * @param missing how many seqs are left out
   * @param receiveTimeNs of its newest entry, ns since the epoch
   */
  public record StreamEnd(
      String sender, long durableSeq, int gaps, long missing, long receiveTimeNs) {}

  void appended(String sender, UUID stream, EntryHead.Seqs seqs, long receiveTimeNs) {
    StreamEnd end = streams.get(stream);
    long durable = end == null ? 0 : end.durableSeq;
    long leftOut = seqs.first() - durable - 1;
    streams.put(
        stream,
        new StreamEnd(
            sender,
            seqs.last(),
            (end == null ? 0 : end.gaps) + seqs.gaps() + (leftOut > 0 ? 1 : 0),
            (end == null ? 0 : end.missing) + seqs.missing() + Math.max(0, leftOut),
            receiveTimeNs));
  }

  void put(UUID stream, StreamEnd end) {
    streams.put(stream, end);
  }

  /** Forgets the streams whose newest entry was received before this time, ns since the epoch. */
  void forgetBefore(long receiveTimeNs) {
    streams.values().removeIf(end -> end.receiveTimeNs < receiveTimeNs);
  }

  /** The stream, unless the journal does not know it. */
  public Optional<StreamEnd> of(UUID stream) {
    return Optional.ofNullable(streams.get(stream));
  }

  /** All streams as of now. */
  public Map<UUID, StreamEnd> all() {
    return Map.copyOf(streams);
  }

  Map<UUID, StreamEnd> copy() {
    return new HashMap<>(streams);
  }

  long durableSeq(UUID stream) {
    StreamEnd end = streams.get(stream);
    return end == null ? 0 : end.durableSeq;
  }
}
