package io.yardang.testbase.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.rigs.load.LoadGenerator;
import io.yardang.rigs.load.LoadResult;
import io.yardang.rigs.load.LoadSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The load generator against a real gateway: nothing of what it sends is missing. */
@Timeout(120)
class LoadTest {
  private static final int VEHICLES = 50;
  private static final int BACKLOG = 3_000;

  @TempDir Path dir;
  private GatewayInThisJvm gateway;

  @BeforeEach
  void start() {
    gateway = new GatewayInThisJvm(dir);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldHaveEveryFrameOfAFleetAcknowledgedAndReadable() {
    LoadResult result = run(20, 2, 0);

    assertThat(result.offered()).isEqualTo(VEHICLES * 20 * 2);
    assertThat(result.acked()).isEqualTo(result.offered());
    assertThat(gateway.seqs()).hasSize(VEHICLES);
    assertThat(gateway.seqs().values()).allMatch(seqs -> seqs.equals(upTo(40)));
  }

  @Test
  void shouldDrainEveryBacklogBesideLiveFramesInAReconnectStorm() {
    LoadResult result = run(10, 60, BACKLOG);

    assertThat(result.backlog().frames()).isEqualTo((long) VEHICLES * BACKLOG);
    assertThat(result.backlog().acked()).isEqualTo(result.backlog().frames());
    assertThat(result.backlog().slowestSeconds()).isPositive();
    assertThat(result.offered()).isGreaterThan(result.backlog().frames());
    assertThat(result.acked()).isEqualTo(result.offered());
    List<List<Long>> streams = List.copyOf(gateway.seqs().values());
    assertThat(streams).hasSize(2 * VEHICLES);
    assertThat(streams).allMatch(seqs -> seqs.equals(upTo(seqs.size())));
    assertThat(streams.stream().mapToLong(List::size).sum()).isEqualTo(result.acked());
  }

  private LoadResult run(int hz, int seconds, int backlogFrames) {
    LoadSettings settings =
        new LoadSettings(
            "127.0.0.1",
            gateway.port(),
            id -> Optional.empty(),
            VEHICLES,
            hz,
            seconds,
            backlogFrames,
            1,
            7);
    return LoadGenerator.run(settings, System::nanoTime, InstantSource.system());
  }

  private static List<Long> upTo(long lastSeq) {
    return LongStream.rangeClosed(1, lastSeq).boxed().toList();
  }
}
