package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.LocalFrame;
import io.yardang.v1.Finding;
import io.yardang.v1.GeoPoint;
import io.yardang.v1.MetricResult;
import io.yardang.v1.Participant;
import io.yardang.v1.Report;
import io.yardang.v1.RunEnded;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunStarted;
import io.yardang.v1.Zone;
import io.yardang.v1.ZoneKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Plans, cards and scored reports of synthetic drives. */
final class TestRuns {
  private static final LocalFrame LOCAL =
      new LocalFrame(Drive.ORIGIN.getLatitudeDeg(), Drive.ORIGIN.getLongitudeDeg());

  private TestRuns() {}

  /** A card of these metrics; "gate collision", "weighted ttc", or "pet" for one only told. */
  static String card(String... metrics) {
    StringBuilder yaml =
        new StringBuilder(
            """
            id: test
            version: 1
            title: Test
            pass_score: 80
            validity:
              min_position_ratio: 0.9
              max_missing_ratio: 0.05
              max_gap_s: 5
              max_uncovered_ratio: 0.1
              min_fix_ratio: 0.9
              max_dropped_ratio: 0.02
              max_clock_error_s: 0.1
            metrics:
              - {metric: comfort, kind: weighted, weight: 1, evidence: policy, source: test}
              - {metric: speed.mean, kind: reported, evidence: policy, source: test}
            """);
    for (String metric : metrics) {
      String[] words = metric.split(" ", 2);
      boolean plain = words.length == 1;
      String kind = plain ? "reported" : words[0];
      yaml.append("  - {metric: ").append(plain ? metric : words[1]).append(", kind: ");
      yaml.append(kind).append(kind.equals("weighted") ? ", weight: 1" : "");
      yaml.append(", evidence: policy, source: test}\n");
    }
    return yaml.toString();
  }

  /** A plan for V1, then the others, under a card of these metrics. */
  static RunPlan.Builder plan(List<String> others, String... metrics) {
    RunPlan.Builder plan =
        RunPlan.newBuilder()
            .setScorecardId("test")
            .setScorecardYaml(card(metrics))
            .setOrigin(Drive.ORIGIN)
            .addParticipants(Participant.newBuilder().setVehicleId("V1"));
    others.forEach(id -> plan.addParticipants(Participant.newBuilder().setVehicleId(id)));
    return plan;
  }

  static GeoPoint place(double x, double y) {
    LocalFrame.Geodetic place = LOCAL.toGeodetic(x, y);
    return GeoPoint.newBuilder()
        .setLatitudeDeg(place.latitudeDeg())
        .setLongitudeDeg(place.longitudeDeg())
        .build();
  }

  static Zone zone(ZoneKind kind, double x0, double y0, double x1, double y1) {
    return Zone.newBuilder()
        .setZoneId("zone")
        .setKind(kind)
        .addRing(place(x0, y0))
        .addRing(place(x1, y0))
        .addRing(place(x1, y1))
        .addRing(place(x0, y1))
        .build();
  }

  static Report score(RunPlan.Builder plan, Drive... drives) {
    List<RunFrame> frames = new ArrayList<>();
    for (Drive drive : drives) {
      frames.addAll(drive.frames());
    }
    return score(plan.build(), frames, drives[0].seconds());
  }

  static Report score(RunPlan plan, List<RunFrame> frames, double endS) {
    RunScorer scorer =
        new RunScorer(
            RunStarted.newBuilder()
                .setRunId("run-1")
                .setStartTimeUnixNs(Drive.START_NS)
                .setPlan(plan)
                .build());
    frames.forEach(scorer::add);
    scorer.end(
        RunEnded.newBuilder()
            .setRunId("run-1")
            .setEndTimeUnixNs(Drive.START_NS + Math.round(endS * 1e9))
            .build());
    return scorer.score().getReport();
  }

  /** What metrics see of a run. */
  static RunData data(RunPlan plan, List<RunFrame> frames, double endS) {
    Map<String, List<RunFrame>> of = new TreeMap<>();
    frames.forEach(f -> of.computeIfAbsent(f.vehicle(), v -> new ArrayList<>()).add(f));
    return new RunData(
        plan,
        Scorecard.parse(plan.getScorecardYaml(), "test"),
        new RunGeometry(plan),
        Drive.START_NS,
        Drive.START_NS + Math.round(endS * 1e9),
        of,
        Map.of(),
        Map.of());
  }

  static MetricResult metric(Report report, String id) {
    return report.getMetricsList().stream()
        .filter(m -> m.getMetric().equals(id))
        .findFirst()
        .orElseThrow();
  }

  static List<String> metricsOf(Report report) {
    return report.getFindingsList().stream().map(Finding::getMetric).toList();
  }
}
