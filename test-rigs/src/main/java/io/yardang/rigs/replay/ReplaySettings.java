package io.yardang.rigs.replay;

import io.yardang.rigs.client.TlsFiles;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Where to replay to, how fast, and as whom.
 *
 * @param host of the gateway
 * @param port of the gateway
 * @param tls the files of a sender id, or empty for plaintext
 * @param rate 1: as recorded; N: N times as fast; 0: as fast as the gateway takes it
 * @param streams stream ids of vehicles (or the controller) that are to be taken; whoever is not in
 *     it gets the recorded one or, if there is none, a random one
 * @param controllerId who sends the run events
 * @param ackTimeout how long to wait for acknowledgements before the replay gives up
 */
public record ReplaySettings(
    String host,
    int port,
    Function<String, Optional<TlsFiles>> tls,
    double rate,
    Map<String, UUID> streams,
    String controllerId,
    Duration ackTimeout) {
  public ReplaySettings {
    Objects.requireNonNull(tls, "tls");
    if (!(rate >= 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException("rate must be 0 (as fast as possible) or more: " + rate);
    }
    streams = Map.copyOf(streams);
  }

  /** Plaintext, random or recorded streams, controller "replay", 60 s for acknowledgements. */
  public static ReplaySettings plaintext(String host, int port, double rate) {
    return new ReplaySettings(
        host, port, sender -> Optional.empty(), rate, Map.of(), "replay", Duration.ofSeconds(60));
  }
}
