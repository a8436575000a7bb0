package io.yardang.ingest.gateway;

import static io.yardang.ingest.gateway.TestClient.frame;
import static io.yardang.ingest.gateway.TestClient.hello;
import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.ingest.journal.WatchedDisk;
import io.yardang.v1.AckLevel;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.Ping;
import io.yardang.v1.RejectReason;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.TelemetryFrame;
import io.yardang.v1.Welcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Acknowledgements at level DISK, on a disk whose forces can be held and fail. */
@Timeout(60)
class DiskAckTest {
  private static final UUID STREAM = new UUID(11, 12);

  @TempDir Path root;
  private final WatchedDisk disk = new WatchedDisk();
  private JournalWriter journal;
  private VehicleGateway gateway;

  @AfterEach
  void close() {
    disk.release();
    gateway.close();
    journal.close();
  }

  @Test
  void shouldNameTheLevelInWelcomeAndAck() throws IOException {
    launch(AckLevel.ACK_LEVEL_DISK);
    try (TestClient client = connect()) {
      Welcome welcome =
          client.login(hello("VX-12", STREAM).setAckLevel(AckLevel.ACK_LEVEL_PAGE_CACHE));
      assertThat(welcome.getAckLevel()).isEqualTo(AckLevel.ACK_LEVEL_DISK);
      client.send(frame(1));
      var ack = client.receive().getAck();
      assertThat(ack.getDurableSeq()).isEqualTo(1);
      assertThat(ack.getAckLevel()).isEqualTo(AckLevel.ACK_LEVEL_DISK);
    }
  }

  @Test
  void shouldGiveASessionTheHigherLevelThatItAsksForAndLeaveTheOthersAsTheyAre() throws Exception {
    launch(AckLevel.ACK_LEVEL_PAGE_CACHE);
    try (TestClient careful = connect();
        TestClient fast = connect()) {
      careful.login(hello("VX-12", STREAM).setAckLevel(AckLevel.ACK_LEVEL_DISK));
      fast.login(hello("VX-13", new UUID(1, 1)));
      disk.hold();
      careful.send(frame(1));
      disk.awaitForceUnderWay();
      fast.send(frame(1));
      var ack = fast.receive().getAck();
      assertThat(ack.getAckLevel()).isEqualTo(AckLevel.ACK_LEVEL_PAGE_CACHE);
      disk.release();
      ack = careful.receive().getAck();
      assertThat(ack.getAckLevel()).isEqualTo(AckLevel.ACK_LEVEL_DISK);
    }
  }

