package io.yardang.streamjobs.scoring.signal;

import java.util.Arrays;

/** Brings the samples of a signal to a uniform grid of times. */
public final class Resampler {
  private Resampler() {}

  /**
   * Resamples to the grid first time, first time + step, ... up to the last time. Signals given
   * with the same times come out on the same grid, wherever they have NaN.
   *
   * <p>A grid value is the mean of the samples in its bin, [t - step/2, t + step/2): dense samples
   * are averaged, which keeps noise above the grid's rate out. Where no sample falls in the bin the
   * value is interpolated linearly between the neighbours; before the first and after the last
   * value it is that value. Samples that lie on the grid come back unchanged.
   *
   * <p>Long gaps are interpolated too: split the signal at gaps first.
   *
   * @param timeS ascending times, s; of equal times all count
   * @param values as many as times; NaN values are skipped
   * @param stepS grid step, s
   * @return the values on the grid; all NaN if no sample had a value
   */
  public static double[] toGrid(double[] timeS, double[] values, double stepS) {
    if (timeS.length != values.length || !(stepS > 0)) {
      throw new IllegalArgumentException(
          "needs as many times as values and a step over 0: times=%d, values=%d, stepS=%s"
              .formatted(timeS.length, values.length, stepS));
    }
    double[] sums = new double[cells(timeS, stepS)];
    int[] counts = new int[sums.length];
    double[] t = new double[timeS.length];
    double[] v = new double[timeS.length];
    int n = 0;
    for (int i = 0; i < timeS.length; i++) {
      if (i > 0 && !(timeS[i] >= timeS[i - 1])) {
        throw new IllegalArgumentException(
            "times must ascend: %s s at index %d follows %s s"
                .formatted(timeS[i], i, timeS[i - 1]));
      }
      if (!Double.isNaN(values[i])) {
        t[n] = timeS[i];
        v[n++] = values[i];
        int cell = (int) StrictMath.floor((timeS[i] - timeS[0]) / stepS + 0.5);
        if (cell < sums.length) {
          sums[cell] += values[i];
          counts[cell]++;
        }
      }
    }
    if (n == 0) {
      Arrays.fill(sums, Double.NaN);
      return sums;
    }
    int next = 0;
    for (int cell = 0; cell < sums.length; cell++) {
      double at = timeS[0] + cell * stepS;
      while (next < n - 1 && t[next] < at) {
        next++;
      }
      sums[cell] = counts[cell] > 0 ? sums[cell] / counts[cell] : between(t, v, next, at);
    }
    return sums;
  }

  /** Number of grid instants that {@link #toGrid} gives for these times. */
  public static int cells(double[] timeS, double stepS) {
    if (timeS.length == 0) {
      return 0;
    }
    // A last sample that misses its grid instant by rounding alone still counts as on the grid.
    double steps = (timeS[timeS.length - 1] - timeS[0]) / stepS;
    return (int) StrictMath.floor(steps + 1e-6) + 1;
  }

  private static double between(double[] t, double[] v, int next, double at) {
    if (next == 0 || at >= t[next]) {
      return v[next];
    }
    double fraction = (at - t[next - 1]) / (t[next] - t[next - 1]);
    return v[next - 1] + fraction * (v[next] - v[next - 1]);
  }
}
