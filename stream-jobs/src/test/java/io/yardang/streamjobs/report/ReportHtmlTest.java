package io.yardang.streamjobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.v1.ScoredRun;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportHtmlTest {

  @Test
  void shouldShowScoreVerdictAndEachFinding() throws Exception {
    String html = ReportHtml.render(SampleRun.scored());
    Path written = Path.of("target", "sample-report.html");
    Files.write(written, html.getBytes(StandardCharsets.UTF_8));

    String text = text(html);
    assertThat(text)
        .contains("Night patrol, north loop", "PV-07", "Dunhuang Motors", "FAIL", "71.4")
        .contains("13.42\u00a0m/s", "11.1\u00a0m/s", "+01:02.0", "620–762")
        .contains("Checkpoint north-gate was not visited")
        .contains("Data is missing", "811–812");
  }

  @Test
  @Timeout(60)
  void shouldShowARefusedPlanWhateverPlacesItNames() throws Exception {
    ScoredRun.Builder run = SampleRun.scored().toBuilder().clearTraces();
    run.getReportBuilder().clearFindings().clearMetrics();
    run.getReportBuilder()
        .getPlanBuilder()
        .getZonesBuilder(0)
        .getRingBuilder(0)
        .setLatitudeDeg(1.6e303);

    assertThat(text(ReportHtml.render(run.build()))).contains("Night patrol, north loop");
  }

  @Test
  void shouldSayWhichThresholdsAreNoStandards() throws Exception {
    String text = text(ReportHtml.render(SampleRun.scored()));

    assertThat(text).contains("test base policy Patrol policy");
    assertThat(text).contains("secondary source Quoted in a review paper");
    assertThat(text).contains("is no standard's");
  }

  @Test
  void shouldKeepHostileTextText() throws Exception {
    String hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)><!--body-->\u0000";
    ScoredRun.Builder run = SampleRun.scored().toBuilder();
    run.getReportBuilder().getPlanBuilder().setTitle(hostile);
    run.getReportBuilder().getPlanBuilder().getZonesBuilder(0).setZoneId(hostile);
    run.getReportBuilder().setReasons(0, hostile);
    run.getReportBuilder().getFindingsBuilder(0).setText(hostile).setUnit(hostile);
    run.getReportBuilder().getMetricsBuilder(2).setSource(hostile).putDetails(hostile, 1);
    run.getTracesBuilder(0).setVehicleId(hostile);

    String html = ReportHtml.render(run.build());

    assertThat(html).doesNotContain("<script", "<img");
    Document page = parsed(html);
    assertThat(page.getElementsByTagName("script").getLength()).isZero();
    assertThat(page.getElementsByTagName("h1").item(0).getTextContent())
        .isEqualTo(hostile.replace('\u0000', '\uFFFD'));
  }

  @Test
  void shouldAskNothingOfAnyServer() {
    String html = ReportHtml.render(SampleRun.scored());

    assertThat(html).contains("default-src 'none'");
    assertThat(html).doesNotContain("http:", "https:", "src=", "url(", "@import", "<link");
  }

  @Test
  void shouldShowRunWithoutAnyData() throws Exception {
    String text = text(ReportHtml.render(ScoredRun.getDefaultInstance()));

    assertThat(text).contains("NOT JUDGED", "There are no samples to draw");
  }

  @Test
  void shouldNotLetAScoreLookLikeAPass() throws Exception {
    ScoredRun.Builder run = SampleRun.scored().toBuilder();
    run.getReportBuilder().setScore(79.97);

    assertThat(text(ReportHtml.render(run.build()))).contains("79.9 of 100");
  }

  @Test
  void shouldBreakCurveWhereValueIsNotANumber() {
    ScoredRun.Builder run = SampleRun.scored().toBuilder();
    run.getTracesBuilder(0).setSpeedMps(10, Double.NaN).setXM(10, Double.NaN);

    assertThat(ReportHtml.render(run.build())).doesNotContain("NaN", "Infinity");
  }

  @Test
  void shouldStateThatNoDataIsMissing() throws Exception {
    ScoredRun.Builder run = SampleRun.scored().toBuilder();
    run.getReportBuilder().setNoDataMissing(true);

    assertThat(text(ReportHtml.render(run.build()))).contains("No data missing");
  }

  private static String text(String html) throws Exception {
    return parsed(html).getElementsByTagName("body").item(0).getTextContent();
  }

  /** The page is also well-formed XML, so that a strict parser can look at it. */
  private static Document parsed(String html) throws Exception {
    String xml = html.replaceFirst("<!doctype html>", "");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }
}
