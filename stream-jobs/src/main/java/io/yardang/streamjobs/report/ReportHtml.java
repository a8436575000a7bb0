package io.yardang.streamjobs.report;

import io.yardang.streamjobs.scoring.Sha256;
import io.yardang.v1.Report;
import io.yardang.v1.RunEndCause;
import io.yardang.v1.RunPlan;
import io.yardang.v1.ScoredRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The report for people: one HTML file that opens from a mail, offline. It has no script and asks
 * nothing of any server (its own security policy forbids both); the charts are SVG drawn here. The
 * same run gives the same bytes.
 *
 * <p>In the order of the page: run and verdict, metrics, charts and map, findings, data quality,
 * provenance. The frame and the style are in the resource report.html.
 */
public final class ReportHtml {
  private static final String TEMPLATE = template();

  private ReportHtml() {}

  /** The whole file. */
  public static String render(ScoredRun run) {
    Report report = run.getReport();
    Markup body = new Markup();
    body.add(header(report)).newLine();
    body.add(MetricsSection.of(report)).newLine();
    body.add(ChartsSection.of(run)).newLine();
    body.add(FindingsSection.of(report)).newLine();
    body.add(DataSection.of(report)).newLine();
    body.add(provenance(report));
    String title = title(report) + " · " + Words.verdict(report.getVerdict());
    // The body last, since it may hold any text, also that of a placeholder.
    return TEMPLATE
        .replace("<!--title-->", Markup.escaped(title))
        .replace("<!--body-->", body.toString());
  }

  private static Markup header(Report report) {
    RunPlan plan = report.getPlan();
    Markup html = new Markup().open("header").open("div");
    html.leaf("div", "Yardang · scored test run", "class", "eyebrow");
    html.leaf("h1", title(report));
    html.open("dl", "class", "facts");
    fact(html, "Run", report.getRunId());
    fact(html, "Vehicle under test", RunSummary.vehicleUnderTest(plan));
    fact(html, "Automaker", plan.getAutomaker());
    fact(html, "Scenario", plan.getScenario());
    fact(html, "Started", Words.utc(report.getStartTimeUnixNs()));
    fact(html, "Duration", Words.duration(report.getStartTimeUnixNs(), report.getEndTimeUnixNs()));
    fact(html, "End of the run", endCause(report.getEndCause()));
    fact(
        html,
        "Scorecard",
        report.getScorecard().getScorecardId() + ", version " + report.getScorecard().getVersion());
    html.close().close();
    html.add(score(report));
    html.open("div", "class", "reasons").open("strong").text("Why this verdict").close();
    html.open("ul");
    report.getReasonsList().forEach(reason -> html.leaf("li", reason));
    html.close().close();
    return html.close();
  }

  private static Markup score(Report report) {
    String verdict = Words.verdict(report.getVerdict());
    Markup html = new Markup().open("div", "class", "score");
    html.leaf("div", verdict, "class", "verdict " + verdict);
    html.open("div");
    html.leaf("span", Words.score(report), "class", "big");
    html.leaf("span", report.hasScore() ? " of 100" : " no score", "class", "of");
    html.close();
    String passes = "passes from " + Words.number(report.getPassScore(), 1);
    if (report.hasScore()) {
      double x = Math.max(0, Math.min(100, report.getScore())) * 2;
      String pass = Words.number(Math.max(0, Math.min(100, report.getPassScore())) * 2, 1);
      html.open("svg", "class", "scale", "viewBox", "0 0 200 22", "role", "img");
      html.leaf("title", "Score " + Words.score(report) + " of 100, " + passes);
      html.leaf("rect", "", "class", "restbar", "y", "7", "width", "200", "height", "8", "rx", "2");
      html.leaf(
          "rect",
          "",
          "class",
          "fillbar",
          "y",
          "7",
          "width",
          Words.number(x, 1),
          "height",
          "8",
          "rx",
          "2");
      html.leaf("path", "", "class", "rule", "d", "M" + pass + " 2V20");
      html.close();
    }
    html.leaf("div", passes, "class", "of");
    return html.close();
  }

  private static Markup provenance(Report report) {
    Markup html = new Markup().open("section");
    html.leaf("h2", "Provenance, and how to verify");
    html.open("dl", "class", "facts");
    fact(
        html,
        "Scorecard",
        report.getScorecard().getScorecardId() + " v" + report.getScorecard().getVersion());
    fact(html, "Formula version", Integer.toUnsignedString(report.getFormulaVersion()));
    fact(html, "Software", "Yardang " + report.getSoftwareVersion());
    fact(html, "Report form", "version " + Integer.toUnsignedString(report.getReportVersion()));
    html.close();
    hash(html, "Scorecard text, SHA-256", report.getScorecard().getSha256());
    hash(html, "Scored frames, SHA-256", report.getInputSha256());
    hash(html, "report.json, SHA-256", Sha256.hex(CanonicalJson.of(report)));
    html.leaf(
        "p",
        "The signed original of this page is report.json, in the bundle that the test base hands"
            + " out. The score depends on the recorded frames, the plan and the scorecard alone:"
            + " scoring the same frames again gives the same bytes. To verify the bundle:");
    html.leaf(
        "pre",
        """
        yardang verify BUNDLE.zip
        # or, without Yardang, in the unpacked bundle:
        sha256sum -c MANIFEST.sha256
        openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in MANIFEST.sha256 \
        -sigfile MANIFEST.sha256.sig""");
    html.leaf(
        "p",
        "This proves who signed only when public-key.pem is the key that the test base gave you by"
            + " another way than the bundle.",
        "class",
        "soft");
    return html.close();
  }

  private static void fact(Markup html, String name, String value) {
    html.open("div").leaf("dt", name).leaf("dd", value.isEmpty() ? "not given" : value).close();
  }

  private static void hash(Markup html, String name, String hash) {
    html.open("p").text(name + " ").leaf("code", hash.isEmpty() ? "not given" : hash).close();
  }

  private static String title(Report report) {
    return report.getPlan().getTitle().isBlank() ? report.getRunId() : report.getPlan().getTitle();
  }

  private static String endCause(RunEndCause cause) {
    return switch (cause) {
      case RUN_END_CAUSE_COMPLETED -> "completed";
      case RUN_END_CAUSE_ABORTED -> "aborted";
      case RUN_END_CAUSE_SILENCE -> "by silence, with its newest frame";
      case RUN_END_CAUSE_UNSPECIFIED, UNRECOGNIZED -> "";
    };
  }

  private static String template() {
    try (InputStream in = ReportHtml.class.getResourceAsStream("report.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report.html is not on the class path", e);
    }
  }
}
