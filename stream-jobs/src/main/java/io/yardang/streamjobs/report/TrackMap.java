package io.yardang.streamjobs.report;

import io.yardang.v1.Checkpoint;
import io.yardang.v1.Finding;
import io.yardang.v1.GeoPoint;
import io.yardang.v1.Report;
import io.yardang.v1.RunPlan;
import io.yardang.v1.ScoredRun;
import io.yardang.v1.Trace;
import io.yardang.v1.Zone;
import io.yardang.v1.ZoneKind;
import java.util.List;

/**
 * The tracks from above as SVG, in metres east and north of the plan's origin, north up, one scale
 * for both axes; with the plan's zones, route and checkpoints, and the findings by number. Points
 * given as latitude and longitude are laid on the plane of the origin, which for drawing is good to
 * a pixel over some tens of kilometres.
 */
final class TrackMap {
  private static final double WIDTH = 1040;
  private static final double HEIGHT_MAX = 620;
  private static final double HEIGHT_MIN = 220;
  private static final double MARGIN = 26;
  // WGS84.
  private static final double SEMI_MAJOR_AXIS_M = 6_378_137.0;
  private static final double FARTHEST_M = 1e7;
  private static final double ECCENTRICITY_SQUARED = 0.00669437999014;

  private final ScoredRun run;
  private final RunPlan plan;
  private final String vehicle;
  private final Extent east = new Extent();
  private final Extent north = new Extent();
  private double unitsPerMetre;
  private double height;

  private TrackMap(ScoredRun run, String vehicle) {
    this.run = run;
    this.plan = run.getReport().getPlan();
    this.vehicle = vehicle;
  }

  static Markup of(ScoredRun run, String vehicle) {
    return new TrackMap(run, vehicle).draw();
  }

  private Markup draw() {
    measure();
    if (east.isEmpty()) {
      return new Markup().leaf("p", "There are no positions to draw.");
    }
    double scaleX = (WIDTH - 2 * MARGIN) / east.length();
    unitsPerMetre = Math.min(scaleX, (HEIGHT_MAX - 2 * MARGIN) / north.length());
    height = Math.max(HEIGHT_MIN, north.length() * unitsPerMetre + 2 * MARGIN);
    Markup svg = new Markup();
    svg.open("svg", "viewBox", "0 0 1040 " + n(height), "role", "img");
    svg.leaf("title", "Tracks of the vehicles from above");
    if (plan.hasOrigin()) {
      plan.getZonesList().forEach(zone -> zone(svg, zone));
      line(svg, "route", plan.getRouteList(), "");
      plan.getCheckpointsList().forEach(checkpoint -> checkpoint(svg, checkpoint));
    }
    for (Trace trace : run.getTracesList()) {
      if (!trace.getVehicleId().equals(vehicle)) {
        track(svg, "others", trace);
      }
    }
    for (Trace trace : run.getTracesList()) {
      if (trace.getVehicleId().equals(vehicle)) {
        track(svg, "own", trace);
        ends(svg, trace);
      }
    }
    findings(svg);
    scaleBar(svg);
    return svg.close();
  }

  private void measure() {
    for (Trace trace : run.getTracesList()) {
      for (int i = 0; i < points(trace); i++) {
        include(trace.getXM(i), trace.getYM(i));
      }
    }
    if (plan.hasOrigin()) {
      plan.getZonesList().forEach(zone -> zone.getRingList().forEach(this::include));
      plan.getRouteList().forEach(this::include);
      plan.getCheckpointsList().forEach(checkpoint -> include(checkpoint.getPosition()));
    }
    for (Finding finding : run.getReport().getFindingsList()) {
      if (finding.hasXM() && finding.hasYM()) {
        include(finding.getXM(), finding.getYM());
      }
    }
  }

  private void zone(Markup svg, Zone zone) {
    String style =
        switch (zone.getKind()) {
          case ZONE_KIND_WORK_AREA -> "area";
          case ZONE_KIND_SPEED_LIMIT, ZONE_KIND_INTERSECTION -> "slow";
          case ZONE_KIND_GEOFENCE, ZONE_KIND_UNSPECIFIED, UNRECOGNIZED -> "fence";
        };
    line(svg, style, zone.getRingList(), "Z");
    if (zone.getRingCount() > 0) {
      String text = zone.getZoneId();
      if (zone.getKind() == ZoneKind.ZONE_KIND_SPEED_LIMIT && zone.hasSpeedLimitMps()) {
        text += ", " + Words.shown(zone.getSpeedLimitMps(), "m/s");
      }
      label(svg, eastM(zone.getRing(0)), northM(zone.getRing(0)), text);
    }
  }

  private void checkpoint(Markup svg, Checkpoint checkpoint) {
    double e = eastM(checkpoint.getPosition());
    double n = northM(checkpoint.getPosition());
    double radius = Math.max(4, checkpoint.getRadiusM() * unitsPerMetre);
    svg.leaf("circle", "", "class", "check", "cx", x(e), "cy", y(n), "r", n(radius));
    label(svg, e, n, checkpoint.getCheckpointId());
  }

