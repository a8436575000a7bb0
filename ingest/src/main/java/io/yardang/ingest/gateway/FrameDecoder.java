package io.yardang.ingest.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.FastThreadLocal;
import io.yardang.v1.RejectReason;

/**
 * Cuts the byte stream into messages: a varint length, then so many bytes, given on as a {@link
 * ClientInput} that shows where they lie.
 *
 * <p>What a read brought is copied once, as a whole, into an array of the event loop: looking at
 * single bytes there costs less than in the socket's direct memory. A message that two reads
 * brought in pieces waits in a buffer of the session. A length over the limit ends the session
 * before a byte of that message is kept.
 */
final class FrameDecoder extends ChannelInboundHandlerAdapter {
  static final String NAME = "frames";
  private static final int MAX_VARINT_BYTES = 5;
  private static final int MAX_KEPT_ARRAY_BYTES = 1 << 20;
  private static final FastThreadLocal<byte[]> ARRAY =
      new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
          return new byte[1 << 16];
        }
      };

  private final MessageTimeout timeout;
  private int maxMessageBytes;
  private final ClientInput input = new ClientInput();
  private ByteBuf begun;
  private int bodyAt;
  private long bodyLength;

  /** For a connection that has not logged in yet: it has a Hello to send, and nothing longer. */
  FrameDecoder(SessionLimits limits) {
    timeout = new MessageTimeout(limits.times().message());
    maxMessageBytes = limits.sizes().helloBytes();
  }

  /** From now on messages may have so many bytes. */
  void mayBring(int messageBytes) {
    maxMessageBytes = messageBytes;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object read) {
    ByteBuf in = (ByteBuf) read;
    try {
      finishBegun(ctx, in);
      if (in.isReadable()) {
        in.skipBytes(cut(ctx, arrayOf(in), in.readableBytes()));
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
  private int cut(ChannelHandlerContext ctx, byte[] bytes, int end) {
    int at = 0;
    while (at < end && hasLength(ctx, bytes, at, end) && bodyLength <= end - bodyAt) {
      input.is(bytes, bodyAt, (int) bodyLength);
      at = bodyAt + (int) bodyLength;
      ctx.fireChannelRead(input);
    }
    return Hangup.isUnderWay(ctx.channel()) ? end : at;
  }

  /** Moves what the begun message lacks, and no more. */
  private void finishBegun(ChannelHandlerContext ctx, ByteBuf in) {
    while (begun != null && in.isReadable()) {
      begun.writeBytes(in, (int) Math.min(missingBytes(ctx), in.readableBytes()));
      if (missingBytes(ctx) == 0) {
        cut(ctx, arrayOf(begun), begun.readableBytes());
        dropBegun();
      }
    }
  }

  /** What the begun message lacks, as far as is known; 0 also when the session ends. */
  private long missingBytes(ChannelHandlerContext ctx) {
    int have = begun.readableBytes();
    byte[] start = new byte[Math.min(have, MAX_VARINT_BYTES)];
    begun.getBytes(0, start);
    if (hasLength(ctx, start, 0, start.length)) {
      return bodyAt + bodyLength - have;
    }
    return Hangup.isUnderWay(ctx.channel()) ? 0 : 1;
  }

  /** The bytes in memory that is quick to look at, until the next call on this event loop. */
  private static byte[] arrayOf(ByteBuf in) {
    int length = in.readableBytes();
    byte[] array = ARRAY.get();
    if (array.length < length) {
      array = new byte[length];
      if (length <= MAX_KEPT_ARRAY_BYTES) {
        ARRAY.set(array);
      }
    }
    in.getBytes(in.readerIndex(), array, 0, length);
    return array;
  }

  private void dropBegun() {
    if (begun != null) {
      begun.release();
      begun = null;
      timeout.ended();
    }
  }

  /** Whether the message at {@code at} has a complete length, and the session goes on. */
  private boolean hasLength(ChannelHandlerContext ctx, byte[] bytes, int at, int end) {
    if (Hangup.isUnderWay(ctx.channel())) {
      return false;
    }
    bodyLength = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (at + i == end) {
        return false;
      }
      byte next = bytes[at + i];
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
