package io.yardang.streamjobs.scoring;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

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
 * @param proof which samples the value follows from
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
    String unit,
    Proof proof) {

  /**
   * The samples from a time to another of the vehicle under test and of the others named. Whose
   * name is no participant's was seen by the vehicle under test, in its own samples.
   */
  record Proof(double fromS, double toS, List<String> others) {
    static final Proof WHOLE_RUN =
        new Proof(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, List.of());

    boolean isWholeRun() {
      return fromS == Double.NEGATIVE_INFINITY && toS == Double.POSITIVE_INFINITY;
    }
  }

  /** Something that happened while driving; shown where the vehicle was at its worst. */
  static Violation during(
      double startS, double endS, double worstS, double value, double limit, String text) {
    return new Violation(
        startS,
        endS,
        value,
        limit,
        worstS,
        Double.NaN,
        Double.NaN,
        false,
        text,
        null,
        new Proof(startS, endS, List.of()));
  }

  /**
   * Something left undone at a place, known at the end; the time is that of the nearest approach.
   * That it was never done takes the whole run to prove.
   */
  static Violation undone(
      double timeS, double value, double limit, double x, double y, String text, String unit) {
    return new Violation(
        timeS, timeS, value, limit, Double.NaN, x, y, true, text, unit, Proof.WHOLE_RUN);
  }

  /** The same, told only when the run is over. */
  Violation knownAtEnd() {
    return new Violation(
        startS, endS, value, limit, placeS, placeX, placeY, true, text, unit, proof);
  }

  /** The same, its value being one of the others' samples too. */
  Violation against(Collection<String> others) {
    return provedBy(new Proof(proof.fromS, proof.toS, List.copyOf(new TreeSet<>(others))));
  }

  /** The same, its value resting on the samples so long before and after it, too. */
  Violation reaching(double seconds) {
    return provedBy(new Proof(proof.fromS - seconds, proof.toS + seconds, proof.others));
  }

  /** The same, its value resting on the samples of that time. */
  Violation over(double fromS, double toS) {
    return provedBy(new Proof(fromS, toS, proof.others));
  }

  private Violation provedBy(Proof by) {
    return new Violation(startS, endS, value, limit, placeS, placeX, placeY, atEnd, text, unit, by);
  }

  /** True when the two share an instant, or lie less than the margin apart. */
  boolean overlaps(Violation other, double marginS) {
    return startS <= other.endS + marginS && other.startS <= endS + marginS;
  }
}
