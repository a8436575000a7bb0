package io.yardang.ingest.gateway;

import io.yardang.ingest.pki.DenyList;
import io.yardang.v1.AckLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Settings of one gateway, checked before its port opens; messages name the key of the settings
 * file.
 *
 * @param host address to listen on
 * @param port 0 takes any free one
 * @param tls files for mutual TLS 1.3; empty: plaintext, and senders are who they say they are
 * @param loginTimeout from the connection to a complete Hello
 * @param idleTimeout a session that is silent for longer is closed
 * @param maxMessageBytes longest message a client may send
 * @param maxUnackedBytes what a client may have on its way without an acknowledgement
 * @param ackLevel what an acknowledgement promises; only PAGE_CACHE is offered so far
 */
public record GatewayConfig(
    String host,
    int port,
    Optional<Tls> tls,
    Duration loginTimeout,
    Duration idleTimeout,
    int maxMessageBytes,
    int maxUnackedBytes,
    AckLevel ackLevel) {

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
    requirePositive("gateway.login_timeout", loginTimeout);
    requirePositive("gateway.idle_timeout", idleTimeout);
    require(
        maxMessageBytes >= 1024 && maxMessageBytes <= 64 << 20,
        "gateway.max_message_bytes",
        maxMessageBytes,
        "must be 1024..67108864");
    require(
        maxUnackedBytes >= maxMessageBytes,
        "gateway.max_unacked_bytes",
        maxUnackedBytes,
        "must be at least gateway.max_message_bytes=" + maxMessageBytes);
    require(
        ackLevel == AckLevel.ACK_LEVEL_PAGE_CACHE,
        "gateway.ack_level",
        ackLevel,
        "only ACK_LEVEL_PAGE_CACHE is offered by this version");
  }

  /** Plaintext on any free port of 127.0.0.1; the other values are those of the settings file. */
  public static GatewayConfig plaintext() {
    return new GatewayConfig(
        "127.0.0.1",
        0,
        Optional.empty(),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        1 << 20,
        8 << 20,
        AckLevel.ACK_LEVEL_PAGE_CACHE);
  }

  public GatewayConfig withPort(int newPort) {
    return new GatewayConfig(
        host, newPort, tls, loginTimeout, idleTimeout, maxMessageBytes, maxUnackedBytes, ackLevel);
  }

  public GatewayConfig withTls(Tls newTls) {
    return new GatewayConfig(
        host,
        port,
        Optional.of(newTls),
        loginTimeout,
        idleTimeout,
        maxMessageBytes,
        maxUnackedBytes,
        ackLevel);
  }

  public GatewayConfig withTimeouts(Duration newLoginTimeout, Duration newIdleTimeout) {
    return new GatewayConfig(
        host,
        port,
        tls,
        newLoginTimeout,
        newIdleTimeout,
        maxMessageBytes,
        maxUnackedBytes,
        ackLevel);
  }

  private static void requirePositive(String key, Duration value) {
    boolean valid = value != null && value.compareTo(Duration.ZERO) > 0;
    require(valid && value.toDays() < 1, key, value, "must be more than 0 and less than a day");
  }

  private static void require(boolean valid, String key, Object value, String rule) {
    if (!valid) {
      throw new IllegalArgumentException(key + "=" + value + ": " + rule);
    }
  }
}
