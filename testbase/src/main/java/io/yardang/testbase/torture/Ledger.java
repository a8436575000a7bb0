package io.yardang.testbase.torture;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the senders know: how far each stream was handed to the network, and how far the gateway
 * said that it is durable, by an Ack or by a Welcome. Thread-safe.
 */
final class Ledger {
  private final Map<UUID, Sent> streams = new ConcurrentHashMap<>();

  /**
   * One stream.
   *
   * @param sender whose it is
   * @param offeredSeq highest seq that may have reached the gateway
   * @param ackedSeq highest seq that the gateway called durable
   */
  record Sent(String sender, long offeredSeq, long ackedSeq) {}

  void open(UUID stream, String sender) {
    streams.put(stream, new Sent(sender, 0, 0));
  }

  void offered(UUID stream, long seq) {
    streams.computeIfPresent(
        stream, (id, sent) -> new Sent(sent.sender, Math.max(sent.offeredSeq, seq), sent.ackedSeq));
  }

  void acked(UUID stream, long seq) {
    streams.computeIfPresent(
        stream, (id, sent) -> new Sent(sent.sender, sent.offeredSeq, Math.max(sent.ackedSeq, seq)));
  }

  Map<UUID, Sent> now() {
    return Map.copyOf(streams);
  }

  long ackedFrames() {
    return streams.values().stream().mapToLong(Sent::ackedSeq).sum();
  }
}
