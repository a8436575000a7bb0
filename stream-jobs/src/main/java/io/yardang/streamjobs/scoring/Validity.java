package io.yardang.streamjobs.scoring;

import io.yardang.v1.GapLedger;
import io.yardang.v1.MetricKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Decides whether the data is good enough to judge the run: that of the vehicle under test, that of
 * the other participants where the card's score rests on encounters with them, and that of the
 * reference where it rests on the error of the position. What is only told makes no run INVALID.
 */
final class Validity {
  private static final Set<String> OF_ENCOUNTERS =
      Set.of(
          "collision",
          "collision.impact_speed",
          "ttc",
          "tet",
          "tit",
          "drac",
          "mdrac",
          "pet",
          "thw",
          "rss.margin",
          "gap.smallest",
          "challenge.penalty");

  private Validity() {}

  /** Returns why the run is INVALID, one sentence each; empty when it can be judged. */
  static List<String> reasonsAgainst(RunData run) {
    List<String> reasons = new ArrayList<>(against(run, run.subject(), "The vehicle under test, "));
    if (scores(run.card(), OF_ENCOUNTERS)) {
      for (Samples other : run.others()) {
        reasons.addAll(against(run, other, "Encounters are scored, but their participant "));
      }
    }
    if (run.reference() != null && scores(run.card(), Set.of("localisation"))) {
      reasons.addAll(against(run, run.reference(), "The error of the position is scored, but "));
    }
    return reasons;
  }

  /** Whether the score rests on one of the metrics. */
  private static boolean scores(Scorecard card, Set<String> metrics) {
    return card.metrics().stream()
        .anyMatch(e -> e.kind() != MetricKind.METRIC_KIND_REPORTED && metrics.contains(e.metric()));
  }

  private static List<String> against(RunData run, Samples samples, String who) {
    Scorecard.Validity limits = run.card().validity();
    GapLedger ledger = run.ledgerOf(samples);
    double runS = run.endS();
    List<String> reasons = new ArrayList<>();
    String vehicle = ledger.getVehicleId();
    if (ledger.getFrames() < 2) {
      reasons.add(
          who
              + vehicle
              + ", sent "
              + ledger.getFrames()
              + " frames between the start and the end of the run.");
      return reasons;
    }
    double positions = 1 - (double) ledger.getWithoutPosition() / ledger.getFrames();
    if (positions < limits.minPositionRatio()) {
      reasons.add(
          Rounding.text(
              "Only %.1f %% of the frames of %s carry a position that can be used; at least %.1f %% must.",
              100 * positions, vehicle, 100 * limits.minPositionRatio()));
    }
    if (ledger.hasFixRatio() && ledger.getFixRatio() < limits.minFixRatio()) {
      reasons.add(
          Rounding.text(
              "%s had a GNSS fix in only %.1f %% of its frames; at least %.1f %% must have one.",
              vehicle, 100 * ledger.getFixRatio(), 100 * limits.minFixRatio()));
    }
    if (ledger.hasClockAccuracyP95S() && ledger.getClockAccuracyP95S() > limits.maxClockErrorS()) {
      reasons.add(
          Rounding.text(
              "The clock of %s is good to %.3f s only (95th percentile); %.3f s is the limit.",
              vehicle, ledger.getClockAccuracyP95S(), limits.maxClockErrorS()));
    }
    double unused = (double) samples.rules.framesDropped() / ledger.getFrames();
    if (unused > limits.maxDroppedRatio()) {
      reasons.add(
          Rounding.text(
              "%d of %d frames of %s have a sample time that is out of order or taken (%.1f %%); at"
                  + " most %.1f %% may.",
              samples.rules.framesDropped(),
              ledger.getFrames(),
              vehicle,
              100 * unused,
              100 * limits.maxDroppedRatio()));
    }
    double missing = (double) ledger.getMissingFrames() / ledger.getExpectedFrames();
    if (missing > limits.maxMissingRatio()) {
      reasons.add(
          Rounding.text(
              "%d of %d frames of %s are missing (%.1f %%); at most %.1f %% may.",
              ledger.getMissingFrames(),
              ledger.getExpectedFrames(),
              vehicle,
              100 * missing,
              100 * limits.maxMissingRatio()));
    }
    if (ledger.getLongestGapS() > limits.maxGapS()) {
      reasons.add(
          Rounding.text(
              "%s sent no sample for %.1f s; at most %.1f s may pass.",
              vehicle, ledger.getLongestGapS(), limits.maxGapS()));
    }
    if (runS > 0 && ledger.getUncoveredS() / runS > limits.maxUncoveredRatio()) {
      reasons.add(
          Rounding.text(
              "No sample of %s covers %.1f s of the run's %.1f s; at most %.1f %% may be uncovered.",
              vehicle, ledger.getUncoveredS(), runS, 100 * limits.maxUncoveredRatio()));
    }
    return reasons;
  }
}
