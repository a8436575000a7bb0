package io.yardang.rigs.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.yardang.rigs.simulate.PlannedMistake.Kind;
import io.yardang.v1.TelemetryFrame;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {
  private static final long START_NS = 1_790_000_000_000_000_000L;

  @ParameterizedTest
  @ValueSource(ints = {10, 20, 50, 100})
  void shouldLastTwoToFourMinutesAtAnyRate(int hz) {
    for (SimulatedDrive drive : drives(1, hz)) {
      double seconds = (drive.endTimeNs() - drive.startTimeNs()) / 1e9;
      assertThat(seconds).as(drive.runId()).isBetween(120.0, 240.0);
      for (List<TelemetryFrame> frames : drive.frames().values()) {
        assertThat(frames).hasSize((int) Math.round(seconds * hz) + 1);
        for (int i = 0; i < frames.size(); i++) {
          assertThat(frames.get(i).getSeq()).isEqualTo(i + 1L);
        }
      }
    }
  }

  @Test
  void shouldGiveTheSameFramesForTheSameSeedAndOthersForAnother() {
    assertThat(drives(7, 10)).isEqualTo(drives(7, 10));
    assertThat(drives(7, 10).get(0).frames()).isNotEqualTo(drives(8, 10).get(0).frames());
  }

  @Test
  void shouldKeepEveryMotionButThePlannedMistakesInBounds() {
    for (SimulatedDrive drive : drives(3, 100)) {
      String vehicle = drive.plan().getParticipants(0).getVehicleId();
      double limit = drive.plan().getLimits().getSpeedLimitMps();
      for (TelemetryFrame frame : drive.frames().get(vehicle)) {
        long t = frame.getSampleTimeUnixNs();
        if (!isDuring(drive, Kind.HARD_BRAKE, t)) {
          assertThat(frame.getMotion().getLongitudinalAccelerationMps2()).isBetween(-1.5, 1.5);
        }
        if (!isDuring(drive, Kind.SPEEDING, t)) {
          assertThat(frame.getMotion().getSpeedMps()).isLessThan(limit);
        }
        assertThat(Math.abs(frame.getMotion().getLateralAccelerationMps2())).isLessThan(2);
        assertThat(Math.abs(frame.getMotion().getYawRateRadps())).isLessThan(0.7);
      }
    }
  }

  @Test
  void shouldHaveSpeedThatIsTheRateOfChangeOfPosition() {
    for (SimulatedDrive drive : drives(5, 10)) {
      for (List<TelemetryFrame> frames : drive.frames().values()) {
        for (int i = 10; i < frames.size() - 10; i++) {
          TelemetryFrame a = frames.get(i - 1);
          TelemetryFrame b = frames.get(i + 1);
          double moved =
              Math.hypot(
                  b.getLocalPose().getXM() - a.getLocalPose().getXM(),
                  b.getLocalPose().getYM() - a.getLocalPose().getYM());
          // 5 sigma of two positions; the chord of an arc, and braking, take a little more.
          assertThat(moved / 0.2)
              .as("%s frame %d", drive.runId(), i)
              .isCloseTo(frames.get(i).getMotion().getSpeedMps(), within(0.6));
        }
      }
    }
  }

  @Test
  void shouldCloseTheLoopAndVisitAllCheckpointsButOne() {
    SimulatedDrive patrol = drives(1, 10).get(0);
    List<TelemetryFrame> frames = patrol.frames().get("PATROL-1");
    TelemetryFrame last = frames.get(frames.size() - 1);
    assertThat(Math.hypot(last.getLocalPose().getXM() + 2, last.getLocalPose().getYM()))
        .isLessThan(0.5);
    assertThat(
            frames.stream()
                .filter(f -> f.getPatrol().hasCheckpointId())
                .map(f -> f.getPatrol().getCheckpointId())
                .distinct())
        .containsExactly("CP-1", "CP-2", "CP-4", "CP-5");
  }

  @Test
  void shouldDriveEveryLaneOnItsLine() {
    SimulatedDrive sweep = drives(1, 10).get(1);
    for (TelemetryFrame frame : sweep.frames().get("SWEEPER-1")) {
      double x = frame.getLocalPose().getXM();
      if (x > 1 && x < 39) {
        double lane = (frame.getLocalPose().getYM() - 0.95) / 1.9;
        assertThat(Math.abs(lane - Math.round(lane)) * 1.9).isLessThan(0.12);
      }
    }
  }

  @Test
  void shouldRefuseRatesItIsNotMadeFor() {
    assertThatThrownBy(() -> SimulationSettings.atKaramay(1, 5, START_NS))
        .hasMessageContaining("hz=5");
  }

  private static boolean isDuring(SimulatedDrive drive, Kind kind, long timeNs) {
    return drive.mistakes().stream()
        .anyMatch(m -> m.kind() == kind && m.startTimeNs() <= timeNs && timeNs <= m.endTimeNs());
  }

  private static List<SimulatedDrive> drives(long seed, int hz) {
    SimulationSettings settings = SimulationSettings.atKaramay(seed, hz, START_NS);
    return List.of(Simulation.patrol(settings), Simulation.sweep(settings));
  }
}
