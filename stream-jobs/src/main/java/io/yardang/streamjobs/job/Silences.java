package io.yardang.streamjobs.job;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long nothing must have come of a run until that means something; in receive time.
 *
 * @param afterEnd since its end was told: its last frames are here, and it is scored
 * @param endsRun without an end: nobody will end it any more, and it ends with its newest frame
 */
public record Silences(Duration afterEnd, Duration endsRun) implements Serializable {
  public Silences {
    requirePositive("scoring.silence_before_run_ends_s", afterEnd);
    requirePositive("scoring.run_ends_after_silence_s", endsRun);
  }

  private static void requirePositive(String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(key + "=" + value + ": more than 0");
    }
  }
}
