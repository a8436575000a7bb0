package io.yardang.testbase.bench.load;

import io.yardang.testbase.bench.Shape;
import io.yardang.testbase.bench.wire.RefusedException;
import io.yardang.testbase.bench.wire.WireSession;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** One connection of the generator: counts of frames due, written and acknowledged in a step. */
final class Connection implements AutoCloseable {
  private static final int IN_BYTES_FIREHOSE = 1 << 20;
  // A TLS record is opened as a whole: up to 16 KiB.
  private static final int IN_BYTES_FLEET = 20 << 10;

  final int number;
  long due;
  long written;
  long acked;
  long nextSendNs;

  private final SocketChannel channel;
  private final Link link;
  private final WireSession session;
  private final ByteBuffer out;
  private final ByteBuffer in;
  private SelectionKey key;

  Connection(int number, SocketChannel channel, Link link, WireSession session, Shape shape) {
    this.number = number;
    this.channel = channel;
    this.link = link;
    this.session = session;
    out = ByteBuffer.allocateDirect(shape.bufferBytes());
    in = ByteBuffer.allocateDirect(shape.isFirehose() ? IN_BYTES_FIREHOSE : IN_BYTES_FLEET);
  }

  static Connection open(
      int number,
      InetSocketAddress server,
      Optional<SSLContext> tls,
      WireSession session,
      Shape shape)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.connect(server);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      Link link =
          tls.isPresent()
              ? TlsLink.connect(channel, tls.get(), shape.isFirehose())
              : new Link.Plain(channel);
      channel.configureBlocking(false);
      Connection connection = new Connection(number, channel, link, session, shape);
      session.greet(connection.out);
      connection.flush();
      return connection;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  void register(Selector selector) throws IOException {
    key = channel.register(selector, SelectionKey.OP_READ, this);
    wantWrite(out.position() > 0);
  }

  boolean isReady() {
    return session.isReady();
  }

  void beginStep() {
    due = 0;
    written = 0;
    acked = 0;
    nextSendNs = 0;
  }

  /** Writes what is due as far as the window and the socket allow. */
  void send() throws IOException {
    boolean all;
    boolean isMore;
    do {
      fill();
      isMore = out.position() > 0 && written < due;
      // Also when nothing is new: the link may hold the rest of what it has sealed.
      all = flush();
    } while (all && isMore);
    wantWrite(!all);
  }

  private void fill() {
    while (written < due) {
      long frames = Math.min(due - written, session.window() - (written - acked));
      int count = frames <= 0 ? 0 : session.write((int) frames, out);
      if (count == 0) {
        return;
      }
      written += count;
    }
  }

  /** Takes answers; returns how many more frames are acknowledged. */
  int receive() throws IOException {
    link.read(in);
    in.flip();
    int more = session.read(in);
    in.compact();
    if (!in.hasRemaining()) {
      throw new RefusedException("an answer of more than " + in.capacity() + " bytes");
    }
    return more;
  }

  private boolean flush() throws IOException {
    out.flip();
    boolean all = link.write(out);
    out.compact();
    return all;
  }

  private void wantWrite(boolean wanted) {
    int interest = wanted ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
    if (key.interestOps() != interest) {
      key.interestOps(interest);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
