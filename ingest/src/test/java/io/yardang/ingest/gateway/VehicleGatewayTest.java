package io.yardang.ingest.gateway;

import static io.yardang.ingest.gateway.TestClient.frame;
import static io.yardang.ingest.gateway.TestClient.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.v1.AckLevel;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.Participant;
import io.yardang.v1.Ping;
import io.yardang.v1.RejectReason;
import io.yardang.v1.Role;
import io.yardang.v1.RunEnded;
import io.yardang.v1.RunEvent;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunStarted;
import io.yardang.v1.TelemetryFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class VehicleGatewayTest {
  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00.000000007Z");
  private static final UUID STREAM = new UUID(11, 12);
  private static final UUID OTHER = new UUID(13, 14);

  @TempDir Path root;
  private JournalWriter journal;
  private VehicleGateway gateway;

  @BeforeEach
  void launch() {
    launch(GatewayConfig.plaintext());
  }

  @AfterEach
  void close() {
    gateway.close();
    journal.close();
  }

  @Test
  void shouldJournalTheOriginalBytesAndAcknowledge() throws IOException {
    // A field that this version does not know must come through unchanged.
    TelemetryFrame sent =
        TelemetryFrame.parseFrom(
            frame(1).toByteString().concat(ByteString.fromHex("a2060568656c6c6f")));
    try (TestClient client = connect()) {
      var welcome = client.login(hello("VX-12", STREAM));
      assertThat(welcome.getDurableSeq()).isZero();
      assertThat(welcome.getMaxMessageBytes()).isEqualTo(128 << 10);
      assertThat(welcome.getAckLevel()).isEqualTo(AckLevel.ACK_LEVEL_PAGE_CACHE);
      client.send(sent);
      client.awaitAck(1);
    }
    JournalRecord record = records().get(0);
    assertThat(record.bytes()).isEqualTo(sent.toByteArray());
    assertThat(record.kind()).isEqualTo(RecordKind.FRAME);
    assertThat(record.sender()).isEqualTo("VX-12");
    assertThat(record.stream()).isEqualTo(STREAM);
    assertThat(record.sampleTimeNs()).isEqualTo(1000);
    assertThat(record.receiveTimeNs()).isEqualTo(NOW.getEpochSecond() * 1_000_000_000 + 7);
  }

  @Test
  void shouldResumeAndDropDuplicatesAfterReconnectAndAfterRestart() throws IOException {
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      sendFrames(client, 1, 500);
      client.awaitAck(500);
    }
    try (TestClient client = connect()) {
      assertThat(client.login(hello("VX-12", STREAM)).getDurableSeq()).isEqualTo(500);
      sendFrames(client, 400, 600);
      client.awaitAck(600);
    }
    assertThat(gateway.statistics().duplicates()).isEqualTo(101);
    close();
    launch(GatewayConfig.plaintext());
    try (TestClient client = connect()) {
      assertThat(client.login(hello("VX-12", STREAM)).getDurableSeq()).isEqualTo(600);
      sendFrames(client, 590, 700);
      client.awaitAck(700);
    }
    assertThat(seqsOf(STREAM)).isEqualTo(LongStream.rangeClosed(1, 700).boxed().toList());
    assertThat(records().stream().mapToInt(JournalRecord::duplicatesBefore).sum())
        .as("what the journal tells of them")
        .isEqualTo(101 + 11);
  }

  @Test
  void shouldAcceptAGapAndAcknowledgeADuplicateAlone() throws IOException {
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      sendFrames(client, 1, 1);
      client.awaitAck(1);
      sendFrames(client, 7, 7);
      client.awaitAck(7);
      sendFrames(client, 7, 7);
      assertThat(client.receive().getAck().getDurableSeq()).isEqualTo(7);
    }
    assertThat(seqsOf(STREAM)).containsExactly(1L, 7L);
  }

  @Test
  void shouldRefuseBadLoginsWithTheirReason() throws IOException {
    refuseLogin(
        hello("VX-12", STREAM).setProtocolVersion(2), RejectReason.REJECT_REASON_PROTOCOL_VERSION);
    refuseLogin(hello("no spaces", STREAM), RejectReason.REJECT_REASON_BAD_SENDER_ID);
    refuseLogin(hello("", STREAM), RejectReason.REJECT_REASON_BAD_SENDER_ID);
    refuseLogin(
        hello("VX-12", STREAM).setStreamId(ByteString.copyFromUtf8("short")),
        RejectReason.REJECT_REASON_BAD_STREAM_ID);
    refuseLogin(
        hello("VX-12", STREAM).setRole(Role.ROLE_UNSPECIFIED),
        RejectReason.REJECT_REASON_NOT_AUTHORISED);
    refuseLogin(hello("VX-12", STREAM).setAckLevelValue(3), RejectReason.REJECT_REASON_ACK_LEVEL);
    try (TestClient client = connect()) {
      client.send(frame(1));
      client.awaitHangup(RejectReason.REJECT_REASON_LOGIN_REQUIRED);
    }
    assertThat(gateway.statistics().logins()).isZero();
    assertThat(gateway.statistics().rejects())
        .containsEntry(RejectReason.REJECT_REASON_BAD_SENDER_ID, 2L);
  }

  @Test
  void shouldEndSessionsThatDoNotLogInOrFallSilent() throws IOException {
    close();
    launch(GatewayConfig.plaintext().withTimeouts(Duration.ofMillis(200), Duration.ofMillis(300)));
    try (TestClient client = connect()) {
      client.awaitHangup(RejectReason.REJECT_REASON_LOGIN_TIMEOUT);
    }
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      client.awaitHangup(RejectReason.REJECT_REASON_IDLE_TIMEOUT);
    }
  }

  @Test
  void shouldLetTheNewerSessionOfAStreamWin() throws IOException {
    try (TestClient older = connect();
        TestClient newer = connect()) {
      older.login(hello("VX-12", STREAM));
      sendFrames(older, 1, 10);
      older.awaitAck(10);
      assertThat(newer.login(hello("VX-12", STREAM)).getDurableSeq()).isEqualTo(10);
      older.awaitHangup(RejectReason.REJECT_REASON_STREAM_TAKEN_OVER);
      sendFrames(newer, 11, 20);
      newer.awaitAck(20);
      refuseLogin(hello("VX-13", STREAM), RejectReason.REJECT_REASON_NOT_AUTHORISED);
    }
    assertThat(seqsOf(STREAM)).isEqualTo(LongStream.rangeClosed(1, 20).boxed().toList());
  }

  @Test
  void shouldRejectBadMessagesAndGoOn() throws IOException {
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      client.send(frame(1).toBuilder().clearSeq().build());
      client.awaitReject(RejectReason.REJECT_REASON_BAD_SEQ);
      client.send(frame(1).toBuilder().clearSampleTimeUnixNs().build());
      assertThat(client.awaitReject(RejectReason.REJECT_REASON_BAD_SAMPLE_TIME).getSeq())
          .isEqualTo(1);
      client.send(runStarted(1));
      client.awaitReject(RejectReason.REJECT_REASON_WRONG_ROLE);
      client.send(ClientMessage.getDefaultInstance());
      client.awaitReject(RejectReason.REJECT_REASON_UNKNOWN_MESSAGE);
      client.sendRaw(new byte[] {3, (byte) 0xff, (byte) 0xff, (byte) 0xff});
      client.awaitReject(RejectReason.REJECT_REASON_MALFORMED_MESSAGE);
      // A frame whose seq is 9 and whose second field is cut off.
      client.sendRaw(new byte[] {5, 0x12, 3, 8, 9, 0x11});
      var malformed = client.awaitReject(RejectReason.REJECT_REASON_MALFORMED_MESSAGE);
      assertThat(malformed.getSeq()).isEqualTo(9);
      assertThat(malformed.getSessionEnds()).isFalse();
      // A frame with seq 8 and a checkpoint id that is not UTF-8.
      client.sendRaw(new byte[] {9, 0x12, 7, 8, 8, 0x5a, 3, 0x0a, 1, (byte) 0xff});
      malformed = client.awaitReject(RejectReason.REJECT_REASON_MALFORMED_MESSAGE);
      assertThat(malformed.getDetail()).isEqualTo("not UTF-8 in field 1");
      assertThat(malformed.getSeq()).isEqualTo(8);
      // Two frames in one ClientMessage.
      client.sendRaw(new byte[] {8, 0x12, 2, 8, 7, 0x12, 2, 8, 8});
      client.awaitReject(RejectReason.REJECT_REASON_MALFORMED_MESSAGE);
      client.send(hello("VX-12", STREAM));
      client.awaitReject(RejectReason.REJECT_REASON_MALFORMED_MESSAGE);
      sendFrames(client, 1, 3);
      client.awaitAck(3);
    }
    assertThat(seqsOf(STREAM)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void shouldJournalRunEventsOfControllersAndRejectBadOnes() throws IOException {
    try (TestClient client = connect()) {
      client.login(hello("console", STREAM).setRole(Role.ROLE_CONTROLLER));
      client.send(frame(1));
      client.awaitReject(RejectReason.REJECT_REASON_WRONG_ROLE);
      RunEvent.Builder noPlan = runStarted(1);
      noPlan.getStartedBuilder().clearPlan();
      RunEvent.Builder noParticipant = runStarted(1);
      noParticipant.getStartedBuilder().getPlanBuilder().clearParticipants();
      RunEvent.Builder badId = runStarted(1);
      badId.getStartedBuilder().setRunId("../run");
      RunEvent.Builder neither = runStarted(1).clearEvent();
      for (RunEvent.Builder bad : List.of(noPlan, noParticipant, badId, neither)) {
        client.send(bad);
        client.awaitReject(RejectReason.REJECT_REASON_BAD_RUN_EVENT);
      }
      client.send(runStarted(1));
      client.awaitAck(1);
      client.send(
          RunEvent.newBuilder()
              .setSeq(2)
              .setEventTimeUnixNs(6)
              .setEnded(RunEnded.newBuilder().setRunId("run-1").setEndTimeUnixNs(6)));
      client.awaitAck(2);
    }
    assertThat(records()).extracting(JournalRecord::kind).containsOnly(RecordKind.RUN_EVENT);
    assertThat(records().get(0).bytes()).isEqualTo(runStarted(1).build().toByteArray());
    assertThat(gateway.statistics().runEvents()).isEqualTo(2);
  }

  @Test
  void shouldAnswerPingWithItsTime() throws IOException {
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      client.send(
          ClientMessage.newBuilder().setPing(Ping.newBuilder().setSentTimeUnixNs(77)).build());
      var pong = client.receive().getPong();
      assertThat(pong.getSentTimeUnixNs()).isEqualTo(77);
      assertThat(pong.getGatewayTimeUnixNs()).isEqualTo(NOW.getEpochSecond() * 1_000_000_000 + 7);
    }
  }

  @Test
  void shouldNotLetBadInputOfOneDisturbAnother() throws IOException {
    Random random = new Random(4711);
    try (TestClient good = connect()) {
      good.login(hello("VX-1", OTHER));
      for (int round = 0; round < 20; round++) {
        sendFrames(good, round * 50L + 1, round * 50L + 25);
        try (TestClient bad = connect()) {
          bad.login(hello("VX-12", new UUID(99, round)));
          switch (round % 4) {
            case 0 -> {
              bad.sendRaw(new byte[] {(byte) 0x80, (byte) 0x80, (byte) 0x80, 1});
              bad.sendRaw(new byte[100_000]);
              bad.awaitHangup(RejectReason.REJECT_REASON_MESSAGE_TOO_LARGE);
            }
            case 1 -> {
              bad.sendRaw(new byte[] {-1, -1, -1, -1, -1, -1});
              bad.awaitHangup(RejectReason.REJECT_REASON_MALFORMED_STREAM);
            }
            case 2 -> {
              byte[] garbage = new byte[10_000];
              random.nextBytes(garbage);
              bad.sendRaw(garbage);
            }
            default -> bad.sendRaw(new byte[] {100, 1, 2});
          }
        }
        sendFrames(good, round * 50L + 26, round * 50L + 50);
      }
      good.awaitAck(1000);
    }
    assertThat(seqsOf(OTHER)).isEqualTo(LongStream.rangeClosed(1, 1000).boxed().toList());
  }

  @Test
  void shouldTakeFramesThatCameBeforeItsWelcome() throws IOException {
    try (TestClient client = connect()) {
      client.send(hello("VX-12", STREAM));
      sendFrames(client, 1, 100);
      assertThat(client.receive().hasWelcome()).isTrue();
      client.awaitAck(100);
    }
    assertThat(seqsOf(STREAM)).isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
  }

  @Test
  void shouldAcknowledgeButKeepNothingWhenItOnlyCounts() throws IOException {
    close();
    journal = JournalWriter.open(root.resolve("gw"), JournalSettings.SMALL);
    gateway =
        VehicleGateway.launchCounting(GatewayConfig.plaintext(), journal, InstantSource.fixed(NOW));
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      sendFrames(client, 1, 50);
      client.awaitAck(50);
    }
    assertThat(gateway.statistics().frames()).isEqualTo(50);
    assertThat(records()).isEmpty();
  }

  @Test
  void shouldNotAcknowledgeWhatTheJournalRefuses() throws IOException {
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      journal.close();
      client.send(frame(1));
      client.awaitHangup(RejectReason.REJECT_REASON_JOURNAL_UNAVAILABLE);
    }
    assertThat(records()).isEmpty();
  }

  @Test
  void shouldSayGoodbyeWhenItShutsDown() throws IOException {
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      gateway.close();
      client.awaitHangup(RejectReason.REJECT_REASON_SHUTTING_DOWN);
    }
  }

  @Test
  void shouldNameTheSettingThatIsWrong() {
    GatewayConfig config = GatewayConfig.plaintext();
    assertThatThrownBy(() -> config.withPort(70000))
        .hasMessage("gateway.port=70000: must be 0..65535");
    assertThatThrownBy(() -> config.withTimeouts(Duration.ZERO, Duration.ofSeconds(1)))
        .hasMessageContaining("gateway.login_timeout_s=PT0S");
    assertThatThrownBy(
            () ->
                VehicleGateway.launch(
                    config.withPort(gateway.port()), journal, InstantSource.fixed(NOW)))
        .hasMessageContaining("gateway.port=" + gateway.port());
  }

  private void launch(GatewayConfig config) {
    journal = JournalWriter.open(root.resolve("gw"), JournalSettings.SMALL);
    gateway = VehicleGateway.launch(config, journal, InstantSource.fixed(NOW));
  }

  private TestClient connect() throws IOException {
    return TestClient.plain(gateway.port());
  }

  private void refuseLogin(io.yardang.v1.Hello.Builder hello, RejectReason reason)
      throws IOException {
    try (TestClient client = connect()) {
      client.send(hello);
      client.awaitHangup(reason);
    }
  }

  private static void sendFrames(TestClient client, long first, long last) throws IOException {
    for (long seq = first; seq <= last; seq++) {
      client.send(frame(seq));
    }
  }

  private static RunEvent.Builder runStarted(long seq) {
    return RunEvent.newBuilder()
        .setSeq(seq)
        .setEventTimeUnixNs(5)
        .setStarted(
            RunStarted.newBuilder()
                .setRunId("run-1")
                .setStartTimeUnixNs(5)
                .setPlan(
                    RunPlan.newBuilder()
                        .addParticipants(Participant.newBuilder().setVehicleId("VX-12"))));
  }

  private List<JournalRecord> records() {
    List<JournalRecord> records = new ArrayList<>();
    try (JournalReader reader = LocalJournalReader.open(root.resolve("gw"))) {
      for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
        records.add(next.get());
      }
    }
    return records;
  }

  private List<Long> seqsOf(UUID stream) {
    return records().stream()
        .filter(record -> record.stream().equals(stream))
        .map(JournalRecord::seq)
        .toList();
  }
}
