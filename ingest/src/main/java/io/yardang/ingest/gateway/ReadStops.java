package io.yardang.ingest.gateway;

import io.netty.channel.Channel;
import java.util.EnumSet;
import java.util.Set;

/**
 * Whether the gateway reads from a connection: while there is no reason not to. TCP then slows the
 * client. For the event loop of the connection alone.
 */
final class ReadStops {
  /** Why nothing is read for a while. */
  enum Reason {
    SLOW_READER,
    RATE,
    BACKLOG,
    NO_ROOM,
    SHUTDOWN,
    UNACKED
  }

  private final Channel channel;
  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
  private boolean hasStopped;
  private long wentOnNs;

  ReadStops(Channel channel) {
    this.channel = channel;
  }

  void stop(Reason reason) {
    reasons.add(reason);
    hasStopped = true;
    apply();
  }

  void go(Reason reason) {
    if (reasons.remove(reason) && reasons.isEmpty()) {
      wentOnNs = System.nanoTime();
    }
    apply();
  }

  /** Whether a client that was not heard for {@code idleNs} was not listened to meanwhile. */
  boolean excusesSilence(long idleNs) {
    return hasStopped && (!reasons.isEmpty() || System.nanoTime() - wentOnNs < idleNs);
  }

  private void apply() {
    // A hangup reads on, to throw away what comes.
    if (channel.isActive() && !Hangup.isUnderWay(channel)) {
      channel.config().setAutoRead(reasons.isEmpty());
    }
  }
}
