package io.yardang.ingest.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.ScheduledFuture;
import io.yardang.ingest.pki.Refusal;
import io.yardang.v1.AckLevel;
import io.yardang.v1.Hello;
import io.yardang.v1.RejectReason;
import io.yardang.v1.Role;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.Welcome;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first phase of a session: waits for a Hello, checks it, takes the stream from an earlier
 * session, answers Welcome, and leaves its place to a {@link JournalHandler}; to a {@link
 * ReaderHandler} where a reader says Hello.
 */
// A write or close that fails ends the connection by itself; nobody needs to wait for it.
@SuppressWarnings("FutureReturnValueIgnored")
final class LoginHandler extends ChannelInboundHandlerAdapter {
  static final String NAME = "login";
  private static final Logger log = LoggerFactory.getLogger(LoginHandler.class);
  private static final int PROTOCOL_VERSION = 1;
  private static final int STREAM_ID_BYTES = 16;

  private final Gate gate;
  private final List<ClientInput> waiting = new ArrayList<>();
  private ScheduledFuture<?> timeout;
  private boolean claiming;

  LoginHandler(Gate gate) {
    this.gate = gate;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    long timeoutMs = gate.config().limits().times().login().toMillis();
    timeout =
        ctx.executor()
            .schedule(
                () -> hangUp(ctx, RejectReason.REJECT_REASON_LOGIN_TIMEOUT, whyNotIn(timeoutMs)),
                timeoutMs,
                TimeUnit.MILLISECONDS);
  }

  private String whyNotIn(long timeoutMs) {
    return claiming
        ? "not welcome within "
            + timeoutMs
            + " ms: the stream's earlier session or the journal's disk is slow; connect again"
        : "no Hello within " + timeoutMs + " ms";
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    timeout.cancel(false);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (Hangup.isUnderWay(ctx.channel())) {
      return;
    }
    ClientInput input = (ClientInput) message;
    if (claiming) {
      waiting.add(input.copy());
      return;
    }
    Hello hello;
    try {
      if (input.open() != ClientInput.HELLO) {
        hangUp(ctx, RejectReason.REJECT_REASON_LOGIN_REQUIRED, "the first message must be a Hello");
        return;
      }
      hello = input.parse(Hello.parser());
    } catch (MalformedException | InvalidProtocolBufferException e) {
      hangUp(
          ctx,
          RejectReason.REJECT_REASON_LOGIN_REQUIRED,
          "the first message must be a Hello, but is not protobuf: " + e.getMessage());
      return;
    }
    if (!isAcceptable(ctx, hello)) {
      return;
    }
    if (isReader(hello)) {
      WireTap.named(ctx.channel(), gate.clock(), gate.wireLogs().of(hello.getSenderId()));
      // A reader has no stream; each session counts as one of its own.
      gate.readers().claim(UUID.randomUUID(), hello.getSenderId(), ctx.channel());
      welcome(ctx, hello, 0, new ReaderHandler(gate, hello.getSenderId()));
    } else {
      claimStream(ctx, hello);
    }
  }

  /** As the organisational unit of a certificate names it; empty: none that we know. */
  private static Optional<String> roleOf(Hello hello) {
    return switch (hello.getRole()) {
      case ROLE_VEHICLE -> Optional.of("vehicle");
      case ROLE_CONTROLLER -> Optional.of("controller");
      case ROLE_READER -> Optional.of("reader");
      case ROLE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
    };
  }

  private static boolean isReader(Hello hello) {
    return hello.getRole() == Role.ROLE_READER;
  }

  private boolean isAcceptable(ChannelHandlerContext ctx, Hello hello) {
    if (hello.getProtocolVersion() != PROTOCOL_VERSION) {
      return hangUp(
          ctx,
          RejectReason.REJECT_REASON_PROTOCOL_VERSION,
          "protocol_version=" + hello.getProtocolVersion() + ": this gateway speaks version 1");
    }
    if (!MessageRules.isId(hello.getSenderId())) {
      return hangUp(
          ctx,
          RejectReason.REJECT_REASON_BAD_SENDER_ID,
          "sender_id=\"" + hello.getSenderId() + "\": " + MessageRules.ID_RULE);
    }
    if (roleOf(hello).isEmpty()) {
      return hangUp(
          ctx,
          RejectReason.REJECT_REASON_NOT_AUTHORISED,
          "role must be ROLE_VEHICLE, ROLE_CONTROLLER or ROLE_READER");
    }
    if (isReader(hello)) {
      return isAuthorised(ctx, hello);
    }
    if (hello.getStreamId().size() != STREAM_ID_BYTES) {
      return hangUp(
          ctx,
          RejectReason.REJECT_REASON_BAD_STREAM_ID,
          "stream_id has " + hello.getStreamId().size() + " bytes: must be a UUID of 16 bytes");
    }
    if (hello.getAckLevel() == AckLevel.UNRECOGNIZED) {
      return hangUp(
          ctx,
          RejectReason.REJECT_REASON_ACK_LEVEL,
          "ack_level="
              + hello.getAckLevelValue()
              + ": this gateway knows PAGE_CACHE and DISK; ask for one or leave ack_level out");
    }
    return isAuthorised(ctx, hello) && isOwner(ctx, hello);
  }

  private boolean isAuthorised(ChannelHandlerContext ctx, Hello hello) {
    String role = roleOf(hello).orElseThrow();
    Optional<Refusal> refusal =
        gate.tls().flatMap(tls -> tls.checkSender(ctx.channel(), hello.getSenderId(), role));
    if (refusal.isPresent()) {
      gate.counters().refuse(refusal.get().reason());
      return hangUp(ctx, RejectReason.REJECT_REASON_NOT_AUTHORISED, refusal.get().text());
    }
    // Only now: neither log nor wire log take a stranger for the one it says it is.
    SessionLog.names(ctx.channel(), hello.getSenderId());
    return true;
  }

