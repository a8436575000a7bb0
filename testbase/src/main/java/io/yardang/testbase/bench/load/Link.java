package io.yardang.testbase.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A non-blocking connection that carries plain bytes, or TLS. */
interface Link {
  /** Adds what has come to {@code in}. */
  void read(ByteBuffer in) throws IOException;

  /**
   * Sends what {@code out} holds, and what it has sealed before, as far as the socket takes it;
   * false when some is left.
   */
  boolean write(ByteBuffer out) throws IOException;

  /** Bytes as they are. */
  record Plain(SocketChannel channel) implements Link {
    @Override
    public void read(ByteBuffer in) throws IOException {
      if (channel.read(in) < 0) {
        throw new IOException("the server closed the connection");
      }
    }

    @Override
    public boolean write(ByteBuffer out) throws IOException {
      if (out.hasRemaining()) {
        channel.write(out);
      }
      return !out.hasRemaining();
    }
  }
}
