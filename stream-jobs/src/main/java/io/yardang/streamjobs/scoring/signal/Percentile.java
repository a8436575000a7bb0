package io.yardang.streamjobs.scoring.signal;

import java.util.Arrays;

/**
 * Percentiles by the methods of numpy.percentile, under its names.
 *
 * <p>Each method puts quantile q of n sorted values (counted from 0) at an index, and tells which
 * value that is when the index falls between two. Sources: R. Hyndman, Y. Fan, The American
 * Statistician 50 (1996), definitions 1 to 9 in the order below; numpy.percentile.
 */
public enum Percentile {
  INVERTED_CDF {
    @Override
    double index(int n, double q) {
      return n * q - 1;
    }

    @Override
    double share(double fraction, double floor) {
      return fraction > 0 ? 1 : 0;
    }
  },
  AVERAGED_INVERTED_CDF {
    @Override
    double index(int n, double q) {
      return n * q - 1;
    }

    @Override
    double share(double fraction, double floor) {
      return fraction > 0 ? 1 : 0.5;
    }
  },
  /** As of numpy 1.22 to 1.26, which made nuPlan's numbers; later numpy breaks ties otherwise. */
  CLOSEST_OBSERVATION {
    @Override
    double index(int n, double q) {
      return n * q - 1.5;
    }

    @Override
    double share(double fraction, double floor) {
      return fraction == 0 && floor % 2 == 0 ? 0 : 1;
    }
  },
  INTERPOLATED_INVERTED_CDF {
    @Override
    double index(int n, double q) {
      return n * q - 1;
    }
  },
  HAZEN {
    @Override
    double index(int n, double q) {
      return n * q - 0.5;
    }
  },
  WEIBULL {
    @Override
    double index(int n, double q) {
      return (n + 1) * q - 1;
    }
  },
  /** numpy's default; what Yardang's reports use where no source says otherwise. */
  LINEAR {
    @Override
    double index(int n, double q) {
      return (n - 1) * q;
    }
  },
  MEDIAN_UNBIASED {
    @Override
    double index(int n, double q) {
      return n * q + (q + 1) / 3 - 1;
    }
  },
  NORMAL_UNBIASED {
    @Override
    double index(int n, double q) {
      return n * q + q / 4 - 0.625;
    }
  },
  LOWER {
    @Override
    double index(int n, double q) {
      return StrictMath.floor((n - 1) * q);
    }
  },
  HIGHER {
    @Override
    double index(int n, double q) {
      return StrictMath.ceil((n - 1) * q);
    }
  },
  NEAREST {
    @Override
    double index(int n, double q) {
      return StrictMath.rint((n - 1) * q);
    }
  },
  MIDPOINT {
    @Override
    double index(int n, double q) {
      return (n - 1) * q;
    }

    @Override
    double share(double fraction, double floor) {
      return fraction > 0 ? 0.5 : 0;
    }
  };

  /** Where the quantile lies among n sorted values; may be outside of them. */
  abstract double index(int n, double q);

  /** How much of the next value is mixed in, 0 to 1. */
  double share(double fraction, double floor) {
    return fraction;
  }

  /**
   * The quantile q of the values.
   *
   * @param values in any order, not changed; NaN is not allowed
   * @param q 0 to 1
   */
  public double of(double[] values, double q) {
    if (values.length == 0 || !(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException(
          "needs at least one value and q of 0 to 1: values=" + values.length + ", q=" + q);
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double index = index(sorted.length, q);
    double floor = StrictMath.floor(index);
    double low = sorted[clipped(floor, sorted.length)];
    double high = sorted[clipped(floor + 1, sorted.length)];
    double share = share(index - floor, floor);
    // From the nearer end, so that a share of 0 or 1 gives an observed value to the last bit.
    return share < 0.5 ? low + share * (high - low) : high - (1 - share) * (high - low);
  }

  private static int clipped(double index, int n) {
    return (int) StrictMath.min(StrictMath.max(index, 0), n - 1);
  }
}
