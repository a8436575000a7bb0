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
 * @param seconds how long, 1 to 3,600
 * @param networkThreads of the load generator
 * @param seed of the streams' ids
 */
public record LoadSettings(
    String host,
    int port,
    Function<String, Optional<TlsFiles>> tls,
    int vehicles,
    int hz,
    int seconds,
    int networkThreads,
    long seed) {
  public LoadSettings {
    requireWithin("vehicles", vehicles, 10_000);
    requireWithin("hz", hz, 1_000);
    requireWithin("seconds", seconds, 3_600);
    requireWithin("networkThreads", networkThreads, 64);
  }

  private static void requireWithin(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(name + " must be 1 to " + max + ": " + value);
    }
  }
}
