package io.yardang.testbase.cli;

import io.yardang.v1.Finding;
import io.yardang.v1.Report;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A report in a few lines for a terminal. */
final class ReportText {
  private final PrintWriter out;

  ReportText(PrintWriter out) {
    this.out = out;
  }

  /**
   * Prints score, verdict, reasons and findings.
   *
   * @param page where the report can be seen; empty prints none
   */
  void print(Report report, String page) {
    String score =
        report.hasScore()
            // Cut, not rounded: 79.97 must not look like a pass at 80.
            ? String.format("%.1f", Math.floor(report.getScore() * 10) / 10)
            : "none";
    out.printf(
        "%nRun %s: score %s of 100 (passes from %s), %s%n",
        report.getRunId(),
        score,
        DemoCommand.number(report.getPassScore()),
        report.getVerdict().name().replace("VERDICT_", ""));
    report.getReasonsList().forEach(reason -> out.println("  because " + reason));
    out.println("  findings: " + report.getFindingsCount());
    List<Finding> inOrder = new ArrayList<>(report.getFindingsList());
    inOrder.sort(Comparator.comparingLong(Finding::getStartTimeUnixNs));
    for (Finding finding : inOrder) {
      double atS = (finding.getStartTimeUnixNs() - report.getStartTimeUnixNs()) / 1e9;
      out.printf(
          "    %02d:%04.1f  %-27s %s%n",
          (int) (atS / 60), atS % 60, finding.getMetric(), finding.getText());
    }
    if (!page.isEmpty()) {
      out.println("  report: " + page);
    }
    out.flush();
  }
}
