package io.yardang.streamjobs.scoring.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yardang.streamjobs.scoring.geometry.Box;
import io.yardang.streamjobs.scoring.geometry.Point;
import org.junit.jupiter.api.Test;

class TimeToCollisionTest {
  private static final Box EGO = new Box(new Point(0, 0), 0, 4, 2);

  @Test
  void shouldMeetLeaderWhenGapIsUsedUp() {
    Box leader = new Box(new Point(14.05, 0), 0, 4, 2);
    // Gap 10.05 m closed at 5 m/s: 2.01 s, so the step at 2.1 s.
    assertThat(TimeToCollision.seconds(EGO, 15, 0, leader, 10, 0, 0.1, 3).orElseThrow())
        .isCloseTo(2.1, within(1e-9));
    assertThat(TimeToCollision.seconds(EGO, 10, 0, leader, 15, 0, 0.1, 3)).isEmpty();
    assertThat(TimeToCollision.seconds(EGO, 15, 0, leader, 10, 0, 0.1, 2)).isEmpty();
    assertThat(TimeToCollision.seconds(EGO, 0, 0, EGO, 0, 0, 0.1, 2)).hasValue(0);
  }

  @Test
  void shouldTellAheadFromBehind() {
    Point rearAxle = new Point(0, 0);
    assertThat(TimeToCollision.isAhead(rearAxle, 3.1, new Point(-10, 5))).isTrue();
    assertThat(TimeToCollision.isAhead(rearAxle, 0, new Point(10, 6))).isFalse();
    assertThat(TimeToCollision.isBehind(rearAxle, 0, new Point(-10, 5))).isTrue();
  }

  @Test
  void shouldTakeWholeScoreForTheLargestOverSpeedAllTheTime() {
    double[] timeS = new double[101];
    double[] speedMps = new double[101];
    double[] limitMps = new double[101];
    for (int i = 0; i < 101; i++) {
      timeS[i] = i * 0.1;
      limitMps[i] = 10;
      speedMps[i] = i < 50 ? 9 : 10 + 2.23 / 2;
    }
    // 51 of 101 samples at half of it: 1 - 51 * 0.1 * 0.5 / 10.
    assertThat(SpeedLimit.score(timeS, speedMps, limitMps)).isCloseTo(0.745, within(1e-9));
  }

  @Test
  void shouldHaveNoTtcBehindFasterLeader() {
    assertThat(Following.ttcS(10, 5, 6)).isEmpty();
    assertThat(Following.dracMps2(0, 6, 5)).hasValue(Double.POSITIVE_INFINITY);
    assertThat(Following.thwS(20, 10)).hasValue(2);
    assertThat(Following.crossingDracMps2(10, 10, 2).orElseThrow()).isCloseTo(5, within(1e-12));
  }
}
