package io.yardang.streamjobs.scoring;

/** One metric: a pure function of the run's data and the scorecard's entry for it. */
interface Metric {
  String id();

  String title();

  String unit();

  /** True when it means nothing before the run is over; it is then shown live, but not scored. */
  default boolean onlyAtEnd() {
    return false;
  }

  /** True when several of its findings may be at one time; their texts then tell them apart. */
  default boolean severalAtOnce() {
    return onlyAtEnd();
  }

  Judgement judge(RunData run, Scorecard.Entry card);
}
