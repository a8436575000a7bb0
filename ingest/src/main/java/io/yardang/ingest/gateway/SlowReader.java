package io.yardang.ingest.gateway;

import io.netty.channel.Channel;
import io.netty.util.concurrent.ScheduledFuture;
import io.yardang.v1.RejectReason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A client that does not read its answers: while they wait, nothing more is read from it, so that
 * no further answers come; when it has not caught up within a time, it is hung up.
 */
final class SlowReader {
  private final Channel channel;
  private final ReadStops reads;
  private final Duration limit;
  private ScheduledFuture<?> timeout;

  SlowReader(Channel channel, ReadStops reads, Duration limit) {
    this.channel = channel;
    this.reads = reads;
    this.limit = limit;
  }

  /** To be called whenever the channel became writable, or no longer is. */
  void writabilityChanged() {
    if (timeout != null) {
      timeout.cancel(false);
      timeout = null;
    }
    if (channel.isWritable()) {
      reads.go(ReadStops.Reason.SLOW_READER);
    } else if (channel.isActive()) {
      reads.stop(ReadStops.Reason.SLOW_READER);
      timeout = channel.eventLoop().schedule(this::hangUp, limit.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void hangUp() {
    Hangup.because(
        channel,
        RejectReason.REJECT_REASON_SLOW_READER,
        "answers were not read for " + limit.toMillis() + " ms");
  }
}
