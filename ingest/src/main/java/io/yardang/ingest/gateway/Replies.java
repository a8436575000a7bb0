package io.yardang.ingest.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.yardang.v1.ServerMessage;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes messages to a client in the delimited form; the caller flushes. */
// A write or close that fails ends the connection by itself; nobody needs to wait for it.
@SuppressWarnings("FutureReturnValueIgnored")
final class Replies {
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
}
