package io.yardang.ingest.gateway;

import io.yardang.v1.RejectReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a gateway has done since its launch; any thread may count. */
final class GatewayCounters {
  final LongAdder logins = new LongAdder();
  final LongAdder logouts = new LongAdder();
  final LongAdder frames = new LongAdder();
  final LongAdder runEvents = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder bytes = new LongAdder();
  final LongAdder refusedHandshakes = new LongAdder();
  private final Map<RejectReason, LongAdder> rejects = new EnumMap<>(RejectReason.class);

  GatewayCounters() {
    for (RejectReason reason : RejectReason.values()) {
      rejects.put(reason, new LongAdder());
    }
  }

  void reject(RejectReason reason) {
    rejects.get(reason).increment();
  }

  GatewayStatistics snapshot() {
    Map<RejectReason, Long> byReason = new EnumMap<>(RejectReason.class);
    rejects.forEach(
        (reason, count) -> {
          if (count.sum() > 0) {
            byReason.put(reason, count.sum());
          }
        });
    return new GatewayStatistics(
        logins.sum(),
        logins.sum() - logouts.sum(),
        frames.sum(),
        runEvents.sum(),
        duplicates.sum(),
        bytes.sum(),
        refusedHandshakes.sum(),
        Map.copyOf(byReason));
  }
}
