package io.yardang.ingest.gateway;

import static io.yardang.ingest.gateway.TestClient.frame;
import static io.yardang.ingest.gateway.TestClient.hello;
import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.ingest.journal.WatchedDisk;
import io.yardang.v1.Fault;
import io.yardang.v1.RejectReason;
import io.yardang.v1.ServerMessage;
import io.yardang.v1.TelemetryFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of a gateway whose disk gets full, and has room again. */
@Timeout(60)
class FullDiskTest {
  private static final UUID STREAM = new UUID(21, 22);
  private static final Duration IDLE = Duration.ofSeconds(1);

  @TempDir Path root;
  private final WatchedDisk disk = new WatchedDisk();
  private JournalWriter journal;
  private VehicleGateway gateway;

  @BeforeEach
  void launch() {
    journal = disk.open(root.resolve("gw"));
    gateway =
        VehicleGateway.launch(
            GatewayConfig.plaintext().withTimeouts(Duration.ofSeconds(10), IDLE),
            journal,
            InstantSource.system());
  }

  @AfterEach
  void close() {
    gateway.close();
    journal.close();
  }

  @Test
  void shouldAskForAPauseReadNothingMoreAndGoOnOnceThereIsRoom() throws Exception {
    try (TestClient client = TestClient.plain(gateway.port())) {
      client.login(hello("VX-12", STREAM));
      long onItsWay = sendUntilThrottled(client);
      assertThat(gateway.ailments()).anyMatch(ailment -> ailment.contains("short of room"));
      assertThat(gateway.notReady()).isNotEmpty();
      // A session that is not read from is not idle, however long that takes.
      assertThat(client.receive().getThrottle().getPauseMs()).as("a reminder").isPositive();
      assertThat(journal.durableSeq(STREAM)).isEqualTo(onItsWay - 1);

      disk.isFull = false;
      assertThat(afterThrottles(client).getAck().getDurableSeq()).isEqualTo(onItsWay);
      assertThat(gateway.ailments()).isEmpty();
      assertThat(readSeqs()).hasSize((int) onItsWay).isSorted();
    }
  }

  @Test
  void shouldHoldBackWhoLogsInWhileTheDiskIsFull() throws Exception {
    try (TestClient first = TestClient.plain(gateway.port());
        TestClient second = TestClient.plain(gateway.port())) {
      first.login(hello("VX-12", STREAM));
      sendUntilThrottled(first);
      second.login(hello("VX-13", new UUID(3, 3)));
      assertThat(second.receive().hasThrottle()).isTrue();
      second.send(frame(1));
      assertThat(second.receive().hasThrottle()).isTrue();

      disk.isFull = false;
      assertThat(afterThrottles(second).getAck().getDurableSeq()).isEqualTo(1);
    }
  }

  @Test
  void shouldHangUpWithoutAnAckWhenThereIsNoReserve() throws Exception {
    try (TestClient client = TestClient.plain(gateway.port())) {
      client.login(hello("VX-12", STREAM));
      client.send(frame(1));
      client.awaitAck(1);
    }
    close();
    // Opened on a full disk, a journal has no reserve.
    disk.isFull = true;
    launch();
    try (TestClient client = TestClient.plain(gateway.port())) {
      client.login(hello("VX-12", STREAM));
      client.send(frame(2));
      client.awaitHangup(RejectReason.REJECT_REASON_JOURNAL_UNAVAILABLE);
    }
    assertThat(journal.durableSeq(STREAM)).isEqualTo(1);
    assertThat(journal.room().refusedAppends()).isEqualTo(1);
    assertThat(readSeqs()).containsExactly(1L);
  }

  /** Fills the disk; the seq of the frame that is not read for now. */
  private long sendUntilThrottled(TestClient client) throws IOException {
    client.send(large(1));
    client.awaitAck(1);
    disk.isFull = true;
    for (long seq = 2; ; seq++) {
      client.send(large(seq));
      ServerMessage answer = client.receive();
      if (answer.hasThrottle()) {
        assertThat(answer.getThrottle().getDetail()).contains("full");
        return seq;
      }
      assertThat(answer.getAck().getDurableSeq()).isEqualTo(seq);
    }
  }

  private static ServerMessage afterThrottles(TestClient client) throws IOException {
    ServerMessage next = client.receive();
    while (next.hasThrottle()) {
      next = client.receive();
    }
    return next;
  }

  private static TelemetryFrame large(long seq) {
    return frame(seq).toBuilder().addFaults(Fault.newBuilder().setText("x".repeat(50_000))).build();
  }

  private List<Long> readSeqs() {
    List<Long> seqs = new ArrayList<>();
    try (JournalReader reader = LocalJournalReader.open(root.resolve("gw"))) {
      for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
        seqs.add(next.get().seq());
      }
    }
    return seqs;
  }
}
