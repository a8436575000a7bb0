package io.yardang.streamjobs.scoring;

/**
 * signal: stop lines driven over at red, or without the stand that a line without a signal asks
 * for; 1 without any, else 0 (NAVSIM v2 traffic_light_compliance; the stand is policy).
 */
final class StopLines extends NamedMetric {
  StopLines() {
    super("signal", "Red lights and stop lines driven over", "count");
  }

  /** The crossings, with the card's numbers. */
  static StopLineCrossings crossings(RunData run, Scorecard.Entry card) {
    return new StopLineCrossings(
        run, card.parameter("stand_within_m"), card.parameter("stand_mps"));
  }

  /** Two lines may be near each other. */
  @Override
  public boolean severalAtOnce() {
    return true;
  }

  @Override
  public Judgement judge(RunData run, Scorecard.Entry card) {
    if (run.geometry().holds().isEmpty()) {
      return Judgement.notApplicable("the plan has no stop lines");
    }
    StopLineCrossings crossings = crossings(run, card);
    long unknown =
        crossings.all().stream()
            .filter(c -> c.verdict() == StopLineCrossings.Verdict.UNKNOWN)
            .count();
    long judged = crossings.all().size() - unknown;
    if (unknown > 0 && judged == 0) {
      return Judgement.notApplicable("nobody tells the state of the signals it passed");
    }
    long wrong = crossings.all().stream().filter(c -> isWrong(c.verdict())).count();
    Judgement judgement =
        Judgement.of((double) wrong, run.grid().size())
            .score(card.breaks((double) wrong) ? 0 : 1)
            .drop("state of the signal unknown", unknown)
            .detail("crossings", (double) judged);
    for (StopLineCrossings.Crossing c : crossings.all()) {
      if (isWrong(c.verdict())) {
        judgement.violation(
            Violation.during(
                    Math.max(0, c.timeS() - 1),
                    c.timeS(),
                    c.timeS(),
                    1,
                    0,
                    Rounding.text(
                        c.verdict() == StopLineCrossings.Verdict.RED_LIGHT
                            ? "Drove over stop line %s at red."
                            : "Drove over stop line %s without standing before it.",
                        c.line()))
                .over(c.knownFromS(), c.timeS())
                .reaching(Grid.REACH_S));
      }
    }
    return judgement;
  }

  private static boolean isWrong(StopLineCrossings.Verdict verdict) {
    return verdict == StopLineCrossings.Verdict.RED_LIGHT
        || verdict == StopLineCrossings.Verdict.NO_STOP;
  }
}
