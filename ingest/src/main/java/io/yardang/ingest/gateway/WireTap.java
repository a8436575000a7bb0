package io.yardang.ingest.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes down the wire bytes of one connection, after TLS and before framing. It is in the pipeline
 * only while the wire log of some sender is on: until the login says whose connection it is, it
 * keeps the lines, and then leaves unless it is the one.
 */
final class WireTap extends ChannelDuplexHandler {
  static final String NAME = "wire-tap";
  private static final int MAX_EARLY_CHARS = 1 << 20;

  private final InstantSource clock;
  private final List<String> early = new ArrayList<>();
  private int earlyChars;
  private WireLogFile file;

  private WireTap(InstantSource clock) {
    this.clock = clock;
  }

  /** Taps a new connection, which has not said whose it is. */
  static void onNew(Channel channel, InstantSource clock) {
    channel.pipeline().addBefore(FrameDecoder.NAME, NAME, new WireTap(clock));
  }

  /** Taps a session under way; on its event loop. */
  static void onLive(Channel channel, InstantSource clock, WireLogFile file) {
    if (channel.isActive() && channel.pipeline().get(WireTap.class) == null) {
      WireTap tap = new WireTap(clock);
      tap.file = file;
      file.line(WireSession.UNDER_WAY + channel.id().asShortText());
      channel.pipeline().addBefore(FrameDecoder.NAME, NAME, tap);
    }
  }

  /** The login has said whose connection it is; on its event loop. */
  static void named(Channel channel, InstantSource clock, Optional<WireLogFile> file) {
    WireTap tap = channel.pipeline().get(WireTap.class);
    if (tap == null) {
      // Switched on between the connect and the login.
      file.ifPresent(log -> onLive(channel, clock, log));
      return;
    }
    if (file.isEmpty()) {
      channel.pipeline().remove(tap);
      return;
    }
    tap.file = file.get();
    tap.early.forEach(tap.file::line);
    tap.early.clear();
  }

  /** On its event loop. */
  static void remove(Channel channel) {
    WireTap tap = channel.pipeline().get(WireTap.class);
    if (tap != null) {
      channel.pipeline().remove(tap);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    note(ctx, "in", message);
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    note(ctx, "out", message);
    var unused = ctx.write(message, promise);
  }

  /** Before the line is built: who is not named yet may send much. */
  private boolean hasRoomFor(ByteBuf bytes) {
    return earlyChars + 2L * bytes.readableBytes() <= MAX_EARLY_CHARS;
  }

  private void note(ChannelHandlerContext ctx, String direction, Object message) {
    if (!(message instanceof ByteBuf bytes) || (file == null && !hasRoomFor(bytes))) {
      return;
    }
    String line =
        clock.instant()
            + " "
            + ctx.channel().id().asShortText()
            + " "
            + direction
            + " "
            + ByteBufUtil.hexDump(bytes);
    if (file != null) {
      file.line(line);
    } else {
      earlyChars += line.length();
      early.add(line);
    }
  }
}
