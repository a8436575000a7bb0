package io.yardang.ingest.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.yardang.v1.RejectReason;
import java.util.List;

/**
 * Cuts the byte stream into messages: a varint length, then so many bytes, given on as a {@code
 * byte[]}.
 *
 * <p>A length over the limit ends the session before a byte of that message is kept.
 */
final class FrameDecoder extends ByteToMessageDecoder {
  static final String NAME = "frames";
  private static final int MAX_VARINT_BYTES = 5;

  private final int maxMessageBytes;

  FrameDecoder(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (Hangup.isUnderWay(ctx.channel())) {
      in.skipBytes(in.readableBytes());
      return;
    }
    in.markReaderIndex();
    long length = 0;
    for (int i = 0; ; i++) {
      if (i == MAX_VARINT_BYTES) {
        Hangup.because(
            ctx.channel(),
            RejectReason.REJECT_REASON_MALFORMED_STREAM,
            "length of a message has more than 5 bytes; send varint-delimited protobuf");
        return;
      }
      if (!in.isReadable()) {
        in.resetReaderIndex();
        return;
      }
      byte next = in.readByte();
      length |= (next & 0x7FL) << (7 * i);
      if (next >= 0) {
        break;
      }
    }
    if (length > maxMessageBytes) {
      Hangup.because(
          ctx.channel(),
          RejectReason.REJECT_REASON_MESSAGE_TOO_LARGE,
          "message of " + length + " bytes; the limit is " + maxMessageBytes);
      return;
    }
    if (in.readableBytes() < length) {
      in.resetReaderIndex();
      return;
    }
    byte[] message = new byte[(int) length];
    in.readBytes(message);
    out.add(message);
  }
}
