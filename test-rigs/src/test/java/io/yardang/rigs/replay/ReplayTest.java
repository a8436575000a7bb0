package io.yardang.rigs.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.rigs.client.SocketGateway;
import io.yardang.rigs.load.LoadGenerator;
import io.yardang.rigs.load.LoadResult;
import io.yardang.rigs.load.LoadSettings;
import io.yardang.rigs.simulate.SimulatedDrive;
import io.yardang.rigs.simulate.Simulation;
import io.yardang.rigs.simulate.SimulationSettings;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplayTest {
  private final SimulatedDrive drive =
      Simulation.patrol(SimulationSettings.atKaramay(1, 10, 1_790_000_000_000_000_000L));
  private SocketGateway gateway;

  @BeforeEach
  void startGateway() throws IOException {
    gateway = new SocketGateway(0, List.of());
  }

  @AfterEach
  void stopGateway() throws IOException {
    gateway.close();
  }

  @Test
  void shouldSendEveryFrameOnceBetweenTheStartAndTheEndOfTheRun() {
    List<ReplayProgress> told = new ArrayList<>();
    ReplaySummary summary = Replay.play(drive, settings(0), System::nanoTime, told::add);
    expectAllFrames();
    assertThat(gateway.order.get(0)).isEqualTo("replay:1");
    assertThat(gateway.order.get(gateway.order.size() - 1)).isEqualTo("replay:2");
    assertThat(summary.senders())
        .extracting(ReplaySummary.Sender::id)
        .containsExactly("PATROL-1", "TRAFFIC-1", "replay");
    assertThat(summary.senders()).allSatisfy(s -> assertThat(s.acked()).isEqualTo(s.sent()));
    assertThat(told.get(told.size() - 1).sent()).isEqualTo(gateway.order.size());
  }

  @Test
  void shouldKeepTheScheduleOfTheDrive() {
    // A clock that moves 50 us whenever it is read: the schedule is kept on it, not on the wall's.
    AtomicLong now = new AtomicLong();
    ReplaySummary summary = Replay.play(drive, settings(100), () -> now.addAndGet(50_000), p -> {});
    double recorded = (drive.endTimeNs() - drive.startTimeNs()) / 1e9;
    assertThat(summary.elapsedSeconds()).isBetween(recorded / 100, recorded / 100 + 1);
    expectAllFrames();
  }

  @Test
  void shouldResumeByItselfWhenTheConnectionsAreCut() {
    gateway.hangUpAfterSeq = 200;
    ReplaySummary summary = Replay.play(drive, settings(0), System::nanoTime, p -> {});
    expectAllFrames();
    assertThat(summary.senders().stream().mapToLong(ReplaySummary.Sender::reconnects).sum())
        .isEqualTo(1);
  }

  @Test
  void shouldLoadTheGatewayAtTheSetRateAndMeasureTheAcknowledgements() {
    LoadSettings load =
        new LoadSettings("localhost", gateway.port(), id -> Optional.empty(), 5, 50, 1, 0, 1, 42);
    LoadResult result = LoadGenerator.run(load, System::nanoTime, InstantSource.system());
    assertThat(result.offered()).isEqualTo(250);
    assertThat(result.acked()).isEqualTo(250);
    assertThat(result.latencyMsP50()).isPositive();
    assertThat(result.latencyMsMax()).isGreaterThanOrEqualTo(result.latencyMsP99());
  }

  private void expectAllFrames() {
    drive
        .frames()
        .forEach(
            (vehicle, frames) ->
                assertThat(gateway.keptBy(vehicle))
                    .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, frames.size()).boxed().toList()));
  }

  private ReplaySettings settings(double rate) {
    return ReplaySettings.plaintext("localhost", gateway.port(), rate);
  }
}
