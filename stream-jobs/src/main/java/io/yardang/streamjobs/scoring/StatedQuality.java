package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.signal.Percentile;
import io.yardang.v1.GapLedger;
import io.yardang.v1.GnssFix;
import java.util.Arrays;

/** What a vehicle itself says of its fixes and of its clock, over all its frames of a run. */
final class StatedQuality {
  private final double[] clockAccuraciesS;
  private int clocks;
  private long stated;
  private long fixed;

  /** For so many frames. */
  StatedQuality(int frames) {
    clockAccuraciesS = new double[frames];
  }

  /** Takes a frame in, and counts with the rules what they refuse. */
  void take(Measured m, SampleRules rules) {
    GnssFix fix = m.fix();
    stated += fix == GnssFix.GNSS_FIX_UNSPECIFIED ? 0 : 1;
    fixed += fix == GnssFix.GNSS_FIX_UNSPECIFIED || fix == GnssFix.GNSS_FIX_NONE ? 0 : 1;
    double accuracy =
        rules.value(
            m.has(Measured.CLOCK_ACCURACY),
            m.clockAccuracyS,
            0,
            SampleRules.CLOCK_ERROR_MAX_S,
            SampleRules.CLOCK);
    if (!Double.isNaN(accuracy)) {
      clockAccuraciesS[clocks++] = accuracy;
    }
  }

  /** Writes it down; what no frame tells of stays unset. */
  void addTo(GapLedger.Builder ledger) {
    if (stated > 0) {
      ledger.setFixRatio(Rounding.report((double) fixed / stated));
    }
    if (clocks > 0) {
      ledger.setClockAccuracyP95S(
          Rounding.report(Percentile.LINEAR.of(Arrays.copyOf(clockAccuraciesS, clocks), 0.95)));
    }
  }
}
