package io.yardang.rigs.client;

import io.yardang.v1.Role;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What one sender needs to talk to a gateway.
 *
 * @param host name or address of the gateway; with TLS it must be in the gateway's certificate
 * @param port TCP port of the gateway, 1 to 65535
 * @param tls absent: plaintext
 * @param senderId vehicle or controller id
 * @param role what the sender may send
 * @param stream one boot of the sender
 * @param softwareVersion for people
 * @param backoffMin wait before the first reconnect
 * @param backoffMax longest wait before a reconnect
 * @param unackedBytesMax bytes of messages that may wait for their acknowledgement; beyond it
 *     sending blocks
 * @param sendTimeout how long sending blocks before it gives up
 * @param idlePing a ping is sent when nothing else was for so long
 * @param seed of the jitter of the back-off
 */
public record ClientConfig(
    String host,
    int port,
    Optional<TlsFiles> tls,
    String senderId,
    Role role,
    UUID stream,
    String softwareVersion,
    Duration backoffMin,
    Duration backoffMax,
    int unackedBytesMax,
    Duration sendTimeout,
    Duration idlePing,
    long seed) {

  public ClientConfig {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(senderId, "senderId");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(stream, "stream");
    require(port > 0 && port <= 65535, "port must be 1 to 65535: port=" + port);
    require(isPositive(backoffMin), "backoffMin must be positive: " + backoffMin);
    require(
        backoffMax.compareTo(backoffMin) >= 0,
        "backoffMax must not be under backoffMin: " + backoffMax + " < " + backoffMin);
    require(unackedBytesMax > 0, "unackedBytesMax must be positive: " + unackedBytesMax);
    require(isPositive(sendTimeout), "sendTimeout must be positive: " + sendTimeout);
    require(isPositive(idlePing), "idlePing must be positive: " + idlePing);
  }

  /** A vehicle with the usual settings: back-off 100 ms to 5 s, 4 MiB unacked, 30 s to send. */
  public static ClientConfig vehicle(
      String host, int port, Optional<TlsFiles> tls, String vehicleId, UUID stream) {
    return usual(host, port, tls, vehicleId, Role.ROLE_VEHICLE, stream);
  }

  /** A controller with the same usual settings. */
  public static ClientConfig controller(
      String host, int port, Optional<TlsFiles> tls, String controllerId, UUID stream) {
    return usual(host, port, tls, controllerId, Role.ROLE_CONTROLLER, stream);
  }

  /** The same sender on another stream. */
  public ClientConfig withStream(UUID newStream) {
    return new ClientConfig(
        host,
        port,
        tls,
        senderId,
        role,
        newStream,
        softwareVersion,
        backoffMin,
        backoffMax,
        unackedBytesMax,
        sendTimeout,
        idlePing,
        seed);
  }

  public ClientConfig withBackoff(Duration min, Duration max) {
    return new ClientConfig(
        host,
        port,
        tls,
        senderId,
        role,
        stream,
        softwareVersion,
        min,
        max,
        unackedBytesMax,
        sendTimeout,
        idlePing,
        seed);
  }

  public ClientConfig withBuffer(int bytesMax, Duration timeout) {
    return new ClientConfig(
        host,
        port,
        tls,
        senderId,
        role,
        stream,
        softwareVersion,
        backoffMin,
        backoffMax,
        bytesMax,
        timeout,
        idlePing,
        seed);
  }

  public ClientConfig withIdlePing(Duration interval) {
    return new ClientConfig(
        host,
        port,
        tls,
        senderId,
        role,
        stream,
        softwareVersion,
        backoffMin,
        backoffMax,
        unackedBytesMax,
        sendTimeout,
        interval,
        seed);
  }

  private static ClientConfig usual(
      String host, int port, Optional<TlsFiles> tls, String senderId, Role role, UUID stream) {
    return new ClientConfig(
        host,
        port,
        tls,
        senderId,
        role,
        stream,
        "yardang-rigs",
        Duration.ofMillis(100),
        Duration.ofSeconds(5),
        4 << 20,
        Duration.ofSeconds(30),
        Duration.ofSeconds(5),
        stream.getLeastSignificantBits());
  }

  private static boolean isPositive(Duration duration) {
    return duration.compareTo(Duration.ZERO) > 0;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
