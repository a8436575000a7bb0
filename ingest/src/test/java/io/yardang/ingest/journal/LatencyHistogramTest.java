package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  @Test
  void shouldCountEachObservationUnderTheSmallestBoundThatHoldsIt() {
    double[] bounds = LatencyHistogram.upperBoundsSeconds();
    for (long ns : new long[] {0, 1, 999, 1000, 1001, 2000, 2001, 12_345_678, 20_000_000_000L}) {
      LatencyHistogram histogram = new LatencyHistogram();
      histogram.observeNs(ns);
      long[] counts = histogram.counts();
      for (int i = 0; i < counts.length; i++) {
        boolean inside = ns / 1e9 <= bounds[i] && (i == 0 || ns / 1e9 > bounds[i - 1]);
        assertThat(counts[i]).as("%d ns under %s s", ns, bounds[i]).isEqualTo(inside ? 1 : 0);
      }
      assertThat(histogram.sumSeconds()).isEqualTo(ns / 1e9);
    }
  }
}
