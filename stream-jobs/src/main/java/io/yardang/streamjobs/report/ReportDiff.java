package io.yardang.streamjobs.report;

import io.yardang.streamjobs.scoring.Sha256;
import io.yardang.v1.Finding;
import io.yardang.v1.GapLedger;
import io.yardang.v1.MetricResult;
import io.yardang.v1.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares two reports of one run: what a reader of the first one must know of the second. */
final class ReportDiff {
  private final List<Changes.Change> changes = new ArrayList<>();

  private ReportDiff() {}

  static List<Changes.Change> between(Report before, Report after) {
    ReportDiff diff = new ReportDiff();
    diff.compare("verdict", verdict(before), verdict(after));
    diff.compare("score", score(before), score(after));
    diff.compare(
        "reasons",
        String.join(" ", before.getReasonsList()),
        String.join(" ", after.getReasonsList()));
    diff.compare("end time (ns)", before.getEndTimeUnixNs(), after.getEndTimeUnixNs());
    diff.compare("end cause", before.getEndCause(), after.getEndCause());
    diff.compareMetrics(before, after);
    diff.compareFindings(before, after);
    diff.compareData(before, after);
    diff.compare("plan", sha256(before), sha256(after));
    diff.compare("scorecard", scorecard(before), scorecard(after));
    diff.compare("formula version", before.getFormulaVersion(), after.getFormulaVersion());
    diff.compare("software version", before.getSoftwareVersion(), after.getSoftwareVersion());
    diff.compare("scored frames (SHA-256)", before.getInputSha256(), after.getInputSha256());
    return List.copyOf(diff.changes);
  }

  private void compareMetrics(Report before, Report after) {
    Map<String, MetricResult> was = metrics(before);
    Map<String, MetricResult> is = metrics(after);
    for (String id : union(was, is)) {
      String name = "metric " + id;
      MetricResult a = was.get(id);
      MetricResult b = is.get(id);
      if (a == null || b == null) {
        compare(name, a == null ? "" : value(a), b == null ? "" : value(b));
      } else {
        compare(name + ": value", value(a), value(b));
        compare(name + ": threshold", threshold(a), threshold(b));
        compare(name + ": score", metricScore(a), metricScore(b));
        compare(name + ": samples", a.getSamplesUsed(), b.getSamplesUsed());
      }
    }
  }

  private void compareFindings(Report before, Report after) {
    compare("findings", before.getFindingsCount(), after.getFindingsCount());
    Map<String, Long> was = findings(before);
    Map<String, Long> is = findings(after);
    for (String metric : union(was, is)) {
      compare("findings of " + metric, was.getOrDefault(metric, 0L), is.getOrDefault(metric, 0L));
    }
  }

  private void compareData(Report before, Report after) {
    Map<String, GapLedger> was = ledgers(before);
    Map<String, GapLedger> is = ledgers(after);
    for (String vehicle : union(was, is)) {
      GapLedger a = was.getOrDefault(vehicle, GapLedger.getDefaultInstance());
      GapLedger b = is.getOrDefault(vehicle, GapLedger.getDefaultInstance());
      compare("frames of " + vehicle, a.getFrames(), b.getFrames());
      compare("missing frames of " + vehicle, a.getMissingFrames(), b.getMissingFrames());
    }
    compare("no data missing", before.getNoDataMissing(), after.getNoDataMissing());
  }

  private void compare(String what, Object before, Object after) {
    if (!before.equals(after)) {
      changes.add(new Changes.Change(what, before.toString(), after.toString()));
    }
  }

  private static <V> Set<String> union(Map<String, V> a, Map<String, V> b) {
    TreeSet<String> all = new TreeSet<>(a.keySet());
    all.addAll(b.keySet());
    return all;
  }

  private static Map<String, MetricResult> metrics(Report report) {
    return byKey(report.getMetricsList(), MetricResult::getMetric);
  }

  private static Map<String, GapLedger> ledgers(Report report) {
    return byKey(report.getDataList(), GapLedger::getVehicleId);
  }

  private static Map<String, Long> findings(Report report) {
    return report.getFindingsList().stream()
        .collect(Collectors.groupingBy(Finding::getMetric, Collectors.counting()));
  }

  private static <V> Map<String, V> byKey(List<V> values, Function<V, String> key) {
    Map<String, V> map = new LinkedHashMap<>();
    values.forEach(value -> map.put(key.apply(value), value));
    return map;
  }

  private static String verdict(Report report) {
    return Words.verdict(report.getVerdict());
  }

  private static String score(Report report) {
    return report.hasScore() ? Words.number(report.getScore()) : "";
  }

  private static String scorecard(Report report) {
    var card = report.getScorecard();
    return card.getScorecardId() + " v" + card.getVersion() + " " + card.getSha256();
  }

  private static String sha256(Report report) {
    return "SHA-256 " + Sha256.hex(CanonicalJson.of(report.getPlan()));
  }

  private static String value(MetricResult metric) {
    if (!metric.getApplies()) {
      return "does not apply";
    }
    return metric.hasValue() ? Words.measure(metric.getValue(), metric.getUnit()) : "no value";
  }

  private static String threshold(MetricResult metric) {
    return metric.hasThreshold() ? Words.measure(metric.getThreshold(), metric.getUnit()) : "";
  }

  private static String metricScore(MetricResult metric) {
    return metric.hasScore() ? Words.number(metric.getScore()) : "";
  }
}
