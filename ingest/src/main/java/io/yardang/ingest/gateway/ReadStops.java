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
    SHUTDOWN
  }

  private final Channel channel;
  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);

  ReadStops(Channel channel) {
    this.channel = channel;
  }

  void stop(Reason reason) {
    reasons.add(reason);
    apply();
  }

  void go(Reason reason) {
    reasons.remove(reason);
    apply();
  }

  private void apply() {
    // A hangup reads on, to throw away what comes.
    if (channel.isActive() && !Hangup.isUnderWay(channel)) {
      channel.config().setAutoRead(reasons.isEmpty());
    }
  }
}