  private boolean isOwner(ChannelHandlerContext ctx, Hello hello) {
    UUID stream = streamOf(hello);
    String owner = gate.journal().senderOf(stream).orElse(hello.getSenderId());
    if (!owner.equals(hello.getSenderId())) {
      return hangUp(
          ctx,
          RejectReason.REJECT_REASON_NOT_AUTHORISED,
          "stream " + stream + " belongs to another sender; choose a new random UUID");
    }
    return true;
  }

  private void claimStream(ChannelHandlerContext ctx, Hello hello) {
    claiming = true;
    // Who trusts to be let in may send what it has right behind its Hello.
    ctx.pipeline().get(FrameDecoder.class).mayBring(maxMessageBytes(hello));
    // What comes meanwhile has to wait; let it wait at the client.
    ctx.channel().config().setAutoRead(false);
    UUID stream = streamOf(hello);
    SessionLog.streams(ctx.channel(), stream);
    WireTap.named(ctx.channel(), gate.clock(), gate.wireLogs().of(hello.getSenderId()));
    gate.sessions()
        .claim(stream, hello.getSenderId(), ctx.channel())
        .addListener(
            claimed -> {
              if (!claimed.isSuccess()) {
                hangUp(
                    ctx,
                    RejectReason.REJECT_REASON_NOT_AUTHORISED,
                    "stream " + stream + " is in use by another sender");
              } else if (ctx.channel().isActive()
                  && !Hangup.isUnderWay(ctx.channel())
                  // Again: another sender may have held the stream until now, and written to it.
                  && isOwner(ctx, hello)) {
                welcomeWhenDurable(ctx, hello, stream);
              }
            });
  }

  /** What a Welcome tells as durable must be so at the session's level. */
  private void welcomeWhenDurable(ChannelHandlerContext ctx, Hello hello, UUID stream) {
    if (levelOf(hello) != AckLevel.ACK_LEVEL_DISK) {
      welcomeTo(ctx, hello, stream);
      return;
    }
    gate.journal()
        .commit()
        .request()
        .whenCompleteAsync(
            (index, failure) -> {
              if (failure != null) {
                hangUp(
                    ctx,
                    RejectReason.REJECT_REASON_JOURNAL_UNAVAILABLE,
                    "the gateway cannot force its journal to disk; connect again later");
              } else if (ctx.channel().isActive() && !Hangup.isUnderWay(ctx.channel())) {
                welcomeTo(ctx, hello, stream);
              }
            },
            ctx.executor());
  }

  private void welcomeTo(ChannelHandlerContext ctx, Hello hello, UUID stream) {
    long durableSeq = gate.journal().durableSeq(stream);
    welcome(
        ctx,
        hello,
        durableSeq,
        new JournalHandler(
            gate,
            ctx.channel(),
            hello.getSenderId(),
            hello.getRole(),
            stream,
            new SessionAcks(gate, levelOf(hello), durableSeq)));
  }

  /** The gateway's level, or the client's where that is higher. */
  private AckLevel levelOf(Hello hello) {
    AckLevel ofGateway = gate.config().ackLevel();
    return hello.getAckLevelValue() > ofGateway.getNumber() ? hello.getAckLevel() : ofGateway;
  }

  private int maxMessageBytes(Hello hello) {
    SessionLimits.Sizes sizes = gate.config().limits().sizes();
    return switch (hello.getRole()) {
      case ROLE_VEHICLE -> sizes.frameBytes();
      case ROLE_CONTROLLER -> sizes.messageBytes();
      // It has nothing long to say.
      default -> sizes.helloBytes();
    };
  }

  private void welcome(
      ChannelHandlerContext ctx, Hello hello, long durableSeq, ChannelHandler nextPhase) {
    GatewayConfig config = gate.config();
    Channel channel = ctx.channel();
    gate.counters().logins.increment();
    channel.closeFuture().addListener(closed -> gate.counters().logouts.increment());
    Admission.loggedIn(channel);
    long idleMs = config.limits().times().idle().toMillis();
    Welcome welcome =
        Welcome.newBuilder()
            .setProtocolVersion(PROTOCOL_VERSION)
            .setDurableSeq(durableSeq)
            .setAckLevel(levelOf(hello))
            .setMaxMessageBytes(maxMessageBytes(hello))
            .setMaxUnackedBytes(config.limits().sizes().unackedBytes())
            .setIdleTimeoutMs((int) idleMs)
            .setGatewayVersion(VehicleGateway.VERSION)
            .build();
    Replies.write(channel, ServerMessage.newBuilder().setWelcome(welcome).build());
    channel.flush();
    if (log.isDebugEnabled()) {
      SessionLog.say(
          channel, () -> log.debug("{} logged in: durable={}", hello.getSenderId(), durableSeq));
    }
    ctx.pipeline()
        .addBefore(NAME, "idle", new IdleStateHandler(idleMs, 0, 0, TimeUnit.MILLISECONDS));
    ChannelHandlerContext frames = ctx.pipeline().context(FrameDecoder.class);
    ctx.pipeline().replace(this, JournalHandler.NAME, nextPhase);
    channel.config().setAutoRead(true);
    if (!waiting.isEmpty()) {
      waiting.forEach(frames::fireChannelRead);
      frames.fireChannelReadComplete();
    }
  }

  private static UUID streamOf(Hello hello) {
    ByteBuffer bytes = hello.getStreamId().asReadOnlyByteBuffer();
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  private static boolean hangUp(ChannelHandlerContext ctx, RejectReason reason, String detail) {
    Hangup.because(ctx.channel(), reason, detail);
    return false;
  }
}
