package io.yardang.ingest.gateway;

import java.time.Duration;
import java.util.Objects;

/**
 * The bounds on everything that a client controls; messages name the key of the settings file.
 *
 * @param times how long a client may take
 * @param sizes what it may make the gateway keep
 * @param rates what it may send in a second
 * @param counts how many there may be
 */
public record SessionLimits(Times times, Sizes sizes, Rates rates, Counts counts) {

  /** The defaults of the settings file. */
  public static final SessionLimits DEFAULT =
      new SessionLimits(
          new Times(
              Duration.ofSeconds(10),
              Duration.ofSeconds(60),
              Duration.ofSeconds(10),
              Duration.ofSeconds(30)),
          new Sizes(1 << 20, 128 << 10, 16 << 10, 8 << 20, 64 << 10),
          new Rates(32 << 20, 100_000, 1000),
          new Counts(15_000, 2000, 2000, 4, 16));

  public SessionLimits {
    Objects.requireNonNull(times, "times");
    Objects.requireNonNull(sizes, "sizes");
    Objects.requireNonNull(rates, "rates");
    Objects.requireNonNull(counts, "counts");
  }

  /**
   * @param login from the connection to a complete Hello
   * @param idle without a complete message
   * @param message from the first byte of a message to its last
   * @param slowReader with answers waiting that the client does not read
   */
  public record Times(Duration login, Duration idle, Duration message, Duration slowReader) {
    public Times {
      requireTime("gateway.login_timeout_s", login);
      requireTime("gateway.idle_timeout_s", idle);
      requireTime("gateway.message_timeout_s", message);
      requireTime("gateway.slow_reader_timeout_s", slowReader);
    }

    Times with(Duration newLogin, Duration newIdle) {
      return new Times(newLogin, newIdle, message, slowReader);
    }
  }

  /**
   * @param messageBytes longest message of a controller, whose run events carry whole plans
   * @param frameBytes longest message of a vehicle
   * @param helloBytes longest message before the login
   * @param unackedBytes what a client may have on its way without an acknowledgement
   * @param outboundBytes answers that may wait before nothing more is read from the client
   */
  public record Sizes(
      int messageBytes, int frameBytes, int helloBytes, int unackedBytes, int outboundBytes) {
    public Sizes {
      require(
          messageBytes >= 1024 && messageBytes <= 64 << 20,
          "gateway.max_message_bytes",
          messageBytes,
          "must be 1024..67108864");
      requireRange("gateway.max_frame_bytes", frameBytes, 1024, messageBytes);
      requireRange("gateway.max_hello_bytes", helloBytes, 256, messageBytes);
      require(
          unackedBytes >= messageBytes,
          "gateway.max_unacked_bytes",
          unackedBytes,
          "must be at least gateway.max_message_bytes=" + messageBytes);
      requireRange("gateway.max_outbound_bytes", outboundBytes, 1024, 64 << 20);
    }
  }

  /**
   * Of one session; 0: no bound.
   *
   * @param bytes of messages
   * @param messages of any kind
   * @param rejects messages that the gateway refuses, answered with a Reject each
   */
  public record Rates(int bytes, int messages, int rejects) {
    public Rates {
      requireRange("gateway.max_bytes_per_s", bytes, 0, Integer.MAX_VALUE);
      requireRange("gateway.max_messages_per_s", messages, 0, Integer.MAX_VALUE);
      requireRange("gateway.max_rejects_per_s", rejects, 0, Integer.MAX_VALUE);
    }
  }

  /**
   * @param connections of the gateway
   * @param connectionsPerAddress from one IPv4 address or IPv6 /64 network
   * @param pendingLogins connections of the gateway that have not logged in yet
   * @param sessionsPerSender streams that one vehicle or controller may have open
   * @param sessionsPerReader of one reader of the journal
   */
  public record Counts(
      int connections,
      int connectionsPerAddress,
      int pendingLogins,
      int sessionsPerSender,
      int sessionsPerReader) {
    public Counts {
      requireRange("gateway.max_connections", connections, 1, 1_000_000);
      requireRange("gateway.max_connections_per_address", connectionsPerAddress, 1, 1_000_000);
      requireRange("gateway.max_pending_logins", pendingLogins, 1, 1_000_000);
      requireRange("gateway.max_sessions_per_sender", sessionsPerSender, 1, 1000);
      requireRange("gateway.max_sessions_per_reader", sessionsPerReader, 1, 1000);
    }
  }

  public SessionLimits with(Times newTimes) {
    return new SessionLimits(newTimes, sizes, rates, counts);
  }

  public SessionLimits with(Sizes newSizes) {
    return new SessionLimits(times, newSizes, rates, counts);
  }

  public SessionLimits with(Rates newRates) {
    return new SessionLimits(times, sizes, newRates, counts);
  }

  public SessionLimits with(Counts newCounts) {
    return new SessionLimits(times, sizes, rates, newCounts);
  }

  private static void requireTime(String key, Duration value) {
    boolean valid = value != null && value.compareTo(Duration.ZERO) > 0;
    require(valid && value.toDays() < 1, key, value, "must be more than 0 and less than a day");
  }

  private static void requireRange(String key, int value, int min, int max) {
    require(value >= min && value <= max, key, value, "must be " + min + ".." + max);
  }

  private static void require(boolean valid, String key, Object value, String rule) {
    if (!valid) {
      throw new IllegalArgumentException(key + "=" + value + ": " + rule);
    }
  }
}
