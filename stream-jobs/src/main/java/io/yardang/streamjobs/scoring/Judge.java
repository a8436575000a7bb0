package io.yardang.streamjobs.scoring;

import io.yardang.v1.DroppedSamples;
import io.yardang.v1.Finding;
import io.yardang.v1.MetricKind;
import io.yardang.v1.MetricResult;
import io.yardang.v1.RunPlan;
import io.yardang.v1.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges a run by its scorecard: score = 100 x product of gates x sum(w m) / sum(w). A metric that
 * does not apply is left out of both sums. PASS: the data is valid, every gate is 1, and the score
 * reaches the bar; INVALID: the data is not good enough to judge; FAIL otherwise.
 */
final class Judge {
  /** Raised when any metric's definition changes. */
  static final int FORMULA_VERSION = 4;

  /**
   * What came out.
   *
   * @param score 0 to 100; NaN when nothing can be judged
   */
  record Outcome(
      Verdict verdict,
      double score,
      double passScore,
      List<String> reasons,
      List<MetricResult> metrics,
      List<Finding> findings) {}

  private Judge() {}

  /**
   * Judges.
   *
   * @param over false while the run goes on: what can be judged only at its end is left out
   */
  static Outcome judge(String runId, long startNs, RunData run, boolean over) {
    List<Findings.Judged> judged = new ArrayList<>();
    List<MetricResult> results = new ArrayList<>();
    List<String> against = Validity.reasonsAgainst(run);
    List<String> closedGates = new ArrayList<>();
    Aggregate aggregate = new Aggregate();
    for (Scorecard.Entry entry : run.card().metrics()) {
      Metric metric = Metrics.of(entry.metric());
      Judgement judgement =
          run.subject().size() == 0
              ? Judgement.notApplicable("no frame of the vehicle under test")
              : metric.judge(run, entry);
      if (!over && metric.onlyAtEnd() && judgement.applies()) {
        judgement.score = Double.NaN;
        judgement.notApplicableBecause = "judged when the run is over";
      }
      judgement = finite(judgement);
      if (judgement.applies()) {
        dropFrames(run.subject().rules, judgement);
      }
      judged.add(new Findings.Judged(metric, entry, judgement));
      results.add(result(metric, entry, judgement));
      if (!judgement.applies() || Double.isNaN(judgement.score)) {
        continue;
      }
      if (entry.kind() == MetricKind.METRIC_KIND_GATE) {
        aggregate.gate(judgement.score);
        if (judgement.score < 1) {
          closedGates.add(gateText(metric, judgement, entry));
        }
      } else if (entry.kind() == MetricKind.METRIC_KIND_WEIGHTED) {
        aggregate.weighted(entry.weight(), judgement.score);
      }
    }
    double score = 100 * aggregate.score();
    double bar = bar(run.card(), run.plan());
    List<String> reasons = new ArrayList<>(against);
    Verdict verdict = Verdict.VERDICT_INVALID;
    // Open gates alone tell nothing of how well it drove, unless the card asks for no more.
    boolean unweighted =
        !aggregate.isWeighted()
            && closedGates.isEmpty()
            && run.card().metrics().stream()
                .anyMatch(e -> e.kind() == MetricKind.METRIC_KIND_WEIGHTED);
    if (against.isEmpty() && (Double.isNaN(score) || unweighted)) {
      reasons.add("No metric of the scorecard can be scored in this run.");
    } else if (against.isEmpty()) {
      boolean reached = Rounding.report(score) >= bar;
      verdict = reached && closedGates.isEmpty() ? Verdict.VERDICT_PASS : Verdict.VERDICT_FAIL;
      reasons.addAll(closedGates);
      reasons.add(
          Rounding.text(
              "The score, %.1f, %s the bar, %.1f.",
              Math.floor(score * 10)
                  / 10, // Cut, not rounded: 79.97 must not look like a pass at 80.
              reached ? "reaches" : "is below",
              bar));
    }
    List<Finding> findings = Findings.of(runId, startNs, run, judged);
    return new Outcome(verdict, score, bar, reasons, results, findings);
  }

  /** What came out where judging itself failed. */
  static Outcome failed(Scorecard card, RunPlan plan, RuntimeException cause) {
    String reason =
        "The run could not be scored, which is a fault of the scoring and not of the run: "
            + cause.getClass().getSimpleName()
            + (cause.getMessage() == null ? "" : ", " + cause.getMessage())
            + ".";
    return new Outcome(
        Verdict.VERDICT_INVALID,
        Double.NaN,
        bar(card, plan),
        List.of(reason),
        List.of(),
        List.of());
  }

  private static double bar(Scorecard card, RunPlan plan) {
    return plan.getLimits().hasPassScore() ? plan.getLimits().getPassScore() : card.passScore();
  }

  /** What is no number is no value: the metric does not apply, and says why. */
  private static Judgement finite(Judgement judgement) {
    if (!Double.isInfinite(judgement.value)) {
      return judgement;
    }
    Judgement none = Judgement.notApplicable("its value is not finite (" + judgement.value + ")");
    judgement.dropped.forEach(none::drop);
    return none;
  }

  /** Frames that no metric can use are left out of each. */
  private static void dropFrames(SampleRules rules, Judgement judgement) {
    for (String reason : List.of(SampleRules.SAME_TIME, SampleRules.TIME_BACKWARDS)) {
      judgement.drop(reason, rules.dropped().getOrDefault(reason, 0L));
    }
  }

  private static String gateText(Metric metric, Judgement judgement, Scorecard.Entry entry) {
    return Rounding.text(
        "Gate \"%s\" is not open: %.2f %s, the limit is %.2f.",
        metric.title(),
        judgement.value,
        metric.unit(),
        Double.isNaN(entry.limit()) ? 0 : entry.limit());
  }

  private static MetricResult result(Metric metric, Scorecard.Entry entry, Judgement judgement) {
    MetricResult.Builder result =
        MetricResult.newBuilder()
            .setMetric(metric.id())
            .setTitle(metric.title())
            .setKind(entry.kind())
            .setApplies(judgement.applies())
            .setNotApplicableBecause(judgement.notApplicableBecause)
            .setUnit(metric.unit())
            .setSamplesUsed(judgement.used)
            .setSource(entry.source())
            .setEvidence(entry.evidence());
    if (!Double.isNaN(judgement.value)) {
      result.setValue(Rounding.report(judgement.value));
    }
    if (!Double.isNaN(entry.limit())) {
      result.setThreshold(Rounding.report(entry.limit()));
    }
    if (judgement.applies()
        && entry.kind() != MetricKind.METRIC_KIND_REPORTED
        && !Double.isNaN(judgement.score)) {
      result.setScore(Rounding.report(judgement.score));
    }
    if (entry.weight() > 0) {
      result.setWeight(Rounding.report(entry.weight()));
    }
    judgement.dropped.forEach(
        (reason, count) ->
            result.addSamplesDropped(
                DroppedSamples.newBuilder().setReason(reason).setCount(count)));
    if (judgement.applies()) {
      entry
          .effectiveParameters()
          .forEach((name, value) -> result.putDetails(name, Rounding.report(value)));
    }
    judgement.details.forEach((name, value) -> result.putDetails(name, Rounding.report(value)));
    return result.build();
  }
}
