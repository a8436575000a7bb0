package io.yardang.ingest.gateway;

import io.netty.channel.Channel;
import io.yardang.v1.RejectReason;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.Throttle;
import java.util.concurrent.TimeUnit;

/**
 * Holds one session to its rates.
 *
 * <p>Who sends more than a second's worth at once is told to pause until the rate has caught up
 * (Throttle). What was on its way then, at most max_unacked_bytes, is still welcome. Who sends on
 * is slowed: nothing is read until the debt is paid. Who sends more than could have been on its way
 * ignores the pause and is hung up. Rejected messages have a rate of their own, since each costs an
 * answer; there a second second's worth ends the session.
 */
// A write that fails ends the connection by itself; nobody needs to wait for it.
@SuppressWarnings("FutureReturnValueIgnored")
final class SessionPace {
  private final GatewayCounters counters;
  private final SessionLimits limits;
  private final Channel channel;
  private final ReadStops reads;
  private final TokenBucket bytes;
  private final TokenBucket messages;
  private final TokenBucket rejects;
  private long newBytes;
  private int newMessages;
  private int newRejects;
  private long pauseEndsNs;
  private long bytesInPause;
  private boolean isPausing;

  SessionPace(Gate gate, Channel channel, ReadStops reads, long nowNs) {
    counters = gate.counters();
    limits = gate.config().limits();
    this.channel = channel;
    this.reads = reads;
    bytes = new TokenBucket(limits.rates().bytes(), nowNs);
    messages = new TokenBucket(limits.rates().messages(), nowNs);
    rejects = new TokenBucket(limits.rates().rejects(), nowNs);
  }

  /** A message came. */
  void message(int length) {
    newBytes += length;
    newMessages++;
  }

  /** A message is to be rejected; false: it is one too many, and the session has ended. */
  boolean mayReject() {
    newRejects++;
    int max = limits.rates().rejects();
    if (max == 0 || newRejects <= 2L * max) {
      return true;
    }
    hangUp(newRejects + " messages to reject at once; the limit is " + max + " per second");
    return false;
  }

  /** All that one read brought has come; true: a Throttle is written and is to be flushed. */
  boolean readComplete(long nowNs) {
    if (newMessages == 0 || Hangup.isUnderWay(channel)) {
      return false;
    }
    if (isPausing && nowNs - pauseEndsNs >= 0) {
      isPausing = false;
    }
    bytesInPause = isPausing ? bytesInPause + newBytes : 0;
    bytes.take(newBytes, nowNs);
    messages.take(newMessages, nowNs);
    rejects.take(newRejects, nowNs);
    newBytes = 0;
    newMessages = 0;
    newRejects = 0;
    return judge(nowNs);
  }

  private boolean judge(long nowNs) {
    if (rejects.isFarOverdrawn()) {
      hangUp("too many messages to reject; the limit is " + limits.rates().rejects() + " a second");
      return false;
    }
    if (bytesInPause > limits.sizes().unackedBytes()) {
      hangUp(
          bytesInPause
              + " bytes came in a pause that Throttle asked for; at most max_unacked_bytes="
              + limits.sizes().unackedBytes()
              + " can have been on their way");
      return false;
    }
    boolean goesOn = bytes.isFarOverdrawn() || messages.isFarOverdrawn();
    if (goesOn) {
      reads.stop(ReadStops.Reason.RATE);
      long waitNs = Math.max(bytes.nsUntilPaid(), messages.nsUntilPaid());
      channel
          .eventLoop()
          .schedule(() -> reads.go(ReadStops.Reason.RATE), waitNs, TimeUnit.NANOSECONDS);
    }
    boolean isOver = bytes.isOverdrawn() || messages.isOverdrawn() || rejects.isOverdrawn();
    if (goesOn || (isOver && !isPausing)) {
      throttle(nowNs);
      return true;
    }
    return false;
  }

  private void throttle(long nowNs) {
    long pauseNs = Math.max(bytes.nsUntilFull(), messages.nsUntilFull());
    pauseNs = Math.max(pauseNs, rejects.nsUntilFull());
    isPausing = true;
    pauseEndsNs = nowNs + pauseNs;
    counters.throttles.increment();
    SessionLimits.Rates rates = limits.rates();
    Throttle throttle =
        Throttle.newBuilder()
            .setPauseMs((int) Math.min(Integer.MAX_VALUE, pauseNs / 1_000_000 + 1))
            .setDetail(
                "limits of a session per second: bytes="
                    + rates.bytes()
                    + ", messages="
                    + rates.messages()
                    + ", rejects="
                    + rates.rejects())
            .build();
    Replies.write(channel, ServerMessage.newBuilder().setThrottle(throttle).build());
  }

  private void hangUp(String detail) {
    Hangup.because(channel, RejectReason.REJECT_REASON_RATE_EXCEEDED, detail);
  }
}
