package io.yardang.ingest.gateway;

import static io.yardang.ingest.gateway.TestClient.frame;
import static io.yardang.ingest.gateway.TestClient.hello;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.yardang.ingest.admin.AdminServer;
import io.yardang.ingest.admin.WireLogFolder;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.Hello;
import io.yardang.v1.Ping;
import io.yardang.v1.RejectReason;
import io.yardang.v1.Role;
import io.yardang.v1.ServerMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WireLogTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-24T10:00:00Z"));
  private static final UUID STREAM = new UUID(41, 42);
  private static final int MAX_BYTES = 100_000;

  @TempDir Path root;
  private JournalWriter journal;
  private VehicleGateway gateway;
  private AdminServer admin;

  @BeforeEach
  void launch() {
    launch("first");
  }

  @AfterEach
  void close() {
    admin.close();
    gateway.close();
    journal.close();
  }

  @Test
  void shouldRecordAReaderThatConnectedBeforeItWasSwitchedOn() throws Exception {
    try (TestClient reader = TestClient.plain(gateway.port())) {
      wireLog("scoring", true);
      reader.login(
          Hello.newBuilder()
              .setProtocolVersion(1)
              .setRole(Role.ROLE_READER)
              .setSenderId("scoring"));
      reader.send(ClientMessage.newBuilder().setPing(Ping.getDefaultInstance()).build());
      assertThat(reader.receive().hasPong()).isTrue();
    }
    wireLog("scoring", false);
    assertThat(WireSession.read(log("scoring"))).hasSize(1);
  }

  @Test
  void shouldRecordASessionWhoseBytesMakeTheSameJournal() throws Exception {
    assertThat(wireLog("VX-12", true)).contains("\"wirelog\":\"on\"");
    assertThat(wireLog("VX-12", true)).contains("on already");
    try (TestClient client = TestClient.plain(gateway.port());
        TestClient other = TestClient.plain(gateway.port())) {
      other.login(hello("VX-13", new UUID(43, 44)));
      client.login(hello("VX-12", STREAM));
      // In pieces that do not end where messages end, and with a message that is refused.
      byte[] bytes = messages(1, 200);
      for (int from = 0; from < bytes.length; from += 777) {
        client.sendRaw(Arrays.copyOfRange(bytes, from, Math.min(from + 777, bytes.length)));
      }
      client.awaitAck(200);
      client.send(frame(201).toBuilder().clearSampleTimeUnixNs().build());
      client.awaitReject(RejectReason.REJECT_REASON_BAD_SAMPLE_TIME);
      other.send(frame(1));
      other.awaitAck(1);
    }
    assertThat(wireLog("VX-12", false)).contains("\"wirelog\":\"off\"");
    List<WireSession> sessions = WireSession.read(log("VX-12"));
    assertThat(sessions).hasSize(1);
    assertThat(sessions.get(0).whole()).isTrue();
    assertThat(Files.readAllLines(log("VX-12")).get(0))
        .matches("2026-11-24T10:00:00Z [0-9a-f]+ in [0-9a-f]+");
    List<JournalRecord> recorded =
        records("first").stream().filter(record -> record.sender().equals("VX-12")).toList();
    close();

    launch("second");
    try (TestClient client = TestClient.plain(gateway.port())) {
      client.sendRaw(sessions.get(0).inbound());
      assertThat(client.receive().hasWelcome()).isTrue();
      // All came in one piece, so the rejection may come before the acknowledgement.
      boolean rejected = false;
      for (long acked = 0; acked < 200 || !rejected; ) {
        ServerMessage answer = client.receive();
        rejected |= answer.hasReject();
        acked = Math.max(acked, answer.getAck().getDurableSeq());
      }
    }
    assertThat(contents(records("second"))).hasSize(200).isEqualTo(contents(recorded));
  }

  @Test
  void shouldJoinASessionUnderWayAndLeaveIt() throws Exception {
    try (TestClient client = TestClient.plain(gateway.port())) {
      client.login(hello("VX-12", STREAM));
      client.send(frame(1));
      client.awaitAck(1);
      wireLog("VX-12", true);
      client.send(frame(2));
      client.awaitAck(2);
      wireLog("VX-12", false);
      client.send(frame(3));
      client.awaitAck(3);
    }
    List<WireSession> sessions = WireSession.read(log("VX-12"));
    assertThat(sessions).hasSize(1);
    assertThat(sessions.get(0).whole()).isFalse();
    assertThat(sessions.get(0).inbound()).isEqualTo(messages(2, 2));
    assertThat(sessions.get(0).outbound()).isNotEmpty();
  }

  @Test
  void shouldEndAtItsLimitAndKeepTheOneBefore() throws Exception {
    wireLog("VX-12", true);
    try (TestClient client = TestClient.plain(gateway.port())) {
      client.login(hello("VX-12", STREAM));
      client.sendRaw(messages(1, 5000));
      client.awaitAck(5000);
    }
    assertThat(Files.size(log("VX-12"))).isLessThan(MAX_BYTES + 100);
    assertThat(Files.readString(log("VX-12"))).endsWith("begin anew\n");
    wireLog("VX-12", false);
    wireLog("VX-12", true);
    assertThat(log("VX-12")).isEmptyFile();
    assertThat(log("VX-12").resolveSibling("VX-12.log.1")).isNotEmptyFile();
  }

  @Test
  void shouldRefuseWhatIsNoSenderOrNoAnswer() throws Exception {
    assertThat(post("?sender=..%2Fx&on=true").statusCode()).isEqualTo(400);
    assertThat(post("?sender=VX-12&on=maybe").statusCode()).isEqualTo(400);
    assertThat(root.resolve("wirelog")).doesNotExist();
  }

  private void launch(String name) {
    journal = JournalWriter.open(root.resolve(name), JournalSettings.SMALL);
    gateway = VehicleGateway.launch(GatewayConfig.plaintext(), journal, CLOCK);
    admin =
        AdminServer.launch(
            "127.0.0.1",
            0,
            gateway,
            new WireLogFolder(root.resolve("wirelog"), MAX_BYTES),
            new PrometheusRegistry());
  }

  private String wireLog(String sender, boolean on) throws Exception {
    HttpResponse<String> response = post("?sender=" + sender + "&on=" + on);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private HttpResponse<String> post(String query) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(admin.uri().resolve("/wirelog" + query))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private Path log(String sender) {
    return root.resolve("wirelog").resolve(sender + ".log");
  }

  private static byte[] messages(int first, int last) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int seq = first; seq <= last; seq++) {
      ClientMessage.newBuilder().setFrame(frame(seq)).build().writeDelimitedTo(bytes);
    }
    return bytes.toByteArray();
  }

  /** All but what depends on how the socket cut the bytes. */
  private static List<List<Object>> contents(List<JournalRecord> records) {
    return records.stream()
        .map(
            record ->
                List.<Object>of(
                    record.kind(),
                    record.sender(),
                    record.stream(),
                    record.seq(),
                    record.sampleTimeNs(),
                    record.receiveTimeNs(),
                    ByteBuffer.wrap(record.bytes())))
        .toList();
  }

  private List<JournalRecord> records(String name) {
    List<JournalRecord> records = new ArrayList<>();
    try (JournalReader reader = LocalJournalReader.open(root.resolve(name))) {
      for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
        records.add(next.get());
      }
    }
    return records;
  }
}
