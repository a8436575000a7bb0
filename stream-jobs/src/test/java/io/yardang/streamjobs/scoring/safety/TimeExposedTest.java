package io.yardang.streamjobs.scoring.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TimeExposedTest {
  private static final double[] TTC_S = {2.1, 2.0, 1.5, Double.NaN, Double.POSITIVE_INFINITY};
  private static final double[] STEPS_S = {0.1, 0.1, 0.2, 0.1, 0.1};

  @Test
  void shouldCountTimeAtTheThresholdAsExposedAsCriMeDoes() {
    assertThat(TimeExposed.tetS(TTC_S, STEPS_S, 2.0)).isCloseTo(0.3, within(1e-12));
    assertThat(TimeExposed.titS2(TTC_S, STEPS_S, 2.0)).isCloseTo(0.5 * 0.2, within(1e-12));
  }

  @Test
  void shouldNotCountTimeWithoutTimeToCollision() {
    assertThat(TimeExposed.tetS(new double[] {Double.NaN}, new double[] {1}, 2.0)).isZero();
  }
}
