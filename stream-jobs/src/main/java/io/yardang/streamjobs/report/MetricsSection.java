package io.yardang.streamjobs.report;

import io.yardang.v1.DroppedSamples;
import io.yardang.v1.Evidence;
import io.yardang.v1.MetricKind;
import io.yardang.v1.MetricResult;
import io.yardang.v1.Report;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The metrics: gates, weighted ones, those only told, and those that do not apply, with why. */
final class MetricsSection {
  private MetricsSection() {}

  static Markup of(Report report) {
    Markup html = new Markup().open("section");
    html.leaf("h2", "Metrics");
    table(
        html,
        "Gates: each multiplies the score",
        applied(report, MetricKind.METRIC_KIND_GATE),
        true,
        false);
    table(
        html,
        "Weighted: the score is their weighted mean, times the gates",
        applied(report, MetricKind.METRIC_KIND_WEIGHTED),
        true,
        true);
    table(html, "Told, not scored", applied(report, MetricKind.METRIC_KIND_REPORTED), false, false);
    notApplicable(html, report.getMetricsList().stream().filter(m -> !m.getApplies()).toList());
    legend(html);
    return html.close();
  }

  private static List<MetricResult> applied(Report report, MetricKind kind) {
    return report.getMetricsList().stream()
        .filter(metric -> metric.getApplies() && metric.getKind() == kind)
        .toList();
  }

  private static void table(
      Markup html, String title, List<MetricResult> metrics, boolean scored, boolean weighted) {
    if (metrics.isEmpty()) {
      return;
    }
    html.leaf("h3", title).open("div", "class", "scroll").open("table", "class", "metrics");
    html.open("thead").open("tr").leaf("th", "Metric");
    html.leaf("th", "Value", "class", "num").leaf("th", "Threshold", "class", "num");
    if (scored) {
      html.leaf("th", "Score", "class", "num");
    }
    if (weighted) {
      html.leaf("th", "Weight", "class", "num");
    }
    html.leaf("th", "Samples", "class", "num").leaf("th", "Source, and how well founded");
    html.close().close().open("tbody");
    for (MetricResult metric : metrics) {
      html.open("tr");
      html.open("td").text(metric.getTitle().isEmpty() ? metric.getMetric() : metric.getTitle());
      html.leaf("div", subtitle(metric), "class", "sub").close();
      html.leaf("td", value(metric), "class", "num");
      html.leaf("td", threshold(metric), "class", "num");
      if (scored) {
        html.open("td", "class", "num").add(scoreBar(metric)).close();
      }
      if (weighted) {
        String weight = metric.hasWeight() ? Words.number(metric.getWeight(), 3) : "–";
        html.leaf("td", weight, "class", "num");
      }
      html.open("td", "class", "num").text(Long.toUnsignedString(metric.getSamplesUsed()));
      for (DroppedSamples dropped : metric.getSamplesDroppedList()) {
        html.leaf("div", dropped.getCount() + " left out: " + dropped.getReason(), "class", "sub");
      }
      html.close();
      html.open("td").add(badge(metric.getEvidence())).text(" ");
      html.leaf("span", metric.getSource(), "class", "sub").close();
      html.close().newLine();
    }
    html.close().close().close();
  }

  private static void notApplicable(Markup html, List<MetricResult> metrics) {
    if (metrics.isEmpty()) {
      return;
    }
    html.leaf("h3", "Left out of the score, because they do not apply to this run");
    html.open("div", "class", "scroll").open("table").open("tbody");
    for (MetricResult metric : metrics) {
      html.open("tr").open("td");
      html.text(metric.getTitle().isEmpty() ? metric.getMetric() : metric.getTitle());
      html.leaf("div", metric.getMetric(), "class", "sub").close();
      html.leaf("td", metric.getNotApplicableBecause(), "class", "soft").close();
    }
    html.close().close().close();
  }

  private static void legend(Markup html) {
    html.open("p", "class", "sub").add(badge(Evidence.EVIDENCE_VERIFIED));
    html.text(" was read in the named source itself. ").add(badge(Evidence.EVIDENCE_SECONDARY));
    html.text(
        " comes from a secondary source; the text of any standard behind it was not seen, so it is"
            + " not that standard's. ");
    html.add(badge(Evidence.EVIDENCE_POLICY));
    html.text(" was set by the test base and is no standard's.").close();
  }

  private static Markup badge(Evidence evidence) {
    return switch (evidence) {
      case EVIDENCE_VERIFIED -> new Markup().leaf("span", "source read", "class", "badge");
      case EVIDENCE_SECONDARY ->
          new Markup().leaf("span", "secondary source", "class", "badge secondary");
      case EVIDENCE_POLICY ->
          new Markup().leaf("span", "test base policy", "class", "badge policy");
      case EVIDENCE_UNSPECIFIED, UNRECOGNIZED ->
          new Markup().leaf("span", "origin not stated", "class", "badge policy");
    };
  }

  private static Markup scoreBar(MetricResult metric) {
    if (!metric.hasScore()) {
      return new Markup().text("–");
    }
    double score = Math.max(0, Math.min(1, metric.getScore()));
    Markup html = new Markup().open("svg", "class", "bar", "viewBox", "0 0 74 8");
    html.leaf("rect", "", "class", "restbar", "width", "74", "height", "8", "rx", "2");
    String width = Words.number(74 * score, 1);
    html.leaf("rect", "", "class", "fillbar", "width", width, "height", "8", "rx", "2");
    return html.close().text(Words.fixed(metric.getScore() * 100, 1) + " %");
  }

  private static String subtitle(MetricResult metric) {
    Map<String, Double> details = new TreeMap<>(metric.getDetailsMap());
    String values =
        details.entrySet().stream()
            .map(detail -> " · " + detail.getKey() + " " + Words.number(detail.getValue(), 3))
            .collect(Collectors.joining());
    return metric.getMetric() + values;
  }

  private static String value(MetricResult metric) {
    return metric.hasValue() ? Words.shown(metric.getValue(), metric.getUnit()) : "–";
  }

  private static String threshold(MetricResult metric) {
    return metric.hasThreshold() ? Words.shown(metric.getThreshold(), metric.getUnit()) : "–";
  }
}
