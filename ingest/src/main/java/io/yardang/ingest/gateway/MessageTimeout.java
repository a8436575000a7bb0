package io.yardang.ingest.gateway;

import io.netty.channel.Channel;
import io.yardang.v1.RejectReason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A message whose first byte has come must be complete within a time, however lively its bytes
 * dribble.
 *
 * <p>Messages that two reads bring in pieces are common, hence one timer task that looks now and
 * then, not one per message.
 */
// The task of a closed connection does nothing.
@SuppressWarnings("FutureReturnValueIgnored")
final class MessageTimeout {
  private final Duration limit;
  private boolean isWatching;
  private boolean isBegun;
  private long begunNs;

  MessageTimeout(Duration limit) {
    this.limit = limit;
  }

  /** The first bytes of a message came, and not its last. */
  void began(Channel channel) {
    isBegun = true;
    begunNs = System.nanoTime();
    if (!isWatching) {
      isWatching = true;
      lookAgain(channel, limit.toNanos());
    }
  }

  /** It is complete, or dropped. */
  void ended() {
    isBegun = false;
  }

  private void look(Channel channel) {
    if (!isBegun || !channel.isActive()) {
      isWatching = false;
      return;
    }
    if (!channel.config().isAutoRead()) {
      // The gateway itself does not read now: the client is not to blame.
      begunNs = System.nanoTime();
    }
    long leftNs = limit.toNanos() - (System.nanoTime() - begunNs);
    if (leftNs > 0) {
      lookAgain(channel, leftNs);
      return;
    }
    isWatching = false;
    Hangup.because(
        channel,
        RejectReason.REJECT_REASON_MESSAGE_TIMEOUT,
        "a message was not complete after " + limit.toMillis() + " ms");
  }

  private void lookAgain(Channel channel, long delayNs) {
    channel.eventLoop().schedule(() -> look(channel), delayNs, TimeUnit.NANOSECONDS);
  }
}
