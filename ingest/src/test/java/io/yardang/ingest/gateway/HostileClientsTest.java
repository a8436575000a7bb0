package io.yardang.ingest.gateway;

import static io.yardang.ingest.gateway.TestClient.frame;
import static io.yardang.ingest.gateway.TestClient.hello;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.yardang.ingest.LogLines;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.Hello;
import io.yardang.v1.Reject;
import io.yardang.v1.RejectReason;
import io.yardang.v1.Role;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.TelemetryFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * In each case another vehicle's session goes on, and the gateway keeps only so much for it all.
 */
@Timeout(60)
class HostileClientsTest {
  private static final UUID STREAM = new UUID(11, 12);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final long MAX_BUFFER_BYTES = 32 << 20;
  private static final SessionLimits.Rates ANY_RATE = new SessionLimits.Rates(0, 0, 0);

  @TempDir Path root;
  private JournalWriter journal;
  private VehicleGateway gateway;
  private Bystander bystander;

  @BeforeEach
  void launch() throws IOException {
    launch(SessionLimits.DEFAULT);
  }

  @AfterEach
  void close() {
    bystander.close();
    gateway.close();
    journal.close();
  }

  @Test
  void shouldHangUpWhoDoesNotReadItsAnswers() throws Exception {
    relaunch(
        SessionLimits.DEFAULT
            .with(new SessionLimits.Times(LONG, LONG, LONG, SHORT))
            .with(ANY_RATE));
    byte[] pings = repeat(new byte[] {11, 0x22, 9, 9, 1, 2, 3, 4, 5, 6, 7, 8}, 5000);
    try (Socket deaf = new Socket()) {
      deaf.setReceiveBufferSize(4096);
      deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
      ClientMessage.newBuilder()
          .setHello(hello("VX-12", STREAM))
          .build()
          .writeDelimitedTo(deaf.getOutputStream());
      // The gateway stops reading, hence writing blocks, until it hangs up.
      assertThatThrownBy(
              () -> {
                while (true) {
                  deaf.getOutputStream().write(pings);
                }
              })
          .isInstanceOf(IOException.class);
    }
    awaitCount(RejectReason.REJECT_REASON_SLOW_READER, 1);
    assertOthersGoOn();
  }

  @Test
  void shouldEndALoginThatDribbles() throws Exception {
    relaunch(SessionLimits.DEFAULT.with(new SessionLimits.Times(SHORT, LONG, LONG, LONG)));
    try (TestClient slow = connect()) {
      dribble(slow, delimited(hello("VX-12", STREAM).setSoftwareVersion("x".repeat(10_000))));
      slow.awaitHangup(RejectReason.REJECT_REASON_LOGIN_TIMEOUT);
    }
    assertOthersGoOn();
  }

  @Test
  void shouldEndAMessageThatDribblesOrNeverCompletes() throws Exception {
    relaunch(SessionLimits.DEFAULT.with(new SessionLimits.Times(LONG, LONG, SHORT, LONG)));
    try (TestClient slow = connect();
        TestClient stuck = connect()) {
      slow.login(hello("VX-12", STREAM));
      stuck.login(hello("VX-13", new UUID(13, 13)));
      stuck.sendRaw(new byte[] {100, 1, 2});
      dribble(slow, delimited(frameWithUnknownBytes(10_000)));
      slow.awaitHangup(RejectReason.REJECT_REASON_MESSAGE_TIMEOUT);
      stuck.awaitHangup(RejectReason.REJECT_REASON_MESSAGE_TIMEOUT);
    }
    assertOthersGoOn();
  }

