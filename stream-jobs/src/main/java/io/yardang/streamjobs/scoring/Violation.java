package io.yardang.streamjobs.scoring;

/**
 * A limit broken by the vehicle under test: what a metric says; the run makes a finding of it.
 *
 * @param startS seconds since the start of the run
 * @param value the worst; NaN: none
 * @param limit that it broke; NaN: none
 * @param placeS when the vehicle was where the finding is to be shown; NaN: placeX and placeY tell
 * @param placeX metres east of the plan's origin
 * @param placeY metres north of it
 * @param atEnd true for what is known only when the run is over
 * @param unit of value and limit; null: the metric's
 */
record Violation(
    double startS,
    double endS,
    double value,
    double limit,
    double placeS,
    double placeX,
    double placeY,
    boolean atEnd,
    String text,
    String unit) {

  /** Something that happened while driving; shown where the vehicle was at its worst. */
  static Violation during(
      double startS, double endS, double worstS, double value, double limit, String text) {
    return new Violation(
        startS, endS, value, limit, worstS, Double.NaN, Double.NaN, false, text, null);
  }

  /**
   * Something left undone at a place, known at the end; the time is that of the nearest approach.
   */
  static Violation undone(
      double timeS, double value, double limit, double x, double y, String text, String unit) {
    return new Violation(timeS, timeS, value, limit, Double.NaN, x, y, true, text, unit);
  }

  /** The same, told only when the run is over. */
  Violation knownAtEnd() {
    return new Violation(startS, endS, value, limit, placeS, placeX, placeY, true, text, unit);
  }

  /** True when the two share an instant, or lie less than the margin apart. */
  boolean overlaps(Violation other, double marginS) {
    return startS <= other.endS + marginS && other.startS <= endS + marginS;
  }
}
