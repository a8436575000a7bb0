package io.yardang.streamjobs.scoring.safety;

/**
 * On which side of its limit a value is allowed, and whether at the limit itself. Each metric has
 * the one with which its limit was published; scores, findings and the tests against published
 * cases all ask here.
 */
public enum Bound {
  /** Under the limit; the limit itself breaks it. */
  BELOW(1, true),
  AT_MOST(1, false),
  /** Over the limit; the limit itself breaks it. */
  ABOVE(-1, true),
  AT_LEAST(-1, false);

  private final int sign;
  private final boolean strict;

  Bound(int sign, boolean strict) {
    this.sign = sign;
    this.strict = strict;
  }

  /** True where the value is not allowed. What is not known (NaN) breaks no limit. */
  public boolean breaks(double value, double limit) {
    return excess(value, limit) > 0;
  }

  /** By how much the limit is broken: above 0 exactly where it is; NaN of NaN. */
  public double excess(double value, double limit) {
    double by = sign * (value - limit);
    return strict && by == 0 ? Double.MIN_VALUE : by;
  }

  /** The same of two limits, neither of which may be reached (nuPlan's within_bound). */
  public static double excessOfBoth(double value, double lower, double upper) {
    return StrictMath.max(ABOVE.excess(value, lower), BELOW.excess(value, upper));
  }
}
