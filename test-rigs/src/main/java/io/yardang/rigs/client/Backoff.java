package io.yardang.rigs.client;

import java.time.Duration;
import java.util.Random;

/**
 * How long to wait before the next try: min, 2 min, 4 min … up to max, each shortened by up to half
 * at random, so that a fleet that lost its gateway does not come back in step.
 */
final class Backoff {
  private final long minNs;
  private final long maxNs;
  private final Random random;
  private int failures;

  Backoff(Duration min, Duration max, long seed) {
    this.minNs = min.toNanos();
    this.maxNs = max.toNanos();
    this.random = new Random(seed);
  }

  Duration next() {
    // 2^30 times any sensible minimum is past any sensible maximum; more would overflow.
    double fullNs = Math.min((double) maxNs, minNs * (double) (1L << Math.min(failures, 30)));
    failures++;
    return Duration.ofNanos((long) (fullNs * (0.5 + 0.5 * random.nextDouble())));
  }

  void reset() {
    failures = 0;
  }
}
