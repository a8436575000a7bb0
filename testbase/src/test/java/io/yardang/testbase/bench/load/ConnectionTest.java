package io.yardang.testbase.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.testbase.bench.Shape;
import io.yardang.testbase.bench.wire.WireSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConnectionTest {
  private static final int READ_AND_WRITE = SelectionKey.OP_READ | SelectionKey.OP_WRITE;

  @Test
  void shouldSendTheRestOfWhatTheLinkHasSealedAlsoWhenNothingComesAfterIt() throws IOException {
    try (Selector selector = Selector.open();
        ServerSocketChannel server =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        SocketChannel channel = SocketChannel.open(server.getLocalAddress())) {
      channel.configureBlocking(false);
      HoldingLink link = new HoldingLink();
      Connection connection =
          new Connection(0, channel, link, new FrameOfOneByte(), Shape.FIREHOSE_1);
      connection.register(selector);
      SelectionKey key = channel.keyFor(selector);
      connection.due = 1;
      connection.send();
      assertThat(key.interestOps()).as("waits for the socket").isEqualTo(READ_AND_WRITE);
      connection.send();
      assertThat(link.isHolding).isFalse();
      assertThat(key.interestOps()).isEqualTo(SelectionKey.OP_READ);
    }
  }

  /** Takes all at once, as one that seals records, and sends it at the next call. */
  private static final class HoldingLink implements Link {
    private boolean isHolding;

    @Override
    public void read(ByteBuffer in) {
      // Nothing comes.
    }

    @Override
    public boolean write(ByteBuffer out) {
      isHolding = out.hasRemaining();
      out.position(out.limit());
      return !isHolding;
    }
  }

  private static final class FrameOfOneByte implements WireSession {
    @Override
    public void greet(ByteBuffer out) {
      // It needs no login.
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public int window() {
      return 1;
    }

    @Override
    public int write(int frames, ByteBuffer out) {
      out.put((byte) 1);
      return 1;
    }

    @Override
    public int read(ByteBuffer in) {
      return 0;
    }
  }
}
