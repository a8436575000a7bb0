package io.yardang.testbase.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** TLS 1.3 over a socket; the handshake is done on the still blocking channel. */
final class TlsLink implements Link {
  private static final int RECORDS_PER_WRITE = 8;

  private final SocketChannel channel;
  private final SSLEngine engine;
  private final ByteBuffer sealedIn;
  private final ByteBuffer sealedOut;

  private TlsLink(SocketChannel channel, SSLEngine engine, boolean firehose) {
    this.channel = channel;
    this.engine = engine;
    int record = engine.getSession().getPacketBufferSize();
    sealedIn = ByteBuffer.allocateDirect(record * 2);
    sealedOut = ByteBuffer.allocateDirect(record * (firehose ? RECORDS_PER_WRITE : 1)).flip();
  }

  /** Shakes hands; {@code firehose} seals several records for one write to the socket. */
  static TlsLink connect(SocketChannel channel, SSLContext context, boolean firehose)
      throws IOException {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {"TLSv1.3"});
    TlsLink link = new TlsLink(channel, engine, firehose);
    link.shakeHands();
    return link;
  }

  private void shakeHands() throws IOException {
    ByteBuffer none = ByteBuffer.allocate(0);
    ByteBuffer unexpected = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    engine.beginHandshake();
    while (true) {
      HandshakeStatus status = engine.getHandshakeStatus();
      switch (status) {
        case NEED_WRAP -> {
          seal(none);
          drain();
        }
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (open(unexpected).getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            receive();
          }
        }
        case NEED_TASK -> engine.getDelegatedTask().run();
        default -> {
          return;
        }
      }
    }
  }

  @Override
  public void read(ByteBuffer in) throws IOException {
    receive();
    while (open(in).getStatus() == SSLEngineResult.Status.OK && sealedIn.position() > 0) {
      // Each turn opens one record.
    }
  }

  @Override
  public boolean write(ByteBuffer out) throws IOException {
    while (drain()) {
      if (!out.hasRemaining()) {
        return true;
      }
      seal(out);
    }
    return false;
  }

  private void receive() throws IOException {
    if (channel.read(sealedIn) < 0) {
      throw new IOException("the server closed the TLS connection");
    }
  }

  private SSLEngineResult open(ByteBuffer in) throws IOException {
    sealedIn.flip();
    SSLEngineResult result = engine.unwrap(sealedIn, in);
    sealedIn.compact();
    if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
      throw new IOException("the server ended the TLS session");
    }
    return result;
  }

  private void seal(ByteBuffer out) throws IOException {
    int record = engine.getSession().getPacketBufferSize();
    sealedOut.clear();
    do {
      engine.wrap(out, sealedOut);
    } while (out.hasRemaining() && sealedOut.remaining() >= record);
    sealedOut.flip();
  }

  /** Sends what is sealed; false when the socket does not take it all. */
  private boolean drain() throws IOException {
    if (sealedOut.hasRemaining()) {
      channel.write(sealedOut);
    }
    return !sealedOut.hasRemaining();
  }
}
