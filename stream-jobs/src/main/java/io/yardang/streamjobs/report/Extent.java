package io.yardang.streamjobs.report;

/** The range of the finite numbers it was given. */
final class Extent {
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  void include(double number) {
    if (Double.isFinite(number)) {
      min = Math.min(min, number);
      max = Math.max(max, number);
    }
  }

  boolean isEmpty() {
    return min > max;
  }

  double min() {
    return isEmpty() ? 0 : min;
  }

  double max() {
    return isEmpty() ? 0 : max;
  }

  /** Never 0, so that one may divide by it. */
  double length() {
    return max() > min() ? max() - min() : 1;
  }
}
