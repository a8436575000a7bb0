package io.yardang.streamjobs.report;

import io.yardang.v1.Finding;
import io.yardang.v1.FrameRange;
import io.yardang.v1.Report;

/** Every finding: when, where, how much against which limit, and the frames that prove it. */
final class FindingsSection {
  private FindingsSection() {}

  static Markup of(Report report) {
    Markup html = new Markup().open("section");
    html.leaf("h2", "Findings (" + report.getFindingsCount() + ")");
    if (report.getFindingsCount() == 0) {
      return html.leaf("p", "None. No metric of the scorecard was violated.").close();
    }
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    html.leaf("th", "No.").leaf("th", "Time in the run").leaf("th", "What happened");
    html.leaf("th", "Value", "class", "num").leaf("th", "Limit", "class", "num");
    html.leaf("th", "Place").leaf("th", "Evidence: frames by seq").close().close().open("tbody");
    for (int i = 0; i < report.getFindingsCount(); i++) {
      row(html, i + 1, report.getFindings(i), report);
    }
    return html.close().close().close().close();
  }

  private static void row(Markup html, int number, Finding finding, Report report) {
    long runStartTimeNs = report.getStartTimeUnixNs();
    html.open("tr");
    html.open("td").leaf("span", Integer.toString(number), "class", "no").close();
    html.open("td", "class", "nowrap");
    html.text(Words.offset(runStartTimeNs, finding.getStartTimeUnixNs()));
    if (finding.getEndTimeUnixNs() > finding.getStartTimeUnixNs()) {
      String duration = Words.duration(finding.getStartTimeUnixNs(), finding.getEndTimeUnixNs());
      html.leaf("div", "for " + duration, "class", "sub");
    }
    html.leaf("div", Words.utc(finding.getStartTimeUnixNs()), "class", "sub").close();
    html.open("td").text(finding.getText());
    html.leaf("div", finding.getMetric() + " · " + finding.getVehicleId(), "class", "sub").close();
    String value = finding.hasValue() ? Words.shown(finding.getValue(), finding.getUnit()) : "–";
    html.leaf("td", value, "class", "num over");
    String limit = finding.hasLimit() ? Words.shown(finding.getLimit(), finding.getUnit()) : "–";
    html.open("td", "class", "num").text(limit);
    if (finding.hasLimit()) {
      html.leaf("div", basis(report, finding.getMetric()), "class", "sub");
    }
    html.close();
    html.open("td", "class", "sub");
    if (finding.hasLatitudeDeg() && finding.hasLongitudeDeg()) {
      html.leaf("div", "lat " + Words.fixed(finding.getLatitudeDeg(), 6) + "°");
      html.leaf("div", "lon " + Words.fixed(finding.getLongitudeDeg(), 6) + "°");
    }
    if (finding.hasXM() && finding.hasYM()) {
      String x = Words.number(finding.getXM(), 1);
      html.leaf("div", "x " + x + " m, y " + Words.number(finding.getYM(), 1) + " m");
    }
    html.close();
    html.open("td", "class", "seq");
    for (FrameRange range : finding.getEvidenceList()) {
      html.leaf(
          "div",
          range.getVehicleId()
              + " "
              + Words.range(range.getFirstSeq(), range.getLastSeq())
              + " of stream "
              + range.getStreamId());
    }
    html.close().close().newLine();
  }

  /** Whose limit it is, where it is not read in its source: no standard's. */
  private static String basis(Report report, String metric) {
    return report.getMetricsList().stream()
        .filter(m -> m.getMetric().equals(metric))
        .map(
            m ->
                switch (m.getEvidence()) {
                  case EVIDENCE_SECONDARY -> "secondary source";
                  case EVIDENCE_POLICY -> "test base policy";
                  default -> "";
                })
        .findFirst()
        .orElse("");
  }
}
