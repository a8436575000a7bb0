package io.yardang.ingest.gateway;

import static io.yardang.ingest.gateway.TestClient.hello;
import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.Hello;
import io.yardang.v1.Ping;
import io.yardang.v1.RejectReason;
import io.yardang.v1.Role;
import io.yardang.v1.ServerMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that never say a word must not keep others from logging in. */
@Timeout(60)
class FloodTest {
  private static final int FLOOD = 150;
  private static final int LOGINS = 20;

  @TempDir Path root;
  private JournalWriter journal;
  private VehicleGateway gateway;
  private final List<Socket> flood = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (Socket socket : flood) {
      socket.close();
    }
    gateway.close();
    journal.close();
  }

  @Test
  void shouldLetInWhoComesFromAnotherAddressThanAFlood() throws IOException {
    // One address may have as many connections as there may be pending logins, as by default.
    launch(new SessionLimits.Counts(1000, 100, 100, 4, 4));
    flood();
    assertThat(loginsFrom("127.0.0.2")).isEqualTo(LOGINS);
  }

  @Test
  void shouldLetInWhoSharesItsAddressWithAFlood() throws IOException {
    launch(new SessionLimits.Counts(1000, 100, 100, 4, 4));
    flood();
    assertThat(loginsFrom("127.0.0.1")).isEqualTo(LOGINS);
  }

  @Test
  void shouldLetSomebodyInWhileSilentConnectionsTakeAllThereMayBe() throws IOException {
    launch(new SessionLimits.Counts(100, 1000, 1000, 4, 4));
    flood();
    assertThat(loginsFrom("127.0.0.2")).isEqualTo(LOGINS);
  }

  @Test
  void shouldNotSendAwayWhoIsLoggedInForWhoIsNot() throws IOException {
    launch(new SessionLimits.Counts(3, 1000, 1000, 4, 4));
    List<TestClient> drivers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      drivers.add(TestClient.plain(gateway.port()));
      drivers.get(i).login(hello("VX-" + i, new UUID(4, i)));
    }
    flood();
    assertThat(loginsFrom("127.0.0.2")).isZero();
    for (TestClient driver : drivers) {
      driver.send(TestClient.frame(1));
      driver.awaitAck(1);
      driver.close();
    }
    assertThat(gateway.statistics().rejects())
        .containsEntry(RejectReason.REJECT_REASON_TOO_MANY_CONNECTIONS, (long) FLOOD + LOGINS);
  }

  @Test
  void shouldEndTheOldestSessionOfAReaderThatHasTooMany() throws IOException {
    launch(new SessionLimits.Counts(1000, 1000, 1000, 4, 4));
    List<TestClient> readers = new ArrayList<>();
    for (int i = 0; i <= 4; i++) {
      TestClient reader = TestClient.plain(gateway.port());
      readers.add(reader);
      reader.login(
          Hello.newBuilder()
              .setProtocolVersion(1)
              .setRole(Role.ROLE_READER)
              .setSenderId("scoring"));
    }
    readers.get(0).awaitHangup(RejectReason.REJECT_REASON_TOO_MANY_SESSIONS);
    readers.get(1).send(ClientMessage.newBuilder().setPing(Ping.getDefaultInstance()).build());
    assertThat(readers.get(1).receive().hasPong()).isTrue();
    readers.forEach(TestClient::close);
  }

  private void launch(SessionLimits.Counts counts) {
    journal = JournalWriter.open(root.resolve("gw"), JournalSettings.SMALL);
    gateway =
        VehicleGateway.launch(
            GatewayConfig.plaintext().withLimits(SessionLimits.DEFAULT.with(counts)),
            journal,
            InstantSource.system());
  }

  private void flood() throws IOException {
    for (int i = 0; i < FLOOD; i++) {
      flood.add(new Socket(InetAddress.getLoopbackAddress(), gateway.port()));
    }
  }

  private int loginsFrom(String address) throws IOException {
    int logins = 0;
    for (int i = 0; i < LOGINS; i++) {
      try (Socket socket = new Socket()) {
        socket.bind(new InetSocketAddress(address, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
        socket.setSoTimeout(10_000);
        if (logsIn(new TestClient(socket), i)) {
          logins++;
        }
      }
    }
    return logins;
  }

  private static boolean logsIn(TestClient client, int i) {
    try {
      client.send(hello("VX-2" + i, new UUID(3, i)));
      ServerMessage answer = client.receive();
      return answer != null && answer.hasWelcome();
    } catch (IOException e) {
      // Closed, with the Hello unread.
      return false;
    }
  }
}
