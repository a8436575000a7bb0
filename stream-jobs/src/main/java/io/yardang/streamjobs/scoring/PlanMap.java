package io.yardang.streamjobs.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import io.yardang.v1.AlarmKind;
import io.yardang.v1.Checkpoint;
import io.yardang.v1.ExpectedAlarm;
import io.yardang.v1.GeoPoint;
import io.yardang.v1.Lane;
import io.yardang.v1.Ring;
import io.yardang.v1.RunPlan;
import io.yardang.v1.SignalPhase;
import io.yardang.v1.SignalState;
import io.yardang.v1.StopLine;
import io.yardang.v1.TrafficSignal;
import io.yardang.v1.Zone;
import io.yardang.v1.ZoneKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The places of a plan as GeoJSON (RFC 7946, longitude first), under the key {@code map} of the
 * plan file: a FeatureCollection whose features say by the property {@code kind} what they are.
 * They are added to the plan's own zones, lanes and so on.
 *
 * <table>
 * <caption>Features</caption>
 * <tr><td>geofence, work_area, intersection</td><td>Polygon or MultiPolygon; id</td></tr>
 * <tr><td>speed_limit</td><td>the same, and speed_limit_mps</td></tr>
 * <tr><td>lane</td><td>LineString in driving order; id, width_m</td></tr>
 * <tr><td>route</td><td>LineString in driving order</td></tr>
 * <tr><td>stop_line</td><td>LineString of 2 points, from the left end to the right one as seen by
 *     who it holds for; id, signal</td></tr>
 * <tr><td>signal</td><td>Point or no geometry; id, first_phase_s, phases: [{state, duration_s}]
 *     with state red, red_amber, green, amber or off</td></tr>
 * <tr><td>checkpoint</td><td>Point; id, radius_m, dwell_s</td></tr>
 * <tr><td>expected_alarm</td><td>Point; id, alarm (intrusion, fire …), radius_m, from_s,
 *     until_s</td></tr>
 * </table>
 */
final class PlanMap {
  private static final Set<String> KNOWN =
      Set.of(
          "kind",
          "id",
          "speed_limit_mps",
          "width_m",
          "signal",
          "first_phase_s",
          "phases",
          "radius_m",
          "dwell_s",
          "alarm",
          "from_s",
          "until_s");

  private PlanMap() {}

  /**
   * Adds the features to the plan.
   *
   * @throws PlanException naming the feature and what is wrong
   */
  static void addTo(RunPlan.Builder plan, JsonNode map) {
    require(
        "FeatureCollection".equals(map.path("type").asText()),
        "map.type='" + map.path("type").asText() + "', not FeatureCollection");
    for (int i = 0; i < map.path("features").size(); i++) {
      add(plan, map.get("features").get(i), "map.features[" + i + "]");
    }
  }

  private static void add(RunPlan.Builder plan, JsonNode feature, String at) {
    JsonNode p = feature.path("properties");
    Set<String> unknown = new TreeSet<>();
    p.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(KNOWN);
    require(unknown.isEmpty(), at + ".properties has unknown " + unknown);
    String id = p.path("id").asText("");
    String kind = p.path("kind").asText("");
    switch (kind) {
      case "geofence", "work_area", "speed_limit", "intersection" ->
          addZones(plan, feature, ZoneKind.valueOf("ZONE_KIND_" + upper(kind)), id, at);
      case "lane" ->
          plan.addLanes(
              Lane.newBuilder()
                  .setLaneId(id)
                  .setWidthM(number(p, "width_m", at))
                  .addAllCentreLine(points(coordinates(feature, "LineString", at), at)));
      case "route" -> plan.addAllRoute(points(coordinates(feature, "LineString", at), at));
      case "stop_line" -> plan.addStopLines(stopLine(feature, id, at));
      case "signal" -> plan.addSignals(signal(p, id, at));
      case "checkpoint" ->
          plan.addCheckpoints(
              Checkpoint.newBuilder()
                  .setCheckpointId(id)
                  .setPosition(point(coordinates(feature, "Point", at), at))
                  .setRadiusM(number(p, "radius_m", at))
                  .setDwellS(p.has("dwell_s") ? number(p, "dwell_s", at) : 0));
      case "expected_alarm" -> plan.addExpectedAlarms(expectedAlarm(feature, id, at));
      default ->
          throw new PlanException(
              at
                  + ".properties.kind='"
                  + kind
                  + "', not one of geofence, work_area, speed_limit, intersection, lane, route,"
                  + " stop_line, signal, checkpoint, expected_alarm");
    }
  }

