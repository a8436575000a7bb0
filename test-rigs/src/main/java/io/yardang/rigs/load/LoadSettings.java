package io.yardang.rigs.load;

import io.yardang.rigs.client.TlsFiles;
import java.util.Optional;
import java.util.function.Function;

/**
 * How much to send where.
 *
 * @param host of the gateway
 * @param port of the gateway
 * @param tls the files of a sender id, or empty for plaintext
 * @param vehicles 1 to 10,000
 * @param hz frames per second of each, 1 to 1,000
 * @param seconds how long, 1 to 3,600; with a backlog: until it is durable, and at most so long
 * @param backlogFrames that each vehicle has left over from before and sends beside its live ones,
 *     up to 1,000,000
 * @param networkThreads of the load generator; with a backlog, as many again for it
 * @param seed of the streams' ids
 */
public record LoadSettings(
    String host,
    int port,
    Function<String, Optional<TlsFiles>> tls,
    int vehicles,
    int hz,
    int seconds,
    int backlogFrames,
    int networkThreads,
    long seed) {
  public LoadSettings {
    requireWithin("vehicles", vehicles, 10_000);
    requireWithin("hz", hz, 1_000);
    requireWithin("seconds", seconds, 3_600);
    if (backlogFrames < 0 || backlogFrames > 1_000_000) {
      throw new IllegalArgumentException("backlogFrames must be 0 to 1000000: " + backlogFrames);
    }
    requireWithin("networkThreads", networkThreads, 64);
  }

  private static void requireWithin(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(name + " must be 1 to " + max + ": " + value);
    }
  }
}
