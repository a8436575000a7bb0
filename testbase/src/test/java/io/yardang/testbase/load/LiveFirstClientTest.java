package io.yardang.testbase.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.rigs.client.Backlog;
import io.yardang.rigs.client.ClientConfig;
import io.yardang.rigs.client.ClientListener;
import io.yardang.rigs.client.ClientLoops;
import io.yardang.rigs.client.LiveFirstClient;
import io.yardang.v1.TelemetryFrame;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LiveFirstClientTest {
  private static final UUID FIRST = new UUID(1, 1);
  private static final UUID FRESH = new UUID(1, 2);
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path dir;
  private final ClientLoops loops = ClientLoops.start(1);
  private final Semaphore connects = new Semaphore(0);
  private final Semaphore disconnects = new Semaphore(0);
  private GatewayInThisJvm gateway;

  @BeforeEach
  void start() {
    gateway = new GatewayInThisJvm(dir);
  }

  @AfterEach
  void stop() {
    gateway.close();
    loops.close();
  }

  @Test
  void shouldSendLiveFramesOnAFreshStreamAfterTheGatewayWasAwayForLong() throws Exception {
    try (LiveFirstClient client = client(Duration.ZERO, Optional.empty())) {
      await(connects);
      beAwayWhileSending(client, 100);
      client.send(frame());
      client.send(frame());
      assertThat(client.awaitAcked(SOON)).isTrue();

      assertThat(client.streams()).containsExactly(FIRST, FRESH);
      assertThat(gateway.seqs()).containsEntry(FIRST, upTo(100)).containsEntry(FRESH, upTo(2));
    }
  }

  @Test
  void shouldStayOnItsStreamWhenTheGatewayWasAwayForShort() throws Exception {
    try (LiveFirstClient client = client(Duration.ofHours(1), Optional.empty())) {
      await(connects);
      beAwayWhileSending(client, 100);
      client.send(frame());
      assertThat(client.awaitAcked(SOON)).isTrue();

      assertThat(client.streams()).containsExactly(FIRST);
      assertThat(gateway.seqs().get(FIRST)).isEqualTo(upTo(101));
    }
  }

  @Test
  void shouldDrainWhatAnEarlierBootLeftOverOnItsOwnStream() throws Exception {
    UUID earlier = new UUID(0, 9);
    Backlog leftOver =
        new Backlog(
            earlier,
            LongStream.rangeClosed(1, 20_000)
                .mapToObj(seq -> frame().setSeq(seq).build())
                .iterator());
    try (LiveFirstClient client = client(Duration.ofHours(1), Optional.of(leftOver))) {
      client.send(frame());
      assertThat(client.awaitAcked(SOON)).isTrue();
      assertThat(client.statistics().acked()).isEqualTo(20_001);
    }
    assertThat(gateway.seqs().get(earlier)).isEqualTo(upTo(20_000));
    assertThat(gateway.seqs().get(FIRST)).isEqualTo(upTo(1));
  }

  private void beAwayWhileSending(LiveFirstClient client, int frames) throws Exception {
    gateway.goAway();
    await(disconnects);
    for (int i = 0; i < frames; i++) {
      client.send(frame());
    }
    gateway.comeBack();
    await(connects);
  }

  private LiveFirstClient client(Duration freshStreamAfter, Optional<Backlog> leftOver) {
    ClientListener listener =
        new ClientListener() {
          @Override
          public void onConnected(long durableSeq) {
            connects.release();
          }

          @Override
          public void onDisconnected(String reason) {
            disconnects.release();
          }
        };
    ClientConfig config =
        ClientConfig.vehicle("127.0.0.1", gateway.port(), Optional.empty(), "VX-12", FIRST)
            .withBackoff(Duration.ofMillis(10), Duration.ofMillis(50));
    return new LiveFirstClient(
        config, freshStreamAfter, () -> FRESH, leftOver, loops, listener, InstantSource.system());
  }

  private static void await(Semaphore event) throws InterruptedException {
    assertThat(event.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
  }

  private static TelemetryFrame.Builder frame() {
    return TelemetryFrame.newBuilder().setSampleTimeUnixNs(1_800_000_000_000_000_000L);
  }

  private static List<Long> upTo(long lastSeq) {
    return LongStream.rangeClosed(1, lastSeq).boxed().toList();
  }
}
