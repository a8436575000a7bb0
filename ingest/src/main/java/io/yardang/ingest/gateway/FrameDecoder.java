package io.yardang.ingest.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.yardang.v1.RejectReason;
import java.nio.ByteBuffer;

/**
 * Cuts the byte stream into messages: a varint length, then so many bytes, given on as a {@link
 * ClientInput} that shows where they lie.
 *
 * <p>Only a message that two reads brought in pieces is copied, to have it in one piece. A length
 * over the limit ends the session before a byte of that message is kept.
 */
final class FrameDecoder extends ChannelInboundHandlerAdapter {
  static final String NAME = "frames";
  private static final int MAX_VARINT_BYTES = 5;

  private final SessionLimits limits;
  private final MessageTimeout timeout;
  private int maxMessageBytes;
  private final ClientInput input = new ClientInput();
  private ByteBuf begun;
  private int bodyAt;
  private long bodyLength;

  /** For a connection that has not logged in yet: it has a Hello to send, and nothing longer. */
  FrameDecoder(SessionLimits limits) {
    this.limits = limits;
    timeout = new MessageTimeout(limits.times().message());
    maxMessageBytes = limits.sizes().helloBytes();
  }

  /** From now on messages may be as long as those of a session. */
  void loggedIn() {
    maxMessageBytes = limits.sizes().messageBytes();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object read) {
    ByteBuf in = (ByteBuf) read;
    try {
      finishBegun(ctx, in);
      if (in.isReadable()) {
        in.skipBytes(cut(ctx, in.nioBuffer()));
      }
      if (in.isReadable()) {
        begun = ctx.alloc().buffer(in.readableBytes()).writeBytes(in);
        timeout.began(ctx.channel());
      }
    } finally {
      in.release();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    dropBegun();
  }

  /** Gives on each message that is complete; how many bytes these were. */
  private int cut(ChannelHandlerContext ctx, ByteBuffer bytes) {
    int at = 0;
    int end = bytes.limit();
    while (at < end && hasLength(ctx, bytes, at) && bodyLength <= end - bodyAt) {
      input.is(bytes, bodyAt, (int) bodyLength);
      at = bodyAt + (int) bodyLength;
      ctx.fireChannelRead(input);
    }
    return Hangup.isUnderWay(ctx.channel()) ? end : at;
  }

  /** Moves what the begun message lacks, and no more. */
  private void finishBegun(ChannelHandlerContext ctx, ByteBuf in) {
    while (begun != null && in.isReadable()) {
      boolean hasLength = hasLength(ctx, begun.nioBuffer(), 0);
      long missing = hasLength ? bodyAt + bodyLength - begun.readableBytes() : 1;
      begun.writeBytes(in, (int) Math.min(missing, in.readableBytes()));
      if (cut(ctx, begun.nioBuffer()) == begun.readableBytes()) {
        dropBegun();
      }
    }
  }

  private void dropBegun() {
    if (begun != null) {
      begun.release();
      begun = null;
      timeout.ended();
    }
  }

  /** Whether the message at {@code at} has a complete length, and the session goes on. */
  private boolean hasLength(ChannelHandlerContext ctx, ByteBuffer bytes, int at) {
    if (Hangup.isUnderWay(ctx.channel())) {
      return false;
    }
    bodyLength = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (at + i == bytes.limit()) {
        return false;
      }
      byte next = bytes.get(at + i);
      bodyLength |= (next & 0x7FL) << (7 * i);
      if (next >= 0) {
        bodyAt = at + i + 1;
        return isWithinLimit(ctx);
      }
    }
    Hangup.because(
        ctx.channel(),
        RejectReason.REJECT_REASON_MALFORMED_STREAM,
        "length of a message has more than 5 bytes; send varint-delimited protobuf");
    return false;
  }

  private boolean isWithinLimit(ChannelHandlerContext ctx) {
    if (bodyLength > maxMessageBytes) {
      Hangup.because(
          ctx.channel(),
          RejectReason.REJECT_REASON_MESSAGE_TOO_LARGE,
          "message of " + bodyLength + " bytes; the limit is " + maxMessageBytes);
      return false;
    }
    return true;
  }
}
