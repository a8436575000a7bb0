package io.yardang.ingest.journal;

import java.util.concurrent.atomic.LongAdder;

/**
 * How long something took, counted by size: below 1 us, 2 us, 4 us … about 8 s, and above.
 *
 * <p>An observation costs two additions that threads do not contend for; any thread may observe and
 * read.
 */
public final class LatencyHistogram {
  private static final int BUCKETS = 24;
  private static final int NS_PER_US = 1_000;

  private final LongAdder[] counts = new LongAdder[BUCKETS + 1];
  private final LongAdder sumNs = new LongAdder();

  public LatencyHistogram() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  public void observeNs(long durationNs) {
    long us = Math.max(0, durationNs - 1) / NS_PER_US;
    counts[Math.min(BUCKETS, Long.SIZE - Long.numberOfLeadingZeros(us))].increment();
    sumNs.add(durationNs);
  }

  /** The upper bounds in seconds, each included; the last is infinite. */
  public static double[] upperBoundsSeconds() {
    double[] bounds = new double[BUCKETS + 1];
    for (int i = 0; i < BUCKETS; i++) {
      bounds[i] = (1L << i) / 1e6;
    }
    bounds[BUCKETS] = Double.POSITIVE_INFINITY;
    return bounds;
  }

  /** How many observations were within each bound and above the one before it. */
  public long[] counts() {
    long[] sums = new long[counts.length];
    for (int i = 0; i < counts.length; i++) {
      sums[i] = counts[i].sum();
    }
    return sums;
  }

  public double sumSeconds() {
    return sumNs.sum() / 1e9;
  }
}