  private void label(Markup svg, double eastM, double northM, String text) {
    double x = xOf(eastM);
    boolean isRight = x > WIDTH - 160;
    svg.leaf(
        "text",
        text,
        "x",
        n(isRight ? x - 6 : x + 6),
        "y",
        n(yOf(northM) - 6),
        "text-anchor",
        isRight ? "end" : "start");
  }

  private void line(Markup svg, String style, List<GeoPoint> points, String end) {
    StringBuilder path = new StringBuilder();
    for (GeoPoint point : points) {
      path.append(path.length() == 0 ? 'M' : 'L');
      path.append(x(eastM(point))).append(' ').append(y(northM(point)));
    }
    if (path.length() > 0) {
      svg.leaf("path", "", "class", style, "d", path + end).newLine();
    }
  }

  private void track(Markup svg, String style, Trace trace) {
    StringBuilder path = new StringBuilder();
    boolean pen = false;
    for (int i = 0; i < points(trace); i++) {
      if (!Double.isFinite(trace.getXM(i)) || !Double.isFinite(trace.getYM(i))) {
        pen = false;
        continue;
      }
      path.append(pen ? 'L' : 'M').append(x(trace.getXM(i))).append(' ').append(y(trace.getYM(i)));
      pen = true;
    }
    svg.open("path", "class", style, "d", path.toString());
    svg.leaf("title", trace.getVehicleId()).close().newLine();
  }

  private void ends(Markup svg, Trace trace) {
    int last = points(trace) - 1;
    if (last < 1 || !Double.isFinite(trace.getXM(0)) || !Double.isFinite(trace.getXM(last))) {
      return;
    }
    svg.open(
        "circle", "class", "begin", "cx", x(trace.getXM(0)), "cy", y(trace.getYM(0)), "r", "5");
    svg.leaf("title", "start").close();
    svg.open(
        "circle", "class", "end", "cx", x(trace.getXM(last)), "cy", y(trace.getYM(last)), "r", "5");
    svg.leaf("title", "end").close();
  }

  private void findings(Markup svg) {
    Report report = run.getReport();
    for (int i = 0; i < report.getFindingsCount(); i++) {
      Finding finding = report.getFindings(i);
      if (finding.hasXM() && finding.hasYM()) {
        Mark.draw(svg, xOf(finding.getXM()), yOf(finding.getYM()), i + 1, finding.getText());
      }
    }
  }

  /** A bar of a round length of about a tenth of the width, and which way north is. */
  private void scaleBar(Markup svg) {
    double metres = Ticks.over(0, WIDTH / unitsPerMetre, 10).step();
    double length = metres * unitsPerMetre;
    String y = n(height - 8);
    svg.leaf(
        "path",
        "",
        "class",
        "rule",
        "d",
        "M4 " + y + "h" + n(length) + "M4 " + y + "v-5M" + n(4 + length) + " " + y + "v-5");
    svg.leaf("text", Words.number(metres, 3) + " m", "x", n(length + 10), "y", n(height - 6));
    svg.leaf("text", "N ↑", "x", "1036", "y", n(height - 6), "text-anchor", "end");
  }

  private void include(GeoPoint point) {
    include(eastM(point), northM(point));
  }

  private void include(double eastM, double northM) {
    // A refused plan may name any place at all.
    if (Math.abs(eastM) <= FARTHEST_M && Math.abs(northM) <= FARTHEST_M) {
      east.include(eastM);
      north.include(northM);
    }
  }

  private double eastM(GeoPoint point) {
    double latitude = StrictMath.toRadians(plan.getOrigin().getLatitudeDeg());
    double sine = StrictMath.sin(latitude);
    double radius = SEMI_MAJOR_AXIS_M / StrictMath.sqrt(1 - ECCENTRICITY_SQUARED * sine * sine);
    double angle = point.getLongitudeDeg() - plan.getOrigin().getLongitudeDeg();
    return StrictMath.toRadians(angle) * radius * StrictMath.cos(latitude);
  }

  private double northM(GeoPoint point) {
    double sine = StrictMath.sin(StrictMath.toRadians(plan.getOrigin().getLatitudeDeg()));
    double radius =
        SEMI_MAJOR_AXIS_M
            * (1 - ECCENTRICITY_SQUARED)
            / StrictMath.pow(1 - ECCENTRICITY_SQUARED * sine * sine, 1.5);
    double angle = point.getLatitudeDeg() - plan.getOrigin().getLatitudeDeg();
    return StrictMath.toRadians(angle) * radius;
  }

  private String x(double eastM) {
    return n(xOf(eastM));
  }

  private String y(double northM) {
    return n(yOf(northM));
  }

  private double xOf(double eastM) {
    double used = east.length() * unitsPerMetre;
    return (WIDTH - used) / 2 + (eastM - east.min()) * unitsPerMetre;
  }

  private double yOf(double northM) {
    double used = north.length() * unitsPerMetre;
    return (height + used) / 2 - (northM - north.min()) * unitsPerMetre;
  }

  private static int points(Trace trace) {
    return Math.min(trace.getXMCount(), trace.getYMCount());
  }

  private static String n(double number) {
    return Words.number(number, 1);
  }
}
