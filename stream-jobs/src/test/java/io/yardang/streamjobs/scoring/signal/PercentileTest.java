package io.yardang.streamjobs.scoring.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PercentileTest {
  /** What numpy 1.26 gives for percentile([15, 20, 35, 40, 50], 40, method=…). */
  @ParameterizedTest
  @CsvSource({
    "INVERTED_CDF, 20",
    "AVERAGED_INVERTED_CDF, 27.5",
    "CLOSEST_OBSERVATION, 20",
    "INTERPOLATED_INVERTED_CDF, 20",
    "HAZEN, 27.5",
    "WEIBULL, 26",
    "LINEAR, 29",
    "MEDIAN_UNBIASED, 27",
    "NORMAL_UNBIASED, 27.125",
    "LOWER, 20",
    "HIGHER, 35",
    "NEAREST, 35",
    "MIDPOINT, 27.5"
  })
  void shouldAgreeWithNumpy(Percentile method, double expected) {
    double[] values = {50, 15, 40, 20, 35};
    assertThat(method.of(values, 0.4)).isCloseTo(expected, within(1e-12));
    assertThat(values).startsWith(50);
  }

  @ParameterizedTest
  @EnumSource
  void shouldStayWithinTheValues(Percentile method) {
    double[] values = {3, 1, 2};
    assertThat(method.of(values, 0)).isEqualTo(1);
    assertThat(method.of(values, 1)).isEqualTo(3);
    assertThat(method.of(new double[] {7}, 0.3)).isEqualTo(7);
    double last = Double.NEGATIVE_INFINITY;
    for (int q = 0; q <= 100; q++) {
      double value = method.of(values, q / 100.0);
      assertThat(value).isGreaterThanOrEqualTo(last);
      last = value;
    }
    assertThat(Arrays.stream(values).max()).hasValue(last);
    assertThatThrownBy(() -> method.of(new double[0], 0.5))
        .hasMessageContaining("at least one value");
  }
}
