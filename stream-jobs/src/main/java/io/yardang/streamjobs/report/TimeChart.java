package io.yardang.streamjobs.report;

import io.yardang.v1.Finding;
import io.yardang.v1.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One quantity over the time of the run, in seconds since its start, as SVG: the vehicle under test
 * in front, the others behind it, findings as numbered bands. A value that is not a number breaks
 * the line.
 */
final class TimeChart {
  /** Which of a trace's curves is drawn. */
  interface Values {
    List<Double> of(Trace trace);
  }

  private static final double WIDTH = 1040;
  private static final double HEIGHT = 172;
  private static final double LEFT = 44;
  private static final double RIGHT = 8;
  private static final double TOP = 28;
  private static final double BOTTOM = 20;
  // Closer than this, in units of the drawing, two numbers would cover each other.
  private static final double MARK_SPACE = 18;
  private static final double NS_PER_S = 1e9;

  private final String title;
  private final List<Trace> traces;
  private final String vehicle;
  private final Values values;
  private final Extent time = new Extent();
  private final Extent value = new Extent();
  private OptionalDouble limit = OptionalDouble.empty();
  private List<Finding> findings = List.of();
  private long startNs;
  private String metricWord = "";

  TimeChart(String title, List<Trace> traces, String vehicle, Values values) {
    this.title = title;
    this.traces = traces;
    this.vehicle = vehicle;
    this.values = values;
    for (Trace trace : traces) {
      trace.getTimeSList().forEach(time::include);
      values.of(trace).forEach(value::include);
    }
  }

  /** A line over the whole width. */
  TimeChart limit(OptionalDouble line) {
    this.limit = line;
    line.ifPresent(value::include);
    return this;
  }

  /** Bands; those whose metric's name holds the word also show their limit. */
  TimeChart findings(List<Finding> all, long runStartTimeNs, String word) {
    this.findings = all;
    this.startNs = runStartTimeNs;
    this.metricWord = word;
    all.stream().filter(this::isOfThisChart).forEach(f -> value.include(f.getLimit()));
    return this;
  }

  Markup draw() {
    value.include(0);
    time.include(0);
    Ticks valueTicks = Ticks.over(value.min(), value.max(), 4);
    value.include(valueTicks.first());
    value.include(valueTicks.last());
    Markup svg = new Markup();
    svg.open("svg", "viewBox", "0 0 1040 172", "role", "img");
    svg.leaf("title", title + " over the time of the run");
    svg.leaf("text", title, "class", "title", "x", "0", "y", "12");
    bands(svg);
    grid(svg, valueTicks);
    for (Trace trace : traces) {
      if (!trace.getVehicleId().equals(vehicle)) {
        svg.leaf("path", "", "class", "others", "d", path(trace));
      }
    }
    for (Trace trace : traces) {
      if (trace.getVehicleId().equals(vehicle)) {
        svg.leaf("path", "", "class", "own", "d", path(trace));
      }
    }
    limit.ifPresent(line -> limitLine(svg, LEFT, WIDTH - RIGHT, line));
    numbers(svg);
    return svg.close();
  }

  private void grid(Markup svg, Ticks valueTicks) {
    for (double tick : valueTicks.all()) {
      String y = n(y(tick));
      svg.leaf("path", "", "class", "grid", "d", "M" + n(LEFT) + " " + y + "H" + n(WIDTH - RIGHT));
      String label = Words.number(tick, 3);
      svg.leaf("text", label, "x", n(LEFT - 6), "y", n(y(tick) + 4), "text-anchor", "end");
    }
    Ticks timeTicks = Ticks.over(time.min(), time.max(), 10);
    for (double tick : timeTicks.all()) {
      if (tick < time.min() || tick > time.max()) {
        continue;
      }
      String x = n(x(tick));
      svg.leaf("path", "", "class", "axis", "d", "M" + x + " " + n(HEIGHT - BOTTOM) + "v4");
      boolean isLast = x(tick) > WIDTH - 40;
      String label = Words.number(tick, 3) + " s";
      svg.leaf("text", label, "x", x, "y", n(HEIGHT - 4), "text-anchor", isLast ? "end" : "middle");
    }
    if (value.min() < 0) {
      svg.leaf(
          "path", "", "class", "axis", "d", "M" + n(LEFT) + " " + n(y(0)) + "H" + n(WIDTH - RIGHT));
    }
  }

  private void bands(Markup svg) {
    for (Finding finding : findings) {
      double from = x(seconds(finding.getStartTimeUnixNs()));
      double to = Math.max(from + 1.5, x(seconds(finding.getEndTimeUnixNs())));
      svg.open(
          "rect",
          "class",
          "band",
          "x",
          n(from),
          "y",
          n(TOP),
          "width",
          n(to - from),
          "height",
          n(HEIGHT - BOTTOM - TOP));
      svg.leaf("title", finding.getText()).close();
      if (isOfThisChart(finding) && limit.isEmpty()) {
        limitLine(svg, from - 6, to + 6, finding.getLimit());
      }
    }
  }

  private void numbers(Markup svg) {
    double lastX = Double.NEGATIVE_INFINITY;
    List<Integer> byTime = new ArrayList<>();
    for (int i = 0; i < findings.size(); i++) {
      byTime.add(i);
    }
    byTime.sort((a, b) -> Double.compare(middle(findings.get(a)), middle(findings.get(b))));
    for (int i : byTime) {
      double place = Math.min(middle(findings.get(i)), WIDTH - RIGHT - 8);
      double x = Math.max(place, lastX + MARK_SPACE);
      if (x > WIDTH - RIGHT - 8) {
        // No room left; the band and the map still show it.
        break;
      }
      Mark.draw(svg, x, TOP - 9, i + 1, findings.get(i).getText());
      lastX = x;
    }
  }

  private void limitLine(Markup svg, double from, double to, double limitValue) {
    String y = n(y(limitValue));
    svg.leaf("path", "", "class", "limit", "d", "M" + n(from) + " " + y + "H" + n(to));
  }

  private String path(Trace trace) {
    StringBuilder path = new StringBuilder();
    List<Double> curve = values.of(trace);
    boolean pen = false;
    for (int i = 0; i < Math.min(trace.getTimeSCount(), curve.size()); i++) {
      double t = trace.getTimeS(i);
      double v = curve.get(i);
      if (!Double.isFinite(t) || !Double.isFinite(v)) {
        pen = false;
        continue;
      }
      path.append(pen ? 'L' : 'M').append(n(x(t))).append(' ').append(n(y(v)));
      pen = true;
    }
    return path.toString();
  }

  private boolean isOfThisChart(Finding finding) {
    return finding.hasLimit()
        && finding.getUnit().startsWith("m/s")
        && !finding.getUnit().contains("3")
        && finding.getMetric().toLowerCase(Locale.ROOT).contains(metricWord);
  }

  private double middle(Finding finding) {
    double middleS =
        (seconds(finding.getStartTimeUnixNs()) + seconds(finding.getEndTimeUnixNs())) / 2;
    return Math.max(LEFT + 8, x(middleS));
  }

  private double seconds(long timeNs) {
    return Math.max(time.min(), Math.min(time.max(), (timeNs - startNs) / NS_PER_S));
  }

  private double x(double timeS) {
    return LEFT + (timeS - time.min()) / time.length() * (WIDTH - LEFT - RIGHT);
  }

  private double y(double v) {
    return HEIGHT - BOTTOM - (v - value.min()) / value.length() * (HEIGHT - TOP - BOTTOM);
  }

  private static String n(double number) {
    return Words.number(number, 1);
  }
}