  @Test
  void shouldTakeNoMoreThanMayBeUnackedWhileTheDiskIsSlow() throws Exception {
    int unacked = 1 << 20;
    launch(
        GatewayConfig.plaintext()
            .withAckLevel(AckLevel.ACK_LEVEL_DISK)
            .withLimits(
                SessionLimits.DEFAULT
                    .with(new SessionLimits.Sizes(1 << 18, 1 << 18, 1 << 12, unacked, 64 << 10))
                    .with(new SessionLimits.Rates(0, 0, 0))));
    TelemetryFrame large =
        TelemetryFrame.parseFrom(
            ParserBombTest.concat(
                frame(1).toByteArray(), ParserBombTest.field(4000, new byte[100_000])));
    int frames = 100;
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      disk.hold();
      client.send(large);
      disk.awaitForceUnderWay();
      Thread sender =
          new Thread(
              () -> {
                try {
                  for (long seq = 2; seq <= frames; seq++) {
                    client.send(large.toBuilder().setSeq(seq).build());
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      sender.start();
      awaitBytes(unacked);
      // What one read brings more than that.
      sender.join(500);
      assertThat(gateway.statistics().bytes()).isLessThan(unacked + (1 << 19));
      disk.release();
      for (long acked = 0; acked < frames; ) {
        acked = client.receive().getAck().getDurableSeq();
      }
      sender.join();
    }
  }

  private void awaitBytes(long bytes) {
    while (gateway.statistics().bytes() < bytes) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Test
  void shouldNotAcknowledgeBeforeTheForceHasEndedAndAnswerPingsMeanwhile() throws Exception {
    launch(AckLevel.ACK_LEVEL_DISK);
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      disk.hold();
      client.send(frame(1));
      disk.awaitForceUnderWay();
      client.send(frame(2));
      client.send(ClientMessage.newBuilder().setPing(Ping.newBuilder()).build());
      assertThat(client.receive().hasPong()).as("a pong comes, no ack before it").isTrue();
      disk.release();
      assertThat(client.receive().getAck().getDurableSeq()).isEqualTo(1);
      assertThat(client.receive().getAck().getDurableSeq()).isEqualTo(2);
    }
  }

  @Test
  void shouldAcknowledgeManySessionsWithOneForce() throws Exception {
    launch(AckLevel.ACK_LEVEL_DISK);
    List<TestClient> clients = new ArrayList<>();
    try {
      for (int vehicle = 0; vehicle < 20; vehicle++) {
        TestClient client = connect();
        clients.add(client);
        client.login(hello("VX-" + vehicle, new UUID(7, vehicle)));
      }
      clients.get(0).send(frame(1));
      clients.get(0).awaitAck(1);
      disk.forced.clear();
      disk.hold();
      clients.get(0).send(frame(2));
      disk.awaitForceUnderWay();
      for (TestClient client : clients.subList(1, 20)) {
        client.send(frame(1));
        client.send(ClientMessage.newBuilder().setPing(Ping.newBuilder()).build());
        assertThat(client.receive().hasPong()).as("it has been appended").isTrue();
      }
      disk.release();
      clients.get(0).awaitAck(2);
      for (TestClient client : clients.subList(1, 20)) {
        client.awaitAck(1);
      }
      // The first one's, and one for all others; or two, when they came from two event loops.
      assertThat(disk.forced).hasSizeBetween(2, 3);
    } finally {
      clients.forEach(TestClient::close);
    }
  }

  @Test
  void shouldTellInAWelcomeOnlyWhatIsForced() throws Exception {
    launch(AckLevel.ACK_LEVEL_PAGE_CACHE);
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      client.send(frame(1));
      client.awaitAck(1);
    }
    disk.forced.clear();
    disk.hold();
    try (TestClient client = connect()) {
      client.send(hello("VX-12", STREAM).setAckLevel(AckLevel.ACK_LEVEL_DISK));
      disk.awaitForceUnderWay();
      disk.release();
      assertThat(client.receive().getWelcome().getDurableSeq()).isEqualTo(1);
      assertThat(disk.forced).isNotEmpty();
    }
  }

  @Test
  void shouldAcknowledgeADuplicateOnlyAsFarAsItIsForced() throws Exception {
    launch(AckLevel.ACK_LEVEL_DISK);
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      client.send(frame(1));
      client.awaitAck(1);
      client.send(frame(1));
      assertThat(client.receive().getAck().getDurableSeq()).isEqualTo(1);
      disk.hold();
      client.send(frame(2));
      disk.awaitForceUnderWay();
      client.send(frame(2));
      client.send(ClientMessage.newBuilder().setPing(Ping.newBuilder()).build());
      assertThat(client.receive().hasPong()).isTrue();
      disk.release();
      assertThat(client.receive().getAck().getDurableSeq()).isEqualTo(2);
    }
  }

  @Test
  void shouldHangUpWithoutAnAckWhenAForceFails() throws Exception {
    launch(AckLevel.ACK_LEVEL_DISK);
    try (TestClient client = connect();
        TestClient other = connect()) {
      client.login(hello("VX-12", STREAM));
      other.login(hello("VX-13", new UUID(1, 1)).setAckLevel(AckLevel.ACK_LEVEL_DISK));
      disk.failure = new IOException("Input/output error");
      client.send(frame(1));
      client.awaitHangup(RejectReason.REJECT_REASON_JOURNAL_UNAVAILABLE);
      // Even if the disk seems to work again, nobody is told that something is durable.
      disk.failure = null;
      other.send(frame(1));
      other.awaitHangup(RejectReason.REJECT_REASON_JOURNAL_UNAVAILABLE);
    }
    try (TestClient client = connect()) {
      client.send(hello("VX-12", STREAM));
      client.awaitHangup(RejectReason.REJECT_REASON_JOURNAL_UNAVAILABLE);
    }
    assertThat(gateway.ailments()).anyMatch(ailment -> ailment.contains("Input/output error"));
  }

  @Test
  void shouldAcknowledgeWhatItHasBeforeItShutsDown() throws Exception {
    launch(AckLevel.ACK_LEVEL_DISK);
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      disk.hold();
      client.send(frame(1));
      disk.awaitForceUnderWay();
      Thread closing = new Thread(gateway::close);
      closing.start();
      disk.release();
      client.awaitAck(1);
      client.awaitHangup(RejectReason.REJECT_REASON_SHUTTING_DOWN);
      closing.join();
    }
  }

  @Test
  void shouldAcknowledgeEachReadOfAFastSenderOnceAndInOrder() throws Exception {
    launch(AckLevel.ACK_LEVEL_DISK);
    try (TestClient client = connect()) {
      client.login(hello("VX-12", STREAM));
      for (long seq = 1; seq <= 5_000; seq++) {
        client.send(frame(seq));
      }
      long acked = 0;
      while (acked < 5_000) {
        ServerMessage message = client.receive();
        assertThat(message.getAck().getDurableSeq()).isGreaterThan(acked);
        acked = message.getAck().getDurableSeq();
        try (var reader = LocalJournalReader.open(root.resolve("gw"))) {
          assertThat(reader.poll()).isPresent();
        }
      }
    }
  }

  private void launch(AckLevel level) {
    launch(GatewayConfig.plaintext().withAckLevel(level));
  }

  private void launch(GatewayConfig config) {
    journal = disk.open(root.resolve("gw"));
    gateway = VehicleGateway.launch(config, journal, InstantSource.system());
  }

  private TestClient connect() throws IOException {
    return TestClient.plain(gateway.port());
  }
}
