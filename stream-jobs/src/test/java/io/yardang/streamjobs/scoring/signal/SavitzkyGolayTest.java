package io.yardang.streamjobs.scoring.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SavitzkyGolayTest {
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 7, 8, 12, 15})
  void shouldBeExactOnPolynomialsOfItsOrder(int window) {
    Random random = new Random(window);
    double stepS = 0.1;
    for (int order = 0; order < StrictMath.min(window, 5); order++) {
      double[] c = random.doubles(order + 1, -3, 3).toArray();
      double[] y = new double[40];
      for (int i = 0; i < y.length; i++) {
        y[i] = polynomial(c, 0, i * stepS);
      }
      for (int derivative = 0; derivative <= order; derivative++) {
        double[] out = SavitzkyGolay.filter(y, window, order, derivative, stepS);
        int half = window / 2;
        for (int i = 0; i < y.length; i++) {
          boolean halfSampleLate = window % 2 == 0 && i >= half && i < y.length - half;
          double atS = (halfSampleLate ? i + 0.5 : i) * stepS;
          assertThat(out[i])
              .as("window %d, order %d, derivative %d, index %d", window, order, derivative, i)
              .isCloseTo(polynomial(c, derivative, atS), within(1e-6));
        }
      }
    }
  }

  private static double polynomial(double[] c, int derivative, double x) {
    double sum = 0;
    for (int k = derivative; k < c.length; k++) {
      double factor = 1;
      for (int d = 0; d < derivative; d++) {
        factor *= k - d;
      }
      sum += c[k] * factor * StrictMath.pow(x, k - derivative);
    }
    return sum;
  }

  @Test
  void shouldGiveTheTabledWeightsOfFivePointQuadratic() {
    // Savitzky and Golay 1964, table I: (-3 12 17 12 -3) / 35.
    double[] impulse = {0, 0, 0, 0, 1, 0, 0, 0, 0};
    double[] out = SavitzkyGolay.filter(impulse, 5, 2, 0, 1);
    double[] expected = {-3 / 35.0, 12 / 35.0, 17 / 35.0, 12 / 35.0, -3 / 35.0};
    for (int i = 0; i < 5; i++) {
      assertThat(out[i + 2]).isCloseTo(expected[i], within(1e-12));
    }
  }

  @Test
  void shouldRefuseWindowLongerThanSignal() {
    assertThatThrownBy(() -> SavitzkyGolay.filter(new double[4], 5, 2, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("window=5")
        .hasMessageContaining("4");
  }

  @Test
  void shouldSurviveShortSignals() {
    for (int n = 0; n < 6; n++) {
      assertThat(Kinematics.acceleration(new double[n])).hasSize(n);
      assertThat(Kinematics.jerk(new double[n], 0.1)).hasSize(n);
      assertThat(Kinematics.yawAcceleration(new double[n], 0.1)).hasSize(n);
    }
  }

  @Test
  void shouldUnwrapAcrossHalfTurn() {
    double[] yawRad = new double[100];
    for (int i = 0; i < yawRad.length; i++) {
      yawRad[i] = StrictMath.IEEEremainder(0.3 * i, 2 * StrictMath.PI);
    }
    assertThat(Unwrap.radians(yawRad)[99]).isCloseTo(29.7, within(1e-9));
    assertThat(Kinematics.yawRate(yawRad, 0.1)[50]).isCloseTo(3, within(1e-9));
  }
}
