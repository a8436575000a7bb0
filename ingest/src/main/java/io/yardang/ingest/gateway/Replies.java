package io.yardang.ingest.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.yardang.v1.Ack;
import io.yardang.v1.AckLevel;
import io.yardang.v1.ServerMessage;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes messages to a client in the delimited form; the caller flushes. */
// A write or close that fails ends the connection by itself; nobody needs to wait for it.
@SuppressWarnings("FutureReturnValueIgnored")
final class Replies {
  private static final int VARINT = 0;
  private static final int DELIMITED = 2;
  private static final int MAX_ACK_BYTES = 2 + 2 + 1 + 10 + 1 + 1;

  private Replies() {}

  static ChannelFuture write(Channel channel, ServerMessage message) {
    ByteBuf buffer = channel.alloc().buffer(message.getSerializedSize() + 5);
    try (ByteBufOutputStream out = new ByteBufOutputStream(buffer)) {
      message.writeDelimitedTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("a buffer does not fail", e);
    }
    return channel.write(buffer);
  }

  /** Writes an Ack, of which there are many, without building one. */
  static void writeAck(ChannelHandlerContext ctx, long durableSeq, AckLevel level) {
    ctx.write(putAck(ctx.alloc().buffer(MAX_ACK_BYTES), durableSeq, level.getNumber()));
  }

  /** The delimited form of a ServerMessage with an Ack. */
  static ByteBuf putAck(ByteBuf out, long durableSeq, int level) {
    int ackLength = 1 + varintBytes(durableSeq) + 2;
    out.writeByte(2 + ackLength);
    out.writeByte(ServerMessage.ACK_FIELD_NUMBER << 3 | DELIMITED).writeByte(ackLength);
    out.writeByte(Ack.DURABLE_SEQ_FIELD_NUMBER << 3 | VARINT);
    for (long rest = durableSeq; ; rest >>>= 7) {
      if (rest >>> 7 == 0) {
        out.writeByte((int) rest);
        break;
      }
      out.writeByte((int) rest | 0x80);
    }
    return out.writeByte(Ack.ACK_LEVEL_FIELD_NUMBER << 3 | VARINT).writeByte(level);
  }

  private static int varintBytes(long value) {
    return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
  }
}
