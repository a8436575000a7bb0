package io.yardang.ingest.gateway;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.yardang.v1.RejectReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may connect: so many at all, so many from one address, so many that have not logged in yet.
 *
 * <p>Where there is one too many, the oldest of those that have not logged in makes room for it: of
 * its own address when that has too many, else of the address that has most such. So a flood of
 * silent connections lasts no longer than the next vehicle's connect, and takes nothing from other
 * addresses. Where all have logged in, the new one has to go.
 *
 * <p>Whoever goes is closed before anything more is kept or sent for it: a TLS handshake, just to
 * say no, is what a flood of connects would want.
 */
final class Admission {
  private static final Logger log = LoggerFactory.getLogger(Admission.class);
  private static final AttributeKey<Runnable> LOGGED_IN = AttributeKey.valueOf("yardang.logged_in");
  private static final int IPV6_NETWORK_BYTES = 8;

  private final SessionLimits.Counts limits;
  private final GatewayCounters counters;
  private final LogBudget budget = LogBudget.ofLinesPerSecond(10);
  // All below: by one thread at a time. Connections come and go rarely, compared with frames.
  private final Map<String, Set<Channel>> connectionsOf = new HashMap<>();
  // In the order in which they came.
  private final Map<String, Set<Channel>> pendingOf = new HashMap<>();
  private int connections;
  private int pending;

  Admission(SessionLimits.Counts limits, GatewayCounters counters) {
    this.limits = limits;
    this.counters = counters;
  }

  /** Counts a new connection, or closes it; true: it may go on. */
  boolean admit(Channel channel) {
    String network = networkOf(channel.remoteAddress());
    Optional<Refusal> refusal = count(channel, network);
    refusal.ifPresent(this::close);
    if (refusal.isPresent() && refusal.get().channel == channel) {
      return false;
    }
    channel.attr(LOGGED_IN).set(() -> noLongerPending(channel, network));
    channel.closeFuture().addListener(closed -> forget(channel, network));
    return true;
  }

  /** It has said who it is, and counts no longer as pending. */
  static void loggedIn(Channel channel) {
    Runnable noLongerPending = channel.attr(LOGGED_IN).getAndSet(null);
    if (noLongerPending != null) {
      noLongerPending.run();
    }
  }

  private record Refusal(Channel channel, String why) {}

  /** Counts it, instead of the one that has to go; or does not, where that is itself. */
  private synchronized Optional<Refusal> count(Channel channel, String network) {
    Optional<String> excess = excessWith(network);
    Optional<Refusal> refusal =
        excess.map(why -> new Refusal(oldestPending(network).orElse(channel), why));
    if (refusal.isPresent()) {
      Channel goes = refusal.get().channel;
      if (goes == channel) {
        return refusal;
      }
      forget(goes, networkOf(goes.remoteAddress()));
    }
    connectionsOf.computeIfAbsent(network, of -> new LinkedHashSet<>()).add(channel);
    pendingOf.computeIfAbsent(network, of -> new LinkedHashSet<>()).add(channel);
    connections++;
    pending++;
    return refusal;
  }

  private Optional<String> excessWith(String network) {
    if (isFull(network)) {
      return Optional.of(
          "gateway.max_connections_per_address=" + limits.connectionsPerAddress() + " are open");
    }
    if (connections >= limits.connections()) {
      return Optional.of("gateway.max_connections=" + limits.connections() + " are open");
    }
    if (pending >= limits.pendingLogins()) {
      return Optional.of(
          "gateway.max_pending_logins=" + limits.pendingLogins() + " have not logged in yet");
    }
    return Optional.empty();
  }

  private boolean isFull(String network) {
    return connectionsOf.getOrDefault(network, Set.of()).size() >= limits.connectionsPerAddress();
  }

  private Optional<Channel> oldestPending(String network) {
    Set<Channel> candidates =
        isFull(network)
            ? pendingOf.getOrDefault(network, Set.of())
            : pendingOf.values().stream()
                .max(Comparator.comparingInt(Collection::size))
                .orElse(Set.of());
    return candidates.stream().findFirst();
  }

  private synchronized void noLongerPending(Channel channel, String network) {
    pending -= remove(pendingOf, network, channel);
  }

  private synchronized void forget(Channel channel, String network) {
    pending -= remove(pendingOf, network, channel);
    connections -= remove(connectionsOf, network, channel);
  }

  /** How many went: one, or none as it had gone before. */
  private static int remove(Map<String, Set<Channel>> of, String network, Channel channel) {
    Set<Channel> channels = of.getOrDefault(network, Set.of());
    if (!channels.contains(channel)) {
      return 0;
    }
    channels.remove(channel);
    if (channels.isEmpty()) {
      of.remove(network);
    }
    return 1;
  }

  private void close(Refusal refusal) {
    Channel channel = refusal.channel;
    counters.reject(RejectReason.REJECT_REASON_TOO_MANY_CONNECTIONS);
    budget.say(log, () -> log.info("{} not let in: {}", channel.remoteAddress(), refusal.why));
    channel.config().setAutoRead(false);
    var unused = channel.close();
  }

  /** An IPv6 host has a whole /64 network to take addresses from. */
  private static String networkOf(SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet)) {
      return String.valueOf(address);
    }
    InetAddress ip = inet.getAddress();
    byte[] bytes = ip.getAddress();
    return bytes.length > IPV6_NETWORK_BYTES
        ? Arrays.toString(Arrays.copyOf(bytes, IPV6_NETWORK_BYTES))
        : ip.getHostAddress();
  }
}
