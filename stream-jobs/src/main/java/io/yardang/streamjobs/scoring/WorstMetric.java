package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.safety.Rss;
import java.util.BitSet;
import java.util.function.Function;

/**
 * A surrogate safety measure of all encounters, instant by instant: the value is the worst; 1 when
 * the limit is never broken, else 0; breaking it is a finding.
 */
final class WorstMetric extends NamedMetric {
  private static final String CROSSING = "not judged: crossing";
  private static final double NO_ROOM = 999;

  private final Function<Encounters, Worst> series;

  /** Instants at which somebody was met of whom the measure says nothing. */
  private final Function<Encounters, BitSet> unjudged;

  private final String text;

  /** Of a measure that judges everybody who is met. */
  private WorstMetric(
      String id, String title, String unit, Function<Encounters, Worst> series, String text) {
    this(id, title, unit, series, e -> new BitSet(), text);
  }

  private WorstMetric(
      String id,
      String title,
      String unit,
      Function<Encounters, Worst> series,
      Function<Encounters, BitSet> unjudged,
      String text) {
    super(id, title, unit);
    this.series = series;
    this.unjudged = unjudged;
    this.text = text;
  }

  /**
   * drac: deceleration to avoid the crash, m/s2: following dv^2 / (2 gap), crossing 2 (v - d/T) /
   * T; SUMO's limit is 3.0.
   */
  static WorstMetric drac() {
    return new WorstMetric(
        "drac",
        "Deceleration needed to avoid a crash",
        "m/s2",
        e -> e.conflicts.drac,
        "Had to brake for %s with %.2f m/s2; %.2f is the limit.");
  }

  /** mdrac: the same after a reaction time of 1 s, 0.5 dv / (TTC - 1 s), m/s2; SUMO's limit 3.4. */
  static WorstMetric mdrac() {
    return new WorstMetric(
        "mdrac",
        "Deceleration needed after the reaction time",
        "m/s2",
        e -> e.conflicts.mdrac,
        "Had to brake for %s with %.2f m/s2 after the reaction time; %.2f is the limit.");
  }

  /** thw: time headway, gap / own speed, s (CommonRoad-CriMe); told, has no limit of its own. */
  static WorstMetric headway() {
    return new WorstMetric(
        "thw",
        "Time headway",
        "s",
        e -> e.conflicts.headway,
        "Followed %s at %.2f s; %.2f s is the limit.");
  }

  /**
   * rss.margin: gap less the safe distance of Responsibility-Sensitive Safety, along or aside,
   * whichever leaves more, m; safe over 0, not at 0: ad-rss-lib calls a distance safe that is
   * greater than the safe distance; details: the share of time with such a margin. Traffic that
   * crosses at 30 to 150 degrees is not judged: RSS asks for priorities there, which no plan tells.
   * The instants at which it was met are told, and those with nobody else to judge count as
   * dropped.
   */
  static WorstMetric rssMargin() {
    return new WorstMetric(
        "rss.margin",
        "Margin to the RSS safe distance",
        "m",
        e -> e.conflicts.rssMargin,
        e -> e.conflicts.crossing,
        "Was %2$.1f m short of the safe distance to %1$s (RSS).");
  }

  /** The card's numbers, else ad-rss-lib's conservative starting point. */
  static Rss.Parameters rssParameters(Scorecard.Entry card) {
    Rss.Parameters p = Rss.Parameters.CONSERVATIVE;
    return new Rss.Parameters(
        card.parameter("response_s"),
        card.parameter("other_response_s"),
        card.parameter("acceleration_max_mps2"),
        card.parameter("braking_min_mps2"),
        card.parameter("braking_max_mps2"),
        card.parameter("lateral_acceleration_mps2"),
        card.parameter("lateral_braking_mps2"),
        card.parameter("lateral_margin_m"),
        p.accelerationSpeedMaxMps());
  }

  @Override
  public Judgement judge(RunData run, Scorecard.Entry card) {
    Encounters e = run.encounters();
    if (e.compared == 0) {
      return Judgement.notApplicable(EncounterMetrics.NOBODY);
    }
    Worst worst = series.apply(e);
    BitSet crossing = unjudged.apply(e);
    if (worst.count() == 0) {
      return Judgement.notApplicable(
              crossing.isEmpty() ? "no encounter of that kind" : "only crossing traffic was met")
          .drop(CROSSING, crossing.cardinality());
    }
    long judgedOrCrossing = worst.countOrIn(crossing);
    double bound = card.limit();
    double[] excess = new double[e.t.length];
    double seconds = 0;
    double secondsBeyond = 0;
    for (int k = 0; k < excess.length; k++) {
      excess[k] = card.excess(worst.value[k]);
      seconds += Double.isNaN(worst.value[k]) ? 0 : e.stepS[k];
      secondsBeyond += excess[k] > 0 ? e.stepS[k] : 0;
    }
    double value = worst.worst();
    // What leaves no room at all has no finite deceleration; it is told as the largest number.
    double told = Double.isInfinite(value) ? NO_ROOM : value;
    Judgement judgement =
        e.judgement(told)
            .score(secondsBeyond > 0 || card.breaks(value) ? 0 : 1)
            .drop("object without velocity", e.objectsWithoutVelocity)
            .drop(CROSSING, judgedOrCrossing - worst.count())
            .drop("no encounter of that kind", e.used() - judgedOrCrossing)
            .detail(
                "instants_with_crossing", crossing.isEmpty() ? Double.NaN : crossing.cardinality())
            .detail("time_s", seconds)
            .detail("time_beyond_s", secondsBeyond)
            .detail("share_of_time_within", seconds > 0 ? 1 - secondsBeyond / seconds : Double.NaN);
    judgement.used = worst.count();
    double lasting = card.parameter("finding_min_s");
    for (Excursion x : Excursion.of(e.t, k -> excess[k])) {
      if (e.t[x.last()] - e.t[x.first()] >= lasting - 1e-9) {
        judgement.violation(violation(e, worst, x, bound));
      }
    }
    return judgement;
  }

  private Violation violation(Encounters e, Worst worst, Excursion x, double bound) {
    double value = worst.value[x.worst()];
    double told = Double.isInfinite(value) ? NO_ROOM : value;
    double shown = bound == 0 ? Math.abs(told) : told;
    return Violation.during(
            e.t[x.first()],
            e.t[x.last()],
            e.t[x.worst()],
            told,
            bound,
            Rounding.text(text, worst.of[x.worst()], shown, bound))
        .against(worst.of(x))
        // Its way is bent as the grid's yaw rate tells.
        .reaching(Grid.REACH_S);
  }
}
