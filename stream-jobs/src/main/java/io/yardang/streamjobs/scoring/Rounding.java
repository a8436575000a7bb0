package io.yardang.streamjobs.scoring;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** The one rounding of every number that leaves the scorer: 6 decimals, half even. */
final class Rounding {
  private static final int DECIMALS = 6;

  private Rounding() {}

  /** Returns the value as it is written into a report; never -0, and refuses what is no number. */
  static double report(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("a report has no place for the value " + value);
    }
    double rounded =
        BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).doubleValue();
    return rounded == 0 ? 0.0 : rounded;
  }
}