  private static void addZones(
      RunPlan.Builder plan, JsonNode feature, ZoneKind kind, String id, String at) {
    boolean multi = "MultiPolygon".equals(feature.at("/geometry/type").asText());
    JsonNode coordinates = coordinates(feature, multi ? "MultiPolygon" : "Polygon", at);
    for (JsonNode polygon : multi ? coordinates : List.of(coordinates)) {
      Zone.Builder zone = Zone.newBuilder().setZoneId(id).setKind(kind);
      if (kind == ZoneKind.ZONE_KIND_SPEED_LIMIT) {
        zone.setSpeedLimitMps(number(feature.path("properties"), "speed_limit_mps", at));
      }
      zone.addAllRing(ring(polygon.path(0), at));
      for (int i = 1; i < polygon.size(); i++) {
        zone.addHoles(Ring.newBuilder().addAllPoints(ring(polygon.get(i), at)));
      }
      plan.addZones(zone);
    }
  }

  private static StopLine.Builder stopLine(JsonNode feature, String id, String at) {
    List<GeoPoint> ends = points(coordinates(feature, "LineString", at), at);
    require(ends.size() == 2, at + ": a stop line has 2 points, not " + ends.size());
    return StopLine.newBuilder()
        .setStopLineId(id)
        .setLeft(ends.get(0))
        .setRight(ends.get(1))
        .setSignalId(feature.path("properties").path("signal").asText(""));
  }

  private static TrafficSignal.Builder signal(JsonNode p, String id, String at) {
    TrafficSignal.Builder signal =
        TrafficSignal.newBuilder()
            .setSignalId(id)
            .setFirstPhaseS(p.has("first_phase_s") ? number(p, "first_phase_s", at) : 0);
    for (JsonNode phase : p.path("phases")) {
      signal.addPhases(
          SignalPhase.newBuilder()
              .setState(choice(SignalState.class, "SIGNAL_STATE_", phase.path("state"), at))
              .setDurationS(number(phase, "duration_s", at)));
    }
    return signal;
  }

  private static ExpectedAlarm.Builder expectedAlarm(JsonNode feature, String id, String at) {
    JsonNode p = feature.path("properties");
    ExpectedAlarm.Builder alarm =
        ExpectedAlarm.newBuilder()
            .setExpectedAlarmId(id)
            .setKind(choice(AlarmKind.class, "ALARM_KIND_", p.path("alarm"), at))
            .setPosition(point(coordinates(feature, "Point", at), at))
            .setRadiusM(number(p, "radius_m", at));
    if (p.has("from_s")) {
      alarm.setFromS(number(p, "from_s", at));
    }
    if (p.has("until_s")) {
      alarm.setUntilS(number(p, "until_s", at));
    }
    return alarm;
  }

  private static JsonNode coordinates(JsonNode feature, String type, String at) {
    String is = feature.at("/geometry/type").asText();
    require(type.equals(is), at + ".geometry.type='" + is + "', not " + type);
    return feature.at("/geometry/coordinates");
  }

  /** A ring without the repeated last point. */
  private static List<GeoPoint> ring(JsonNode coordinates, String at) {
    List<GeoPoint> ring = points(coordinates, at);
    boolean closed = ring.size() > 1 && ring.get(0).equals(ring.get(ring.size() - 1));
    return closed ? ring.subList(0, ring.size() - 1) : ring;
  }

  private static List<GeoPoint> points(JsonNode coordinates, String at) {
    List<GeoPoint> points = new ArrayList<>();
    coordinates.forEach(c -> points.add(point(c, at)));
    return points;
  }

  private static GeoPoint point(JsonNode c, String at) {
    require(
        c.size() >= 2 && c.get(0).isNumber() && c.get(1).isNumber(),
        at + ".geometry.coordinates: " + c + " is not [longitude, latitude]");
    return GeoPoint.newBuilder()
        .setLongitudeDeg(c.get(0).asDouble())
        .setLatitudeDeg(c.get(1).asDouble())
        .build();
  }

  private static double number(JsonNode of, String name, String at) {
    require(of.path(name).isNumber(), at + ": " + name + " is missing or no number");
    return of.get(name).asDouble();
  }

  private static <E extends Enum<E>> E choice(
      Class<E> type, String prefix, JsonNode word, String at) {
    try {
      return Enum.valueOf(type, prefix + upper(word.asText()));
    } catch (IllegalArgumentException e) {
      throw new PlanException(at + ": unknown " + prefix + " '" + word.asText() + "'");
    }
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new PlanException(otherwise);
    }
  }
}
