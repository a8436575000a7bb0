package io.yardang.rigs.simulate;

import java.util.Set;

/**
 * Something a simulated drive does wrong on purpose, which its score must show.
 *
 * @param kind what it is
 * @param vehicle who does it
 * @param metric the metric that must have exactly one finding for it
 * @param alsoShownBy metrics that may have a finding of the same cause (a hard brake is also a
 *     jerk)
 * @param startTimeNs sample time of its begin, ns since the epoch
 * @param endTimeNs sample time of its end
 * @param text for people
 */
public record PlannedMistake(
    Kind kind,
    String vehicle,
    String metric,
    Set<String> alsoShownBy,
    long startTimeNs,
    long endTimeNs,
    String text) {
  /** The mistakes a simulated drive knows. */
  public enum Kind {
    SPEEDING,
    HARD_BRAKE,
    MISSED_CHECKPOINT,
    MISSED_STRIP
  }
}
