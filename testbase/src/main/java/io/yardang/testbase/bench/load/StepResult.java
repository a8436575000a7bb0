package io.yardang.testbase.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What came of one step of load.
 *
 * @param offeredPerSecond the rate that was asked for; 0 where the server was to be saturated
 * @param sent frames written
 * @param acked of these, acknowledged before the step ended
 * @param seconds from the first frame due to the last acknowledgement
 * @param hopeless the step was cut short: frames waited for longer than any limit
 * @param latencyNs from the time a frame was due to its acknowledgement
 */
public record StepResult(
    double offeredPerSecond,
    long sent,
    long acked,
    double seconds,
    boolean hopeless,
    Histogram latencyNs) {
  private static final double LIMIT_MS = 10;

  /** Whether the server sustained the rate: 99 % acknowledged within 10 ms, none left out. */
  public boolean isSustained() {
    return !hopeless && sent == acked && latencyMs(99) <= LIMIT_MS;
  }

  public double ackedPerSecond() {
    return acked / seconds;
  }

  public double latencyMs(double percentile) {
    return latencyNs.getValueAtPercentile(percentile) / 1e6;
  }
}
