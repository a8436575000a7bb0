package io.yardang.streamjobs.scoring.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yardang.streamjobs.scoring.geometry.Box;
import io.yardang.streamjobs.scoring.geometry.Point;
import org.junit.jupiter.api.Test;

/** Two vehicles of SUMO's default size, 5 m by 1.8 m; fronts 20 m and 30 m from the crossing. */
class ConflictAreaTest {
  private static Mover mover(double x, double y, double yaw, double speed) {
    return Mover.alongItsLength(new Box(new Point(x, y), yaw, 5, 1.8), speed);
  }

  private final Mover own = mover(-22.5, 0, 0, 10);
  private final Mover other = mover(0, -32.5, StrictMath.PI / 2, 12);

  @Test
  void shouldEnterHalfTheOthersWidthBeforeTheCrossing() {
    ConflictArea area = ConflictArea.of(own, other);
    assertThat(area.entryM()).isCloseTo(19.1, within(1e-9));
    assertThat(area.exitM()).isCloseTo(25.9, within(1e-9));
    assertThat(area.otherEntryM()).isCloseTo(29.1, within(1e-9));
    assertThat(area.otherExitM()).isCloseTo(35.9, within(1e-9));
    assertThat(area.isSecond(10, 12)).isFalse();
    assertThat(ConflictArea.of(other, own).isSecond(12, 10)).isTrue();
  }

  @Test
  void shouldAskTheLaterToComeAfterTheEarlierHasLeft() {
    double clearS = 25.9 / 10;
    double expected = 2 * (12 - 29.1 / clearS) / clearS;
    assertThat(ConflictArea.of(own, other).dracMps2(10, 12).orElseThrow())
        .isCloseTo(expected, within(1e-9));
    assertThat(ConflictArea.of(other, own).dracMps2(12, 10).orElseThrow())
        .isCloseTo(expected, within(1e-9));
  }

  @Test
  void shouldAskForAStopBeforeOneThatStandsInTheArea() {
    Mover standing = mover(0, 0, StrictMath.PI / 2, 0);
    ConflictArea area = ConflictArea.of(own, standing);
    assertThat(area.dracMps2(10, 0).orElseThrow()).isCloseTo(100 / (2 * 19.1), within(1e-9));
  }

  @Test
  void shouldAskNothingOfWhomNobodyMeets() {
    Mover passed = mover(0, 20, StrictMath.PI / 2, 12);
    assertThat(ConflictArea.of(own, passed).dracMps2(10, 12)).isEmpty();
    assertThat(ConflictArea.of(own, mover(0, 3, 0.4, 12))).isNull();
    Mover soonGone = mover(0, -1, StrictMath.PI / 2, 12);
    assertThat(ConflictArea.of(own, soonGone).dracMps2(10, 12)).isEmpty();
  }
}
