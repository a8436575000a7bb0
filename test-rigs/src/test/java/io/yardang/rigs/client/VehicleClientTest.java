package io.yardang.rigs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yardang.v1.Reject;
import io.yardang.v1.RejectReason;
import io.yardang.v1.Role;
import io.yardang.v1.RunEnded;
import io.yardang.v1.RunEvent;
import io.yardang.v1.TelemetryFrame;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class VehicleClientTest {
  private static final Duration SOON = Duration.ofSeconds(15);

  private final ClientLoops loops = ClientLoops.start(1);
  private SocketGateway gateway;

  @BeforeEach
  void startGateway() throws IOException {
    gateway = new SocketGateway(0, List.of());
  }

  @AfterEach
  void stop() throws IOException {
    gateway.close();
    loops.close();
  }

  @Test
  void shouldLogInAndHaveEveryFrameAcknowledged() {
    try (VehicleClient client = VehicleClient.connect(config())) {
      for (int i = 1; i <= 1000; i++) {
        assertThat(client.send(TelemetryFrame.newBuilder().setSampleTimeUnixNs(i))).isEqualTo(i);
      }
      assertThat(client.awaitAcked(SOON)).isTrue();
      assertThat(client.ackedSeq()).isEqualTo(1000);
      assertThat(client.statistics())
          .returns(1000L, ClientStatistics::acked)
          .returns(0L, ClientStatistics::resent)
          .returns(0L, ClientStatistics::unackedBytes);
    }
    assertThat(gateway.kept).containsExactlyElementsOf(seqs(1, 1000));
    assertThat(gateway.logins)
        .singleElement()
        .satisfies(
            hello -> {
              assertThat(hello.getSenderId()).isEqualTo("VX-12");
              assertThat(hello.getRole()).isEqualTo(Role.ROLE_VEHICLE);
              assertThat(hello.getStreamId().size()).isEqualTo(16);
            });
  }

  @Test
  void shouldKeepTheSeqsOfRecordedFramesAndNumberRunEvents() {
    try (VehicleClient client = VehicleClient.connect(config())) {
      assertThat(client.send(TelemetryFrame.newBuilder().setSeq(40))).isEqualTo(40);
      assertThat(client.send(TelemetryFrame.newBuilder().setSeq(43))).isEqualTo(43);
      assertThat(
              client.send(
                  RunEvent.newBuilder().setEnded(RunEnded.newBuilder().setRunId("r")).build()))
          .isEqualTo(44);
      assertThat(client.awaitAcked(SOON)).isTrue();
      assertThatThrownBy(() -> client.send(TelemetryFrame.newBuilder().setSeq(44)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("seq 44 is not above the last, 44");
    }
    assertThat(gateway.kept).containsExactly(40L, 43L, 44L);
  }

  @Test
  void shouldResumeBehindTheDurableSeqAfterTheConnectionIsCut() {
    gateway.hangUpAfterSeq = 120;
    try (VehicleClient client = VehicleClient.connect(config())) {
      for (int i = 1; i <= 500; i++) {
        client.send(TelemetryFrame.newBuilder());
      }
      assertThat(client.awaitAcked(SOON)).isTrue();
      assertThat(client.statistics().connections()).isEqualTo(2);
    }
    assertThat(gateway.kept).containsExactlyElementsOf(seqs(1, 500));
  }

  @Test
  void shouldComeBackWhenTheGatewayDiesAndReturns() throws Exception {
    int port = gateway.port();
    CountDownLatch lost = new CountDownLatch(3);
    ClientListener listener =
        new ClientListener() {
          @Override
          public void onDisconnected(String reason) {
            lost.countDown();
          }
        };
    try (VehicleClient client =
        VehicleClient.connect(config(), loops, listener, InstantSource.system())) {
      client.send(TelemetryFrame.newBuilder());
      assertThat(client.awaitAcked(SOON)).isTrue();
      gateway.close();
      client.send(TelemetryFrame.newBuilder());
      assertThat(lost.await(10, TimeUnit.SECONDS)).isTrue();
      List<Long> before = gateway.kept;
      gateway = new SocketGateway(port, before);
      assertThat(client.awaitAcked(SOON)).isTrue();
      assertThat(gateway.kept).containsExactly(1L, 2L);
    }
  }

  @Test
  void shouldReleaseARejectedMessageAndTellItsListener() {
    gateway.rejectSeq = 3;
    List<Reject> rejects = new CopyOnWriteArrayList<>();
    ClientListener listener =
        new ClientListener() {
          @Override
          public void onRejected(Reject reject) {
            rejects.add(reject);
          }
        };
    try (VehicleClient client =
        VehicleClient.connect(config(), loops, listener, InstantSource.system())) {
      for (int i = 1; i <= 3; i++) {
        client.send(TelemetryFrame.newBuilder());
      }
      assertThat(client.awaitAcked(SOON)).isTrue();
      assertThat(client.statistics())
          .returns(1L, ClientStatistics::rejected)
          .returns(2L, ClientStatistics::acked);
      assertThat(gateway.kept).containsExactly(1L, 2L);
    }
    assertThat(rejects).extracting(Reject::getSeq).containsExactly(3L);
  }

  @Test
  void shouldFailWithTheReasonWhenTheGatewayRefusesTheLogin() {
    gateway.refuseLogin = RejectReason.REJECT_REASON_NOT_AUTHORISED;
    try (VehicleClient client = VehicleClient.connect(config())) {
      client.send(TelemetryFrame.newBuilder());
      assertThatThrownBy(() -> client.awaitAcked(SOON))
          .isInstanceOfSatisfying(
              ClientException.class,
              e -> assertThat(e.reason()).contains(RejectReason.REJECT_REASON_NOT_AUTHORISED))
          .hasMessageContaining("VX-12 refused by the gateway")
          .hasMessageContaining("on purpose");
      assertThatThrownBy(() -> client.send(TelemetryFrame.newBuilder()))
          .isInstanceOf(ClientException.class);
    }
    assertThat(gateway.logins).hasSize(1);
  }

  @Test
  void shouldTryAgainWhenTheGatewayIsShuttingDown() {
    gateway.refuseLogin = RejectReason.REJECT_REASON_SHUTTING_DOWN;
    ClientListener listener =
        new ClientListener() {
          @Override
          public void onDisconnected(String reason) {
            gateway.refuseLogin = null;
          }
        };
    try (VehicleClient client =
        VehicleClient.connect(config(), loops, listener, InstantSource.system())) {
      client.send(TelemetryFrame.newBuilder());
      assertThat(client.awaitAcked(SOON)).isTrue();
    }
    assertThat(gateway.logins).hasSize(2);
  }

  @Test
  void shouldBlockAndThenGiveUpWhenTheBufferIsFull() {
    gateway.acks = false;
    ClientConfig small = config().withBuffer(30, Duration.ofMillis(50));
    try (VehicleClient client = VehicleClient.connect(small)) {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100; i++) {
                  client.send(TelemetryFrame.newBuilder().setSampleTimeUnixNs(1));
                }
              })
          .isInstanceOf(ClientException.class)
          .hasMessageContaining("buffer full for 50 ms")
          .hasMessageContaining("at most 30");
      assertThat(client.statistics().unackedBytes()).isLessThanOrEqualTo(30);
    }
  }

  @Test
  void shouldSendNothingInThePauseOfAThrottle() {
    gateway.throttleOnceMs = 500;
    try (VehicleClient client = VehicleClient.connect(config())) {
      client.send(TelemetryFrame.newBuilder());
      // Acknowledged after the Throttle on the same connection: the client knows of the pause.
      assertThat(client.awaitAcked(SOON)).isTrue();
      long throttledNs = System.nanoTime();
      client.send(TelemetryFrame.newBuilder());
      assertThat(client.awaitAcked(SOON)).isTrue();
      assertThat(System.nanoTime() - throttledNs).isGreaterThan(300_000_000);
    }
    assertThat(gateway.kept).containsExactly(1L, 2L);
  }

  @Test
  void shouldPauseWhenThrottledAndThenGoOn() {
    gateway.throttleOnceMs = 20;
    try (VehicleClient client = VehicleClient.connect(config())) {
      for (int i = 1; i <= 200; i++) {
        client.send(TelemetryFrame.newBuilder());
      }
      assertThat(client.awaitAcked(SOON)).isTrue();
    }
    assertThat(gateway.kept).containsExactlyElementsOf(seqs(1, 200));
  }

  @Test
  void shouldRefuseToNumberAStreamTheGatewayAlreadyHas() throws Exception {
    int port = gateway.port();
    gateway.close();
    try (VehicleClient client = VehicleClient.connect(config())) {
      client.send(TelemetryFrame.newBuilder());
      gateway = new SocketGateway(port, List.of(7L));
      assertThatThrownBy(() -> client.awaitAcked(SOON))
          .isInstanceOf(ClientException.class)
          .hasMessageContaining("up to seq 7; take a new stream id");
    }
    assertThat(gateway.kept).containsExactly(7L);
  }

  @Test
  void shouldSkipWhatAnEarlierSessionMadeDurable() {
    gateway.kept.addAll(seqs(1, 50));
    try (VehicleClient client = VehicleClient.connect(config())) {
      for (long seq = 1; seq <= 80; seq++) {
        client.send(TelemetryFrame.newBuilder().setSeq(seq));
      }
      assertThat(client.awaitAcked(SOON)).isTrue();
      assertThat(client.statistics())
          .returns(80L, ClientStatistics::acked)
          .returns(50L, ClientStatistics::alreadyDurable);
    }
    assertThat(gateway.kept).containsExactlyElementsOf(seqs(1, 80));
  }

  @Test
  void shouldPingOftenEnoughForTheGatewaysIdleTimeout() throws Exception {
    gateway.idleTimeoutMs = 60;
    try (VehicleClient client = VehicleClient.connect(config())) {
      assertThat(client.awaitConnected(SOON)).isTrue();
      while (gateway.pings.get() < 3) {
        Thread.onSpinWait();
      }
    }
  }

  private ClientConfig config() {
    return ClientConfig.vehicle(
            "localhost", gateway.port(), Optional.empty(), "VX-12", UUID.randomUUID())
        .withBackoff(Duration.ofMillis(5), Duration.ofMillis(50));
  }

  private static List<Long> seqs(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }
}
