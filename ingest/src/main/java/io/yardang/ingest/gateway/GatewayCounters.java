package io.yardang.ingest.gateway;

import io.yardang.ingest.journal.LatencyHistogram;
import io.yardang.ingest.pki.Refusal;
import io.yardang.v1.AckLevel;
import io.yardang.v1.RejectReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** What a gateway has done since its launch; any thread may count. */
final class GatewayCounters {
  final LongAdder logins = new LongAdder();
  final LongAdder logouts = new LongAdder();
  final LongAdder frames = new LongAdder();
  final LongAdder runEvents = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder late = new LongAdder();
  final LongAdder gaps = new LongAdder();
  private final AtomicLong missing = new AtomicLong();
  final LongAdder throttles = new LongAdder();
  final LatencyHistogram appendTimes = new LatencyHistogram();
  private final Map<AckLevel, LongAdder> acks = new EnumMap<>(AckLevel.class);
  private final Map<RejectReason, LongAdder> rejects = new EnumMap<>(RejectReason.class);
  private final Map<Refusal.Reason, LongAdder> refusals = new EnumMap<>(Refusal.Reason.class);

  GatewayCounters() {
    counters(rejects, RejectReason.values());
    rejects.remove(RejectReason.UNRECOGNIZED);
    counters(refusals, Refusal.Reason.values());
    counters(acks, AckLevel.ACK_LEVEL_PAGE_CACHE, AckLevel.ACK_LEVEL_DISK);
  }

  @SafeVarargs
  private static <K> void counters(Map<K, LongAdder> counts, K... keys) {
    for (K key : keys) {
      counts.put(key, new LongAdder());
    }
  }

  void ack(AckLevel level) {
    acks.get(level).increment();
  }

  /** Streams went on behind so many places where they left out so many seqs. */
  void gaps(int places, long seqs) {
    gaps.add(places);
    // Of a client's choosing: the sum must not turn negative.
    missing.accumulateAndGet(
        seqs, (sum, more) -> more > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + more);
  }

  /** How many seqs streams have left out. */
  long missing() {
    return missing.get();
  }

  Map<AckLevel, LongAdder> acks() {
    return acks;
  }

  Map<RejectReason, LongAdder> rejects() {
    return rejects;
  }

  Map<Refusal.Reason, LongAdder> refusals() {
    return refusals;
  }

  void reject(RejectReason reason) {
    rejects.get(reason).increment();
  }

  void refuse(Refusal.Reason reason) {
    refusals.get(reason).increment();
  }

  GatewayStatistics snapshot() {
    return new GatewayStatistics(
        logins.sum(),
        logins.sum() - logouts.sum(),
        frames.sum(),
        runEvents.sum(),
        duplicates.sum(),
        bytes.sum(),
        counted(refusals),
        counted(rejects));
  }

  private static <K> Map<K, Long> counted(Map<K, LongAdder> counts) {
    return counts.entrySet().stream()
        .filter(count -> count.getValue().sum() > 0)
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, count -> count.getValue().sum()));
  }
}
