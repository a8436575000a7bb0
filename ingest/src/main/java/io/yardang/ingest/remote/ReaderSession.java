package io.yardang.ingest.remote;

import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.pki.ClientTls;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.Credit;
import io.yardang.v1.Hello;
import io.yardang.v1.Ping;
import io.yardang.v1.Role;
import io.yardang.v1.Scored;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.Subscribe;
import io.yardang.v1.Welcome;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One session of a reader with a gateway, over a blocking socket: connect, log in, subscribe, then
 * receive. Receiving is for one thread; any thread may grant credit or close.
 */
final class ReaderSession implements AutoCloseable {
  private static final int PROTOCOL_VERSION = 1;
  private static final int CONNECT_TIMEOUT_MS = 5_000;
  // A gateway says something several times a second; one that is silent for so long is dead.
  private static final int SILENCE_MS = 10_000;
  private static final int INPUT_BUFFER_BYTES = 64 << 10;
  private static final int MAX_MESSAGE_BYTES = 256 << 20;

  private final JournalEndpoint endpoint;
  private final Socket socket = new Socket();
  private DataInputStream in;
  private OutputStream out;
  private long pingEveryNs;
  private volatile long sentAtNs;

  ReaderSession(JournalEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Connects and logs in.
   *
   * @throws GatewayRejection if the gateway does not let us in
   */
  void open() throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(SILENCE_MS);
    socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), CONNECT_TIMEOUT_MS);
    Socket secured = endpoint.tls() == null ? socket : overTls(endpoint.tls());
    InputStream input = new BufferedInputStream(secured.getInputStream(), INPUT_BUFFER_BYTES);
    in = new DataInputStream(input);
    out = secured.getOutputStream();
    Hello.Builder hello =
        Hello.newBuilder()
            .setProtocolVersion(PROTOCOL_VERSION)
            .setRole(Role.ROLE_READER)
            .setSenderId(endpoint.readerId());
    send(ClientMessage.newBuilder().setHello(hello).build());
    ServerMessage answer = receive();
    if (!answer.hasWelcome()) {
      throw new IOException("expected Welcome, got " + answer.getMessageCase());
    }
    Welcome welcome = answer.getWelcome();
    pingEveryNs = TimeUnit.MILLISECONDS.toNanos(welcome.getIdleTimeoutMs()) / 3;
  }

  private SSLSocket overTls(JournalEndpoint.TlsFiles files) throws IOException {
    // Read at each connection, so that a renewed certificate needs no restart.
    SSLSocket secured =
        (SSLSocket)
            ClientTls.context(Path.of(files.caCert()), Path.of(files.cert()), Path.of(files.key()))
                .getSocketFactory()
                .createSocket(socket, endpoint.host(), endpoint.port(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  void subscribe(OptionalLong fromIndex, long creditBytes) throws IOException {
    Subscribe.Builder subscribe = Subscribe.newBuilder().setCreditBytes(creditBytes);
    fromIndex.ifPresent(subscribe::setFromIndex);
    send(ClientMessage.newBuilder().setSubscribe(subscribe).build());
  }

  void grant(long creditBytes) throws IOException {
    Credit.Builder credit = Credit.newBuilder().setCreditBytes(creditBytes);
    send(ClientMessage.newBuilder().setCredit(credit).build());
  }

  void tellScored(JournalPosition position) throws IOException {
    Scored.Builder scored =
        Scored.newBuilder().setIndex(position.index()).setFrame(position.frame());
    send(ClientMessage.newBuilder().setScored(scored).build());
  }

  /**
   * Waits for the next message; pings when it is time to.
   *
   * @throws GatewayRejection if the gateway ends the session
   */
  ServerMessage receive() throws IOException {
    byte[] message = new byte[readLength()];
    in.readFully(message);
    ServerMessage received = ServerMessage.parseFrom(message);
    if (received.hasReject()) {
      throw new GatewayRejection(received.getReject());
    }
    if (pingEveryNs > 0 && System.nanoTime() - sentAtNs > pingEveryNs) {
      send(ClientMessage.newBuilder().setPing(Ping.getDefaultInstance()).build());
    }
    return received;
  }

  private int readLength() throws IOException {
    long length = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      int next = in.readUnsignedByte();
      length |= (next & 0x7FL) << shift;
      if (next < 0x80) {
        if (length > MAX_MESSAGE_BYTES) {
          throw new IOException(
              "message of " + length + " bytes; the limit is " + MAX_MESSAGE_BYTES);
        }
        return (int) length;
      }
    }
    throw new EOFException("no varint length before a message: is this a gateway's port?");
  }

  private synchronized void send(ClientMessage message) throws IOException {
    message.writeDelimitedTo(out);
    out.flush();
    sentAtNs = System.nanoTime();
  }

  /** Ends the session at once: of TLS there is nothing left to say. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more either way.
    }
  }
}
