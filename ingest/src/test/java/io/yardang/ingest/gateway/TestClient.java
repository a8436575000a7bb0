package io.yardang.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.Hello;
import io.yardang.v1.Reject;
import io.yardang.v1.RejectReason;
import io.yardang.v1.Role;
import io.yardang.v1.RunEvent;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.TelemetryFrame;
import io.yardang.v1.Welcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.UUID;

/** The smallest client there is: a blocking socket and delimited protobuf. */
final class TestClient implements AutoCloseable {
  private final Socket socket;

  TestClient(Socket socket) {
    this.socket = socket;
  }

  static TestClient plain(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000);
    return new TestClient(socket);
  }

  static Hello.Builder hello(String sender, UUID stream) {
    ByteBuffer id = ByteBuffer.allocate(16);
    id.putLong(stream.getMostSignificantBits()).putLong(stream.getLeastSignificantBits()).flip();
    return Hello.newBuilder()
        .setProtocolVersion(1)
        .setRole(Role.ROLE_VEHICLE)
        .setSenderId(sender)
        .setStreamId(ByteString.copyFrom(id));
  }

  static TelemetryFrame frame(long seq) {
    return TelemetryFrame.newBuilder().setSeq(seq).setSampleTimeUnixNs(seq * 1000).build();
  }

  Welcome login(Hello.Builder hello) throws IOException {
    send(hello);
    ServerMessage answer = receive();
    assertThat(answer.hasWelcome()).as("%s", answer).isTrue();
    return answer.getWelcome();
  }

  void send(Hello.Builder hello) throws IOException {
    send(ClientMessage.newBuilder().setHello(hello).build());
  }

  void send(TelemetryFrame frame) throws IOException {
    send(ClientMessage.newBuilder().setFrame(frame).build());
  }

  void send(RunEvent.Builder event) throws IOException {
    send(ClientMessage.newBuilder().setRunEvent(event).build());
  }

  void send(ClientMessage message) throws IOException {
    message.writeDelimitedTo(socket.getOutputStream());
  }

  void sendRaw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** The next message; null when the gateway has closed. */
  ServerMessage receive() throws IOException {
    return ServerMessage.parseDelimitedFrom(socket.getInputStream());
  }

  byte[] readToEnd() throws IOException {
    return socket.getInputStream().readAllBytes();
  }

  void awaitAck(long seq) throws IOException {
    for (long acked = 0; acked < seq; ) {
      ServerMessage message = receive();
      assertThat(message).as("before Ack(%d)", seq).isNotNull();
      assertThat(message.hasAck()).as("%s", message).isTrue();
      assertThat(message.getAck().getDurableSeq()).isGreaterThanOrEqualTo(acked);
      acked = message.getAck().getDurableSeq();
    }
  }

  Reject awaitReject(RejectReason reason) throws IOException {
    ServerMessage message = receive();
    assertThat(message).as("a reject").isNotNull();
    assertThat(message.getReject().getReason()).as("%s", message).isEqualTo(reason);
    assertThat(message.getReject().getDetail()).isNotEmpty();
    return message.getReject();
  }

  void awaitHangup(RejectReason reason) throws IOException {
    assertThat(awaitReject(reason).getSessionEnds()).isTrue();
    assertThat(receive()).as("the gateway closes").isNull();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
