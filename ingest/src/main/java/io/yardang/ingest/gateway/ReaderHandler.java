package io.yardang.ingest.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.yardang.ingest.journal.JournalPosition;
import io.yardang.v1.Credit;
import io.yardang.v1.Ping;
import io.yardang.v1.Pong;
import io.yardang.v1.RejectReason;
import io.yardang.v1.Scored;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.Subscribe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second phase of a reader's session: takes its wishes to a {@link Subscription}, which sends
 * the journal. Anything else that a reader says ends the session.
 */
// A write that fails ends the connection by itself; nobody needs to wait for it.
@SuppressWarnings("FutureReturnValueIgnored")
final class ReaderHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(ReaderHandler.class);

  private static final LogBudget BUDGET = LogBudget.ofLinesPerSecond(10);

  private final Gate gate;
  private final String reader;
  private SessionPace pace;
  private Subscription subscription;
  private boolean isScoringRefused;

  ReaderHandler(Gate gate, String reader) {
    this.gate = gate;
    this.reader = reader;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    Channel channel = ctx.channel();
    pace = new SessionPace(gate, channel, new ReadStops(channel), System.nanoTime());
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (pace.readComplete(System.nanoTime())) {
      ctx.flush();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (Hangup.isUnderWay(ctx.channel())) {
      return;
    }
    ClientInput input = (ClientInput) message;
    pace.message(input.messageLength());
    try {
      switch (input.open()) {
        case ClientInput.SUBSCRIBE -> onSubscribe(ctx, input.parseShort(Subscribe.parser()));
        case ClientInput.CREDIT ->
            onCredit(ctx, input.parseShort(Credit.parser()).getCreditBytes());
        case ClientInput.SCORED -> onScored(ctx, input.parseShort(Scored.parser()));
        case ClientInput.PING -> onPing(ctx, input.parseShort(Ping.parser()));
        default ->
            hangUp(
                ctx,
                RejectReason.REJECT_REASON_WRONG_ROLE,
                "a reader sends Subscribe, Credit, Scored and Ping, nothing else");
      }
    } catch (MalformedException | InvalidProtocolBufferException e) {
      hangUp(ctx, RejectReason.REJECT_REASON_MALFORMED_MESSAGE, e.getMessage());
    }
  }

  private void onSubscribe(ChannelHandlerContext ctx, Subscribe subscribe) {
    if (subscription != null) {
      hangUp(ctx, RejectReason.REJECT_REASON_MALFORMED_MESSAGE, "a second Subscribe");
      return;
    }
    if (isTooMuch(ctx, subscribe.getCreditBytes())) {
      return;
    }
    subscription = gate.serving().subscribe(ctx.channel(), subscribe);
    String from = subscribe.hasFromIndex() ? "index " + subscribe.getFromIndex() : "its start";
    BUDGET.say(
        log,
        () ->
            SessionLog.say(
                ctx.channel(), () -> log.info("{} reads the journal from {}", reader, from)));
  }

  private void onCredit(ChannelHandlerContext ctx, long bytes) {
    if (subscription == null) {
      hangUp(ctx, RejectReason.REJECT_REASON_MALFORMED_MESSAGE, "Credit before Subscribe");
    } else if (!isTooMuch(ctx, bytes)) {
      subscription.grant(bytes);
    }
  }

  private void onScored(ChannelHandlerContext ctx, Scored scored) {
    if (subscription == null) {
      hangUp(ctx, RejectReason.REJECT_REASON_MALFORMED_MESSAGE, "Scored before Subscribe");
    } else if (!gate.config().scorers().contains(reader)) {
      // It may read all the same.
      gate.counters().reject(RejectReason.REJECT_REASON_NOT_AUTHORISED);
      if (!isScoringRefused) {
        isScoringRefused = true;
        log.warn(
            "{} tells how far the journal is scored and is not believed: it is not among"
                + " gateway.scorers",
            reader);
      }
    } else {
      subscription.scored(new JournalPosition(scored.getIndex(), scored.getFrame()));
    }
  }

  private static boolean isTooMuch(ChannelHandlerContext ctx, long creditBytes) {
    if (creditBytes >= 0 && creditBytes <= Subscription.MAX_CREDIT_BYTES) {
      return false;
    }
    hangUp(
        ctx,
        RejectReason.REJECT_REASON_MALFORMED_MESSAGE,
        "credit_bytes="
            + Long.toUnsignedString(creditBytes)
            + ": must be 0.."
            + Subscription.MAX_CREDIT_BYTES);
    return true;
  }

  private void onPing(ChannelHandlerContext ctx, Ping ping) {
    if (!ctx.channel().isWritable()) {
      // Who does not read its answers gets none: they would pile up here.
      return;
    }
    Pong.Builder pong =
        Pong.newBuilder()
            .setSentTimeUnixNs(ping.getSentTimeUnixNs())
            .setGatewayTimeUnixNs(gate.nowNs());
    Replies.write(ctx.channel(), ServerMessage.newBuilder().setPong(pong).build());
    ctx.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (subscription != null && ctx.channel().isWritable()) {
      subscription.wake();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (subscription != null) {
      subscription.cancel();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent) {
      hangUp(
          ctx,
          RejectReason.REJECT_REASON_IDLE_TIMEOUT,
          "silent for "
              + gate.config().limits().times().idle().toMillis()
              + " ms; send a Ping before");
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  private static void hangUp(ChannelHandlerContext ctx, RejectReason reason, String detail) {
    Hangup.because(ctx.channel(), reason, detail);
  }
}