  @Test
  void shouldNotMistakeALivelyStreamInPiecesForASlowMessage() throws Exception {
    relaunch(SessionLimits.DEFAULT.with(new SessionLimits.Times(LONG, LONG, SHORT, LONG)));
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      long end = System.nanoTime() + 3 * SHORT.toNanos();
      byte[] rest = {};
      for (long seq = 1; System.nanoTime() < end; seq++) {
        // Each write ends one frame and begins the next.
        byte[] next = delimited(ClientMessage.newBuilder().setFrame(frame(seq)).build());
        client.sendRaw(concat(rest, new byte[] {next[0], next[1]}));
        rest = Arrays.copyOfRange(next, 2, next.length);
        if (seq > 1) {
          client.awaitAck(seq - 1);
        }
      }
    }
    assertThat(gateway.statistics().rejects()).isEmpty();
  }

  @Test
  void shouldNotTakeForSilentWhomItDoesNotReadFrom() throws Exception {
    // After two seconds' worth at once nothing is read until the debt is paid.
    relaunch(
        SessionLimits.DEFAULT
            .with(new SessionLimits.Times(LONG, SHORT, LONG, LONG))
            .with(new SessionLimits.Rates(0, 50, 0)));
    bystander.close();
    long frames = 200;
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (long seq = 1; seq <= frames; seq++) {
        all.writeBytes(delimited(ClientMessage.newBuilder().setFrame(frame(seq)).build()));
      }
      client.sendRaw(all.toByteArray());
      for (long acked = 0; acked <= frames; ) {
        ServerMessage answer = client.receive();
        assertThat(answer.hasReject()).as("%s", answer).isFalse();
        acked = answer.hasAck() ? answer.getAck().getDurableSeq() : acked;
        if (acked == frames) {
          // Not read before the pause is over.
          client.send(frame(frames + 1));
        }
      }
    }
    bystander = new Bystander(gateway.port(), new UUID(1, 2));
  }

  @Test
  void shouldForgetAPeerThatIsSilent() throws Exception {
    relaunch(SessionLimits.DEFAULT.with(new SessionLimits.Times(LONG, SHORT, LONG, LONG)));
    bystander.close();
    // Neither FIN nor an answer will ever come from these, as from a vehicle in a tunnel.
    List<TestClient> vanished = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      TestClient client = connect();
      client.login(hello("VX-" + i, new UUID(7, i)));
      vanished.add(client);
    }
    awaitNoSession();
    assertThat(gateway.statistics().rejects())
        .containsEntry(RejectReason.REJECT_REASON_IDLE_TIMEOUT, 20L);
    vanished.forEach(TestClient::close);
    bystander = new Bystander(gateway.port(), new UUID(1, 2));
    assertOthersGoOn();
  }

  @Test
  void shouldCloseConnectionsBeyondEachLimitAtOnce() throws Exception {
    for (var counts :
        List.of(
            new SessionLimits.Counts(11, 100, 100, 4, 4),
            new SessionLimits.Counts(100, 11, 100, 4, 4),
            new SessionLimits.Counts(100, 100, 10, 4, 4))) {
      relaunch(SessionLimits.DEFAULT.with(counts));
      List<TestClient> flood = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        flood.add(connect());
      }
      awaitCount(RejectReason.REJECT_REASON_TOO_MANY_CONNECTIONS, 190);
      assertOthersGoOn();
      flood.forEach(TestClient::close);
      awaitLogin(hello("VX-12", STREAM));
    }
  }

  @Test
  void shouldEndTheOldestSessionOfASenderThatHasTooMany() throws Exception {
    relaunch(SessionLimits.DEFAULT.with(new SessionLimits.Counts(100, 100, 100, 2, 4)));
    try (TestClient first = connect();
        TestClient second = connect();
        TestClient third = connect()) {
      first.login(hello("VX-12", new UUID(5, 1)));
      second.login(hello("VX-12", new UUID(5, 2)));
      third.login(hello("VX-12", new UUID(5, 3)));
      first.awaitHangup(RejectReason.REJECT_REASON_TOO_MANY_SESSIONS);
      for (TestClient live : List.of(second, third)) {
        live.send(frame(1));
        live.awaitAck(1);
      }
    }
    assertOthersGoOn();
  }

  @Test
  void shouldSurviveGarbageBeforeAndAfterTheLogin() throws Exception {
    Random random = new Random(4711);
    for (int round = 0; round < 40; round++) {
      byte[] garbage = new byte[1 + random.nextInt(50_000)];
      random.nextBytes(garbage);
      try (TestClient bad = connect()) {
        if (round % 2 == 1) {
          bad.login(hello("VX-12", new UUID(3, round)));
        }
        bad.sendRaw(garbage);
      } catch (IOException e) {
        // The gateway may have hung up in the middle of it.
      }
    }
    assertOthersGoOn();
  }

  @Test
  void shouldRefuseBombsAndGoOn() throws Exception {
    relaunch(SessionLimits.DEFAULT);
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      byte[] groups = repeat(new byte[] {(byte) 0xfb, 0x01}, 30_000);
      byte[] ended = concat(groups, repeat(new byte[] {(byte) 0xfc, 0x01}, 30_000));
      for (byte[] bomb : List.of(groups, ended, nested(20_000), hugeInnerLength())) {
        client.sendRaw(delimitedBytes(bomb));
        client.awaitReject(RejectReason.REJECT_REASON_MALFORMED_MESSAGE);
        client.sendRaw(delimitedBytes(tagged(2, bomb)));
        client.awaitReject(RejectReason.REJECT_REASON_MALFORMED_MESSAGE);
      }
      // Large, but allowed: a later version's field is kept as it is.
      client.send(frameWithUnknownBytes(100_000));
      client.awaitAck(1);
    }
    try (TestClient controller = connect()) {
      controller.login(hello("VX-2", new UUID(2, 2)).setRole(Role.ROLE_CONTROLLER));
      controller.sendRaw(delimitedBytes(tagged(3, nested(20_000))));
      controller.awaitReject(RejectReason.REJECT_REASON_MALFORMED_MESSAGE);
    }
    assertOthersGoOn();
  }

  @Test
  void shouldRefuseALargeHelloBeforeItHasCome() throws Exception {
    try (TestClient client = connect()) {
      client.sendRaw(new byte[] {(byte) 0x80, (byte) 0x80, 0x40});
      client.awaitHangup(RejectReason.REJECT_REASON_MESSAGE_TOO_LARGE);
    }
    assertOthersGoOn();
  }

  @Test
  void shouldNotSendMoreRejectsThanItsRate() throws Exception {
    relaunch(SessionLimits.DEFAULT.with(new SessionLimits.Rates(0, 0, 50)));
    int rejects = 0;
    int throttles = 0;
    Reject last = null;
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      client.sendRaw(repeat(new byte[] {1, 0x12}, 5000));
      for (ServerMessage answer = client.receive(); answer != null; answer = client.receive()) {
        rejects += answer.hasReject() ? 1 : 0;
        throttles += answer.hasThrottle() ? 1 : 0;
        last = answer.hasReject() ? answer.getReject() : last;
      }
    }
    assertThat(last.getReason()).isEqualTo(RejectReason.REJECT_REASON_RATE_EXCEEDED);
    assertThat(rejects).isLessThanOrEqualTo(101);
    assertThat(throttles).isLessThanOrEqualTo(1);
    assertOthersGoOn();
  }

  @Test
  void shouldThrottleWhoIsTooFastAndLetItGoOnAfterThePause() throws Exception {
    relaunch(SessionLimits.DEFAULT.with(new SessionLimits.Rates(0, 500, 0)));
    long seq = 0;
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      for (int burst = 0; burst < 3; burst++) {
        for (int i = 0; i < 600; i++) {
          client.send(frame(++seq));
        }
        long pauseMs = 0;
        for (long acked = 0; acked < seq || pauseMs == 0; ) {
          ServerMessage answer = client.receive();
          acked = answer.hasAck() ? answer.getAck().getDurableSeq() : acked;
          pauseMs = Math.max(pauseMs, answer.getThrottle().getPauseMs());
        }
        assertThat(pauseMs).isBetween(1L, 2500L);
        LockSupport.parkNanos(pauseMs * 1_000_000);
      }
    }
    assertThat(gateway.statistics().rejects()).isEmpty();
    assertOthersGoOn();
  }

  @Test
  void shouldSlowDownAndThenHangUpWhoSendsOnThroughThePause() throws Exception {
    SessionLimits.Sizes sizes =
        new SessionLimits.Sizes(1 << 20, 1 << 20, 16 << 10, 1 << 20, 64 << 10);
    relaunch(SessionLimits.DEFAULT.with(new SessionLimits.Rates(300_000, 0, 0)).with(sizes));
    long begunNs = System.nanoTime();
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      byte[] frame = delimited(frameWithUnknownBytes(10_000));
      assertThatThrownBy(
              () -> {
                while (true) {
                  client.sendRaw(frame);
                }
              })
          .isInstanceOf(IOException.class);
    }
    awaitCount(RejectReason.REJECT_REASON_RATE_EXCEEDED, 1);
    // A second's worth, then 1 MiB through the pause, of which two seconds' worth come on credit.
    assertThat(System.nanoTime() - begunNs).isGreaterThan(Duration.ofSeconds(1).toNanos());
    assertOthersGoOn();
  }

  @Test
  void shouldNotLetAnIdOfAClientForgeLogLines() throws Exception {
    List<String> ids =
        List.of(
            "VX\n10:00:00.000 ERROR io.yardang all is lost",
            "\u001b[2J\u001b[31mred",
            "../../etc/passwd",
            "..",
            "VX-\u202e12\u0000",
            "\ud83d\ude97".repeat(2000));
    try (LogLines lines = new LogLines("io.yardang")) {
      for (String id : ids) {
        try (TestClient client = connect()) {
          client.send(hello(id, STREAM));
          client.awaitHangup(RejectReason.REJECT_REASON_BAD_SENDER_ID);
        }
      }
      assertThat(lines.lines())
          .hasSizeGreaterThanOrEqualTo(ids.size())
          .allSatisfy(line -> assertThat(line).matches("[ -~]{1,600}"));
    }
    assertOthersGoOn();
  }

  @Test
  void shouldRefuseTlsOnThePlaintextPort() throws Exception {
    try (TestClient client = connect()) {
      // The beginning of a ClientHello, which as a length means 22 bytes.
      client.sendRaw(concat(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc}, new byte[500]));
      client.awaitHangup(RejectReason.REJECT_REASON_LOGIN_REQUIRED);
    }
    assertOthersGoOn();
  }

  private void launch(SessionLimits limits) throws IOException {
    journal = JournalWriter.open(root.resolve("gw"), JournalSettings.SMALL);
    gateway =
        VehicleGateway.launch(
            GatewayConfig.plaintext().withLimits(limits), journal, InstantSource.system());
    bystander = new Bystander(gateway.port(), UUID.randomUUID());
  }

  private void relaunch(SessionLimits limits) throws IOException {
    close();
    launch(limits);
  }

  private TestClient connect() throws IOException {
    return TestClient.plain(gateway.port());
  }

  private void assertOthersGoOn() throws IOException {
    bystander.drives();
    long buffered =
        ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
    assertThat(buffered).as("bytes of network buffers").isLessThan(MAX_BUFFER_BYTES);
  }

  private void awaitCount(RejectReason reason, long count) throws IOException {
    await(() -> gateway.statistics().rejects().getOrDefault(reason, 0L) >= count, reason.name());
  }

  private void awaitNoSession() throws IOException {
    await(() -> gateway.statistics().liveSessions() == 0, "no session");
  }

  private void awaitLogin(Hello.Builder hello) throws IOException {
    await(
        () -> {
          try (TestClient client = connect()) {
            client.send(hello);
            ServerMessage answer = client.receive();
            return answer != null && answer.hasWelcome();
          } catch (IOException e) {
            return false;
          }
        },
        "a login");
  }

  private void await(BooleanSupplier state, String what) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!state.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting for %s", what).isLessThan(end);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static void dribble(TestClient client, byte[] bytes) {
    try {
      for (int i = 0; i < 200; i++) {
        client.sendRaw(new byte[] {bytes[i]});
        LockSupport.parkNanos(5_000_000);
      }
    } catch (IOException e) {
      // Hung up: what it was for.
    }
  }

  private static ClientMessage frameWithUnknownBytes(int length) throws IOException {
    return ClientMessage.newBuilder()
        .setFrame(
            TelemetryFrame.parseFrom(
                concat(frame(1).toByteArray(), tagged(4000, new byte[length]))))
        .build();
  }

  /** Field 15, of type message in no version of ours, and in it again, and so on. */
  private static byte[] nested(int depth) throws IOException {
    byte[] inner = {};
    for (int i = 0; i < depth; i++) {
      inner = tagged(15, inner);
    }
    return concat(inner, new byte[] {0x0b});
  }

  private static byte[] hugeInnerLength() {
    return new byte[] {0x7a, -1, -1, -1, -1, 7, 1};
  }

  private static byte[] tagged(int field, byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    var coded = CodedOutputStream.newInstance(out);
    coded.writeBytes(field, ByteString.copyFrom(bytes));
    coded.flush();
    return out.toByteArray();
  }

  private static byte[] delimited(Hello.Builder hello) throws IOException {
    return delimited(ClientMessage.newBuilder().setHello(hello).build());
  }

  private static byte[] delimited(ClientMessage message) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.writeDelimitedTo(out);
    return out.toByteArray();
  }

  private static byte[] delimitedBytes(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    var coded = CodedOutputStream.newInstance(out);
    coded.writeUInt32NoTag(bytes.length);
    coded.writeRawBytes(bytes);
    coded.flush();
    return out.toByteArray();
  }

  private static byte[] repeat(byte[] bytes, int times) {
    byte[] all = new byte[bytes.length * times];
    for (int i = 0; i < all.length; i++) {
      all[i] = bytes[i % bytes.length];
    }
    return all;
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
