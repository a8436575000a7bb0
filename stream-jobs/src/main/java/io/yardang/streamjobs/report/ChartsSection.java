package io.yardang.streamjobs.report;

import io.yardang.v1.Finding;
import io.yardang.v1.Report;
import io.yardang.v1.ScoredRun;
import io.yardang.v1.Trace;
import java.util.List;
import java.util.OptionalDouble;

/** The drive as curves over time and as a map, with the findings marked by their number. */
final class ChartsSection {
  private ChartsSection() {}

  static Markup of(ScoredRun run) {
    Report report = run.getReport();
    Markup html = new Markup().open("section");
    html.leaf("h2", "The drive");
    if (run.getTracesList().stream().allMatch(trace -> trace.getTimeSCount() == 0)) {
      return html.leaf("p", "There are no samples to draw.").close();
    }
    String vehicle = RunSummary.vehicleUnderTest(report.getPlan());
    OptionalDouble limit =
        report.getPlan().getLimits().hasSpeedLimitMps()
            ? OptionalDouble.of(report.getPlan().getLimits().getSpeedLimitMps())
            : OptionalDouble.empty();
    html.add(chart(run, vehicle, "Speed, m/s", "speed", limit, Trace::getSpeedMpsList)).newLine();
    html.add(
            chart(
                run,
                vehicle,
                "Longitudinal acceleration, m/s²",
                "longitudinal",
                OptionalDouble.empty(),
                Trace::getLongitudinalAccelerationMps2List))
        .newLine();
    html.add(
            chart(
                run,
                vehicle,
                "Lateral acceleration, m/s² (left positive)",
                "lateral",
                OptionalDouble.empty(),
                Trace::getLateralAccelerationMps2List))
        .newLine();
    html.leaf("h3", "Track, seen from above, same scale both ways");
    html.add(TrackMap.of(run, vehicle));
    return html.add(key(vehicle)).close();
  }

  private static Markup chart(
      ScoredRun run,
      String vehicle,
      String title,
      String metricWord,
      OptionalDouble limit,
      TimeChart.Values values) {
    List<Finding> findings = run.getReport().getFindingsList();
    return new TimeChart(title, run.getTracesList(), vehicle, values)
        .limit(limit)
        .findings(findings, run.getReport().getStartTimeUnixNs(), metricWord)
        .draw();
  }

  private static Markup key(String vehicle) {
    Markup html = new Markup().open("div", "class", "key");
    line(html, "own", vehicle.isEmpty() ? "vehicle under test" : vehicle + " (under test)");
    line(html, "others", "other participants");
    line(html, "limit", "limit");
    line(html, "fence", "geofence");
    line(html, "slow", "speed zone");
    line(html, "route", "planned route");
    html.open("span").leaf("span", "1", "class", "no").text(" finding, by its number").close();
    return html.close();
  }

  private static void line(Markup html, String style, String meaning) {
    html.open("span").open("svg", "viewBox", "0 0 26 10", "aria-hidden", "true");
    html.leaf("path", "", "class", style, "d", "M0 5H26").close().text(meaning).close();
  }
}
