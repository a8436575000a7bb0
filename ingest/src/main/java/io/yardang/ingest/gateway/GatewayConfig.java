package io.yardang.ingest.gateway;

import io.yardang.ingest.pki.DenyList;
import io.yardang.v1.AckLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of one gateway, checked before its port opens; messages name the key of the settings
 * file.
 *
 * @param host address to listen on
 * @param port 0 takes any free one
 * @param tls files for mutual TLS 1.3; empty: plaintext, and senders are who they say they are
 * @param ackLevel what an acknowledgement promises at least; a client may ask for more
 * @param limits on what clients control
 * @param tick how often a loop with very many busy connections looks at them; 0: at once, always
 * @param scorers readers whose word it is how far the journal is scored, by sender id
 */
public record GatewayConfig(
    String host,
    int port,
    Optional<Tls> tls,
    AckLevel ackLevel,
    SessionLimits limits,
    Duration tick,
    Set<String> scorers) {
  private static final int MAX_TICK_MS = 100;

  /**
   * PEM files: whom the gateway trusts, its certificate, its private key (PKCS #8); and its deny
   * list, which may be absent. All are read anew when they change.
   *
   * @param recheck how often they are looked at
   */
  public record Tls(Path caCert, Path cert, Path key, Path denied, Duration recheck) {
    /** With the deny list beside the authority's certificate, looked at each second. */
    public Tls(Path caCert, Path cert, Path key) {
      this(caCert, cert, key, caCert.resolveSibling(DenyList.FILE_NAME), Duration.ofSeconds(1));
    }

    public Tls {
      Objects.requireNonNull(denied, "gateway.tls.denied is missing");
      Objects.requireNonNull(caCert, "gateway.tls.ca_cert is missing");
      Objects.requireNonNull(cert, "gateway.tls.cert is missing");
      Objects.requireNonNull(key, "gateway.tls.key is missing");
    }
  }

  public GatewayConfig {
    require(host != null && !host.isBlank(), "gateway.host", host, "must be a name or address");
    require(port >= 0 && port <= 65535, "gateway.port", port, "must be 0..65535");
    Objects.requireNonNull(tls, "gateway.tls must be empty, not null");
    require(
        ackLevel == AckLevel.ACK_LEVEL_PAGE_CACHE || ackLevel == AckLevel.ACK_LEVEL_DISK,
        "gateway.ack_level",
        ackLevel,
        "must be PAGE_CACHE or DISK");
    Objects.requireNonNull(limits, "limits");
    scorers = Set.copyOf(scorers);
    require(
        tick != null && !tick.isNegative() && tick.toMillis() <= MAX_TICK_MS,
        "gateway.tick_s",
        tick,
        "must be 0 to " + MAX_TICK_MS + " ms");
  }

  /** Plaintext on any free port of 127.0.0.1; the other values are those of the settings file. */
  public static GatewayConfig plaintext() {
    return new GatewayConfig(
        "127.0.0.1",
        0,
        Optional.empty(),
        AckLevel.ACK_LEVEL_PAGE_CACHE,
        SessionLimits.DEFAULT,
        Duration.ofMillis(4),
        Set.of("scoring"));
  }

  public GatewayConfig withPort(int newPort) {
    return new GatewayConfig(host, newPort, tls, ackLevel, limits, tick, scorers);
  }

  public GatewayConfig withTls(Tls newTls) {
    return new GatewayConfig(host, port, Optional.of(newTls), ackLevel, limits, tick, scorers);
  }

  public GatewayConfig withTimeouts(Duration login, Duration idle) {
    return withLimits(limits.with(limits.times().with(login, idle)));
  }

  public GatewayConfig withLimits(SessionLimits newLimits) {
    return new GatewayConfig(host, port, tls, ackLevel, newLimits, tick, scorers);
  }

  public GatewayConfig withAckLevel(AckLevel newAckLevel) {
    return new GatewayConfig(host, port, tls, newAckLevel, limits, tick, scorers);
  }

  private static void require(boolean valid, String key, Object value, String rule) {
    if (!valid) {
      throw new IllegalArgumentException(key + "=" + value + ": " + rule);
    }
  }
}
