package io.yardang.streamjobs.scoring.signal;

import java.util.Arrays;

/** Percentiles that are always one of the observed values. */
public final class Percentile {
  private Percentile() {}

  /**
   * The observation closest to quantile q: of n sorted values (counted from 0) the one at n q -
   * 1.5, rounded up, at least 0; where that is a whole even number, the value at it.
   *
   * <p>This is numpy's method "closest_observation" as of numpy 1.22 to 1.26, with which nuPlan's
   * published numbers were made. (Later numpy breaks the ties the other way.) Source: R. Hyndman,
   * Y. Fan, The American Statistician 50 (1996), definition 3.
   *
   * @param values in any order, not changed; NaN is not allowed
   * @param q 0 to 1
   */
  public static double closestObservation(double[] values, double q) {
    if (values.length == 0 || !(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException(
          "needs at least one value and q of 0 to 1: values=" + values.length + ", q=" + q);
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double position = sorted.length * q - 1.5;
    double floor = StrictMath.floor(position);
    boolean evenTie = position == floor && floor % 2 == 0;
    double index = evenTie ? floor : floor + 1;
    return sorted[(int) StrictMath.min(StrictMath.max(index, 0), sorted.length - 1)];
  }
}
