package io.yardang.ingest.gateway;

import io.yardang.ingest.pki.Refusal;
import io.yardang.v1.RejectReason;
import java.util.EnumMap;
import java.util.Map;
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
  private final Map<RejectReason, LongAdder> rejects = new EnumMap<>(RejectReason.class);
  private final Map<Refusal.Reason, LongAdder> refusals = new EnumMap<>(Refusal.Reason.class);

  GatewayCounters() {
    for (RejectReason reason : RejectReason.values()) {
      rejects.put(reason, new LongAdder());
    }
    for (Refusal.Reason reason : Refusal.Reason.values()) {
      refusals.put(reason, new LongAdder());
    }
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
