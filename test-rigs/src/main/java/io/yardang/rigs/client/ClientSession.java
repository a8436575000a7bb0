package io.yardang.rigs.client;

import com.google.protobuf.ByteString;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.Hello;
import io.yardang.v1.Ping;
import io.yardang.v1.Pong;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.Welcome;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One connection: says Hello, hands what the gateway answers to its client, pings when idle, and
 * gives up a connection on which nothing arrives.
 */
// Netty futures of fire-and-forget writes and closes: their failure shows as channelInactive.
@SuppressWarnings("FutureReturnValueIgnored")
final class ClientSession extends SimpleChannelInboundHandler<ServerMessage> {
  private static final String IDLE = "idle";

  private final VehicleClient client;
  private final ClientConfig config;
  private final InstantSource clock;
  private String endedBecause = "the gateway closed the connection";

  ClientSession(VehicleClient client, ClientConfig config, InstantSource clock) {
    super(ServerMessage.class);
    this.client = client;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    watchSilence(ctx, config.idlePing());
    Hello hello =
        Hello.newBuilder()
            .setProtocolVersion(Wire.PROTOCOL_VERSION)
            .setRole(config.role())
            .setSenderId(config.senderId())
            .setStreamId(bytesOf(config.stream()))
            .setSoftwareVersion(config.softwareVersion())
            .build();
    write(ctx, ClientMessage.newBuilder().setHello(hello).build());
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ServerMessage message) {
    switch (message.getMessageCase()) {
      case WELCOME -> {
        pingOftenEnoughFor(ctx, message.getWelcome());
        client.welcomed(ctx.channel(), message.getWelcome());
      }
      case ACK -> client.acked(ctx.channel(), message.getAck().getDurableSeq());
      case REJECT -> {
        if (message.getReject().getSessionEnds()) {
          endedBecause = message.getReject().getReason() + ": " + message.getReject().getDetail();
        }
        client.rejected(ctx.channel(), message.getReject());
      }
      case THROTTLE -> client.throttled(ctx.channel(), message.getThrottle().getPauseMs());
      case PONG -> client.clockOffset(offset(message.getPong()));
      case JOURNAL_CHUNK, JOURNAL_STATUS, MESSAGE_NOT_SET -> {
        // Said to readers only; and a later gateway may say more than this client knows.
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent idle) {
      if (idle.state() == IdleState.WRITER_IDLE) {
        write(
            ctx,
            ClientMessage.newBuilder()
                .setPing(Ping.newBuilder().setSentTimeUnixNs(nowNs()))
                .build());
      } else {
        endedBecause = "nothing heard from the gateway for too long";
        ctx.close();
      }
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    client.pumpSoon();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    client.disconnected(ctx.channel(), endedBecause);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    endedBecause = cause.toString();
    if (Wire.isCertificateRefused(cause)) {
      client.fail(
          new ClientException(
              config.senderId() + ": TLS with " + config.host() + " refused: " + cause,
              null,
              cause));
    }
    ctx.close();
  }

  private void pingOftenEnoughFor(ChannelHandlerContext ctx, Welcome welcome) {
    if (welcome.getIdleTimeoutMs() > 0) {
      Duration third = Duration.ofMillis(Math.max(1, welcome.getIdleTimeoutMs() / 3));
      if (third.compareTo(config.idlePing()) < 0) {
        ctx.pipeline().remove(IDLE);
        watchSilence(ctx, third);
      }
    }
  }

  private static void watchSilence(ChannelHandlerContext ctx, Duration ping) {
    long writerMs = ping.toMillis();
    // Three pings without any answer; at least 10 s, which a gateway under load may need.
    long readerMs = Math.max(10_000, 3 * writerMs);
    ctx.pipeline()
        .addBefore(
            ctx.name(), IDLE, new IdleStateHandler(readerMs, writerMs, 0, TimeUnit.MILLISECONDS));
  }

  private Duration offset(Pong pong) {
    long middleNs = pong.getSentTimeUnixNs() + (nowNs() - pong.getSentTimeUnixNs()) / 2;
    return Duration.ofNanos(pong.getGatewayTimeUnixNs() - middleNs);
  }

  private long nowNs() {
    Instant now = clock.instant();
    return Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
  }

  private static void write(ChannelHandlerContext ctx, ClientMessage message) {
    ctx.writeAndFlush(Unpooled.wrappedBuffer(Wire.delimited(message)), ctx.voidPromise());
  }

  private static ByteString bytesOf(UUID id) {
    ByteBuffer bytes = ByteBuffer.allocate(16);
    bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()).flip();
    return ByteString.copyFrom(bytes);
  }
}
