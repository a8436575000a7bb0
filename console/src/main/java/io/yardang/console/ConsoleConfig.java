package io.yardang.console;

/**
 * Where the console listens.
 *
 * @param host address to bind; a loopback address unless the network in front of it is trusted,
 *     since the console has no accounts yet
 * @param port 0 takes any free port
 */
public record ConsoleConfig(String host, int port) {
  public ConsoleConfig {
    if (host == null || host.isBlank()) {
      throw new IllegalArgumentException("console.host is empty: give an address, say 127.0.0.1");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("console.port=" + port + ": give 0 to 65535");
    }
  }

  /** On loopback, at any free port. */
  public static ConsoleConfig onAnyPort() {
    return new ConsoleConfig("127.0.0.1", 0);
  }
}
