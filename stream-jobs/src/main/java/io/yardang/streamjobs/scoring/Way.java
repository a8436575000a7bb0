package io.yardang.streamjobs.scoring;

/**
 * How far a vehicle drove from sample to sample: its speed over time, by trapezoids, and between
 * which samples that is not known, for a gap of the data or a speed that is missing.
 */
final class Way {
  private final double[] t;
  private final double[] metres;
  private final int[] unknownSteps;

  Way(Samples s) {
    t = s.t;
    metres = new double[s.size()];
    unknownSteps = new int[s.size()];
    for (int i = 1; i < s.size(); i++) {
      double dt = s.t[i] - s.t[i - 1];
      double step = 0.5 * (Math.abs(s.speed[i]) + Math.abs(s.speed[i - 1])) * dt;
      boolean known = dt <= s.longestStepS() && !Double.isNaN(step);
      metres[i] = metres[i - 1] + (known ? step : 0);
      unknownSteps[i] = unknownSteps[i - 1] + (known ? 0 : 1);
    }
  }

  /** True when every step from one sample to the other is known. */
  boolean isKnown(int from, int to) {
    return unknownSteps[from] == unknownSteps[to];
  }

  /** What is known of the way between two samples, m. */
  double metres(int from, int to) {
    return metres[to] - metres[from];
  }

  double seconds(int from, int to) {
    return t[to] - t[from];
  }

  /** From the first sample to the last. */
  double seconds() {
    return t.length < 2 ? 0 : t[t.length - 1] - t[0];
  }
}
