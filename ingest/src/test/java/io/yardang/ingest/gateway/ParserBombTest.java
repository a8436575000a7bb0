package io.yardang.ingest.gateway;

import static io.yardang.ingest.gateway.TestClient.hello;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.Hello;
import io.yardang.v1.PerceivedObject;
import io.yardang.v1.Ping;
import io.yardang.v1.RejectReason;
import io.yardang.v1.Role;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.Subscribe;
import io.yardang.v1.TelemetryFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Short to send, long to parse: refused before anybody parses it. */
@Timeout(60)
class ParserBombTest {
  private static final UUID STREAM = new UUID(11, 12);

  @TempDir Path root;
  private JournalWriter journal;
  private VehicleGateway gateway;
  private Bystander bystander;

  @BeforeEach
  void launch() throws IOException {
    journal = JournalWriter.open(root.resolve("gw"), JournalSettings.SMALL);
    gateway = VehicleGateway.launch(GatewayConfig.plaintext(), journal, InstantSource.system());
    bystander = new Bystander(gateway.port(), new UUID(1, 1));
  }

  @AfterEach
  void close() {
    bystander.close();
    gateway.close();
    journal.close();
  }

  @Test
  void shouldRefuseAPingOfManyUnknownFields() throws Exception {
    try (TestClient client = TestClient.plain(gateway.port())) {
      client.login(hello("VX-12", STREAM));
      client.sendRaw(delimited(field(ClientInput.PING, unknownFields(20_000))));
      client.awaitReject(RejectReason.REJECT_REASON_MALFORMED_MESSAGE);
      Ping fromALaterVersion =
          Ping.parseFrom(
              concat(
                  Ping.newBuilder().setSentTimeUnixNs(7).build().toByteArray(), unknownFields(9)));
      client.send(ClientMessage.newBuilder().setPing(fromALaterVersion).build());
      assertThat(client.receive().getPong().getSentTimeUnixNs()).isEqualTo(7);
    }
    bystander.drives();
  }

  @Test
  void shouldRefuseARunEventOfAVehicleUnread() throws Exception {
    try (TestClient client = TestClient.plain(gateway.port())) {
      client.login(hello("VX-12", STREAM));
      // Not even protobuf: nobody looked.
      client.sendRaw(delimited(field(ClientInput.RUN_EVENT, new byte[] {-1})));
      client.awaitReject(RejectReason.REJECT_REASON_WRONG_ROLE);
    }
    bystander.drives();
  }

  @Test
  void shouldHangUpAReaderWhoseWishesAreLong() throws Exception {
    for (int wish :
        List.of(ClientInput.SUBSCRIBE, ClientInput.CREDIT, ClientInput.SCORED, ClientInput.PING)) {
      try (TestClient reader = TestClient.plain(gateway.port())) {
        reader.login(
            Hello.newBuilder()
                .setProtocolVersion(1)
                .setRole(Role.ROLE_READER)
                .setSenderId("scoring"));
        if (wish != ClientInput.SUBSCRIBE) {
          reader.send(
              ClientMessage.newBuilder()
                  .setSubscribe(Subscribe.newBuilder().setCreditBytes(1))
                  .build());
        }
        reader.sendRaw(delimited(field(wish, unknownFields(3000))));
        ServerMessage answer = reader.receive();
        while (answer.hasJournalStatus() || answer.hasJournalChunk()) {
          answer = reader.receive();
        }
        assertThat(answer.getReject().getReason())
            .isEqualTo(RejectReason.REJECT_REASON_MALFORMED_MESSAGE);
      }
    }
    bystander.drives();
  }

  @Test
  void shouldRefuseFramesThatWouldCostEveryReaderMuch() throws Exception {
    byte[] head = TestClient.frame(1).toByteArray();
    byte[] group = concat(new byte[] {0x7b}, concat(unknownFields(1100), new byte[] {0x7c}));
    for (byte[] bomb :
        List.of(
            unknownFields(30_000),
            concat(unknownFields(501), field(15, new byte[FieldCount.MIN_BYTES])),
            group,
            emptyObjects(60_000))) {
      try (TestClient client = TestClient.plain(gateway.port())) {
        client.login(hello("VX-12", STREAM));
        client.sendRaw(delimited(field(ClientInput.FRAME, concat(head, bomb))));
        assertThat(client.awaitReject(RejectReason.REJECT_REASON_MALFORMED_MESSAGE).getDetail())
            .startsWith("a frame with more than");
      }
    }
    assertThat(journal.durableSeq(STREAM)).isZero();
    bystander.drives();
  }

  @Test
  void shouldTakeAFrameOfHundredsOfObjectsAndALaterVersionsFields() throws Exception {
    TelemetryFrame.Builder crowded = TestClient.frame(1).toBuilder();
    for (int i = 0; i < 500; i++) {
      crowded.addObjects(PerceivedObject.newBuilder().setId(i).setXM(i).setYM(1));
    }
    try (TestClient client = TestClient.plain(gateway.port())) {
      client.login(hello("VX-12", STREAM));
      client.sendRaw(
          delimited(
              field(ClientInput.FRAME, concat(crowded.build().toByteArray(), unknownFields(400)))));
      client.awaitAck(1);
    }
  }

  @Test
  void shouldHoldAVehicleToTheSizeOfAFrameThatTheWelcomeTells() throws Exception {
    try (TestClient client = TestClient.plain(gateway.port())) {
      int max = client.login(hello("VX-12", STREAM)).getMaxMessageBytes();
      assertThat(max).isEqualTo(128 << 10);
      client.sendRaw(delimited(field(ClientInput.FRAME, new byte[max])));
      client.awaitHangup(RejectReason.REJECT_REASON_MESSAGE_TOO_LARGE);
    }
    bystander.drives();
  }

  @Test
  void shouldRefuseARunEventOfTooManyFieldsUnparsed() throws Exception {
    try (TestClient client = TestClient.plain(gateway.port())) {
      client.login(hello("console", STREAM).setRole(Role.ROLE_CONTROLLER));
      client.sendRaw(delimited(field(ClientInput.RUN_EVENT, unknownFields(100_000))));
      assertThat(client.awaitReject(RejectReason.REJECT_REASON_MALFORMED_MESSAGE).getDetail())
          .startsWith("a run event with more than");
    }
    bystander.drives();
  }

  private static byte[] emptyObjects(int count) throws IOException {
    byte[] one = field(TelemetryFrame.OBJECTS_FIELD_NUMBER, new byte[0]);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      all.write(one);
    }
    return all.toByteArray();
  }

  /** So many fields of numbers that no message has. */
  static byte[] unknownFields(int count) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (int i = 0; i < count; i++) {
      out.writeUInt32(2000 + i, 1);
    }
    out.flush();
    return bytes.toByteArray();
  }

  static byte[] field(int number, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeBytes(number, ByteString.copyFrom(content));
    out.flush();
    return bytes.toByteArray();
  }

  static byte[] delimited(byte[] message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeUInt32NoTag(message.length);
    out.writeRawBytes(message);
    out.flush();
    return bytes.toByteArray();
  }

  static byte[] concat(byte[] first, byte[] second) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(first);
    bytes.writeBytes(second);
    return bytes.toByteArray();
  }
}
