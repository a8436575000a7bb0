package io.yardang.ingest.gateway;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.yardang.v1.Reject;
import io.yardang.v1.RejectReason;
import io.yardang.v1.ServerMessage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one door out of a connection, always with a reason.
 *
 * <p>Sends a last Reject, ends its own direction, and closes when the client has closed its own or
 * after a second. What still comes from the client is thrown away meanwhile: closing with unread
 * input would reset the connection and could destroy the Reject on its way.
 */
// A write or close that fails ends the connection by itself; nobody needs to wait for it.
@SuppressWarnings("FutureReturnValueIgnored")
final class Hangup {
  private static final Logger log = LoggerFactory.getLogger(Hangup.class);
  private static final LogBudget budget = LogBudget.ofLinesPerSecond(50);
  private static final int LINGER_MS = 1000;
  private static final AttributeKey<RejectReason> REASON = AttributeKey.valueOf("yardang.hangup");
  private static final AttributeKey<GatewayCounters> COUNTERS =
      AttributeKey.valueOf("yardang.counters");

  private Hangup() {}

  /** To be called first on each connection. */
  static void counts(Channel channel, GatewayCounters counters) {
    channel.attr(COUNTERS).set(counters);
  }

  static boolean isUnderWay(Channel channel) {
    return channel.attr(REASON).get() != null;
  }

  /** Ends the session; on the channel's event loop. Only the first reason counts. */
  static void because(Channel channel, RejectReason reason, String detail) {
    if (!channel.isActive() || !channel.attr(REASON).compareAndSet(null, reason)) {
      return;
    }
    channel.attr(COUNTERS).get().reject(reason);
    String why = Printable.of(detail);
    budget.say(
        log,
        () ->
            SessionLog.say(
                channel,
                () ->
                    log.info(
                        "{} at {} hung up: {}: {}",
                        SessionLog.senderOf(channel),
                        channel.remoteAddress(),
                        nameOf(reason),
                        why)));
    Reject reject =
        Reject.newBuilder().setReason(reason).setDetail(why).setSessionEnds(true).build();
    channel.config().setAutoRead(true);
    Replies.write(channel, ServerMessage.newBuilder().setReject(reject).build())
        .addListener(sent -> endOutput(channel));
    channel.flush();
    channel.eventLoop().schedule(() -> channel.close(), LINGER_MS, TimeUnit.MILLISECONDS);
  }

  private static void endOutput(Channel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls != null) {
      tls.closeOutbound().addListener(sent -> shutdownOutput(channel));
    } else {
      shutdownOutput(channel);
    }
  }

  private static void shutdownOutput(Channel channel) {
    // Every socket has two directions; a channel of a test may not.
    if (channel instanceof DuplexChannel socket) {
      socket.shutdownOutput();
    }
  }

  private static String nameOf(RejectReason reason) {
    return reason.name().substring("REJECT_REASON_".length());
  }
}
