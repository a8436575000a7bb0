package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.LocalFrame;
import io.yardang.v1.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes findings of what the metrics found: numbered, placed, and with the frames that prove them.
 *
 * <p>One event is told once: a hard brake also breaks the jerk limits, so a jerk violation within 1
 * s of one of acceleration is left out, and one of jerk.magnitude within 1 s of one of
 * jerk.longitudinal. The metric's own value is not changed.
 */
final class Findings {
  private static final double SAME_EVENT_S = 1.0;

  // A report has to stay one that can be read, and be kept in one piece.
  private static final int MOST_OF_A_METRIC = 1_000;
  private static final int MOST_RANGES_OF_ONE = 200;
  private static final int MOST_RANGES = 50_000;

  /** A metric and what it said. */
  record Judged(Metric metric, Scorecard.Entry entry, Judgement judgement) {}

  private Findings() {}

  /** Returns the findings in the order of the card's metrics, then of time. */
  static List<Finding> of(String runId, long startNs, RunData run, List<Judged> judged) {
    List<Finding> findings = new ArrayList<>();
    int ranges = 0;
    for (Judged one : judged) {
      String metric = one.metric().id();
      List<Violation> own = new ArrayList<>(one.judgement().violations);
      own.removeIf(v -> coveredBy(metric).stream().anyMatch(m -> isToldBy(m, v, judged)));
      own.sort(Comparator.comparingDouble(Violation::startS));
      for (int i = 0; i < Math.min(own.size(), MOST_OF_A_METRIC); i++) {
        String id = runId + "/" + metric + "/" + (i + 1);
        int atMost = Math.min(MOST_RANGES_OF_ONE, MOST_RANGES - ranges);
        Finding finding = finding(id, one.metric(), own.get(i), startNs, run, atMost);
        ranges += finding.getEvidenceCount();
        boolean isLast = i + 1 == MOST_OF_A_METRIC && own.size() > MOST_OF_A_METRIC;
        findings.add(isLast ? andMore(finding, own.size() - MOST_OF_A_METRIC) : finding);
      }
    }
    return findings;
  }

  private static Finding andMore(Finding last, int more) {
    return last.toBuilder()
        .setText(last.getText() + " " + more + " more like this are not listed.")
        .build();
  }

  private static List<String> coveredBy(String metric) {
    return switch (metric) {
      case "jerk.longitudinal" -> List.of("acceleration.longitudinal", "acceleration.lateral");
      case "jerk.magnitude" ->
          List.of("acceleration.longitudinal", "acceleration.lateral", "jerk.longitudinal");
      default -> List.of();
    };
  }

  private static boolean isToldBy(String metric, Violation violation, List<Judged> judged) {
    return judged.stream()
        .filter(j -> j.metric().id().equals(metric))
        .flatMap(j -> j.judgement().violations.stream())
        .anyMatch(other -> other.overlaps(violation, SAME_EVENT_S));
  }

  private static Finding finding(
      String id, Metric metric, Violation violation, long startNs, RunData run, int atMost) {
    Finding.Builder finding =
        Finding.newBuilder()
            .setFindingId(id)
            .setMetric(metric.id())
            .setVehicleId(run.subject().vehicle)
            .setStartTimeUnixNs(startNs + Math.round(violation.startS() * 1e9))
            .setEndTimeUnixNs(startNs + Math.round(violation.endS() * 1e9))
            .setUnit(violation.unit() == null ? metric.unit() : violation.unit())
            .setText(violation.text())
            .addAllEvidence(FrameEvidence.of(violation.proof(), run, atMost));
    if (Double.isFinite(violation.value())) {
      finding.setValue(Rounding.report(violation.value()));
    }
    if (Double.isFinite(violation.limit())) {
      finding.setLimit(Rounding.report(violation.limit()));
    }
    place(finding, violation, run);
    return finding.build();
  }

  private static void place(Finding.Builder finding, Violation violation, RunData run) {
    double x = violation.placeX();
    double y = violation.placeY();
    if (!Double.isNaN(violation.placeS())) {
      Samples.Pose pose = run.subject().poseAt(violation.placeS());
      if (pose == null) {
        return;
      }
      x = pose.x();
      y = pose.y();
    }
    if (!Double.isFinite(x + y)) {
      return;
    }
    finding.setXM(Rounding.report(x)).setYM(Rounding.report(y));
    LocalFrame.Geodetic geodetic = run.geometry().toGeodetic(x, y);
    if (geodetic != null) {
      finding
          .setLatitudeDeg(Rounding.report(geodetic.latitudeDeg()))
          .setLongitudeDeg(Rounding.report(geodetic.longitudeDeg()));
    }
  }
}
