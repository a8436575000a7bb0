package io.yardang.ingest.gateway;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import io.yardang.v1.RejectReason;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may connect: so many at all, so many from one address, so many that have not logged in yet.
 *
 * <p>A connection too many is closed before anything is kept or sent for it: a TLS handshake, just
 * to say no, is what a flood of connects would want.
 */
final class Admission {
  private static final Logger log = LoggerFactory.getLogger(Admission.class);
  private static final AttributeKey<Runnable> LOGGED_IN = AttributeKey.valueOf("yardang.logged_in");
  private static final int IPV6_NETWORK_BYTES = 8;

  private final SessionLimits.Counts limits;
  private final GatewayCounters counters;
  private final LogBudget budget = LogBudget.ofLinesPerSecond(10);
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger pending = new AtomicInteger();
  private final Map<String, Integer> connectionsOf = new ConcurrentHashMap<>();

  Admission(SessionLimits.Counts limits, GatewayCounters counters) {
    this.limits = limits;
    this.counters = counters;
  }

  /** Counts a new connection, or closes it; true: it may go on. */
  boolean admit(Channel channel) {
    String network = networkOf(channel.remoteAddress());
    int all = connections.incrementAndGet();
    int ofNetwork = connectionsOf.merge(network, 1, Integer::sum);
    int pendingNow = pending.incrementAndGet();
    AtomicInteger isPending = new AtomicInteger(1);
    Runnable noLongerPending = () -> pending.addAndGet(-isPending.getAndSet(0));
    channel.attr(LOGGED_IN).set(noLongerPending);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              noLongerPending.run();
              connections.decrementAndGet();
              connectionsOf.computeIfPresent(network, (of, n) -> n == 1 ? null : n - 1);
            });
    Optional<String> refusal = refusal(all, ofNetwork, pendingNow);
    refusal.ifPresent(
        why -> {
          counters.reject(RejectReason.REJECT_REASON_TOO_MANY_CONNECTIONS);
          budget.say(log, () -> log.info("{} not let in: {}", channel.remoteAddress(), why));
          channel.config().setAutoRead(false);
          var unused = channel.close();
        });
    return refusal.isEmpty();
  }

  /** It has said who it is, and counts no longer as pending. */
  static void loggedIn(Channel channel) {
    Runnable noLongerPending = channel.attr(LOGGED_IN).getAndSet(null);
    if (noLongerPending != null) {
      noLongerPending.run();
    }
  }

  private Optional<String> refusal(int all, int ofNetwork, int pendingNow) {
    if (all > limits.connections()) {
      return Optional.of("gateway.max_connections=" + limits.connections() + " are open");
    }
    if (ofNetwork > limits.connectionsPerAddress()) {
      return Optional.of(
          "gateway.max_connections_per_address=" + limits.connectionsPerAddress() + " are open");
    }
    if (pendingNow > limits.pendingLogins()) {
      return Optional.of(
          "gateway.max_pending_logins=" + limits.pendingLogins() + " have not logged in yet");
    }
    return Optional.empty();
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
