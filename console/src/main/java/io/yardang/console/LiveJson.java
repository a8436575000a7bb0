package io.yardang.console;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.yardang.v1.Finding;
import io.yardang.v1.GeoPoint;
import io.yardang.v1.MetricResult;
import io.yardang.v1.Participant;
import io.yardang.v1.RunPlan;
import java.util.List;
import java.util.Locale;

/**
 * The JSON that the live page reads: times in milliseconds since the epoch, everything else in the
 * unit its name says, absent where not known. What is not a finite number is left out.
 */
final class LiveJson {
  private static final JsonFormat.Printer PROTO_JSON =
      JsonFormat.printer().omittingInsignificantWhitespace();

  private LiveJson() {}

  static JsonObject vehicle(VehicleNow now, String runId, long ageMs) {
    JsonObject json = new JsonObject();
    json.addProperty("id", now.vehicle());
    json.addProperty("timeMs", milliseconds(now.sampleTimeNs()));
    put(json, "xM", now.xM(), 1e3);
    put(json, "yM", now.yM(), 1e3);
    put(json, "yawRad", now.yawRad(), 1e4);
    put(json, "lat", now.latitudeDeg(), 1e8);
    put(json, "lon", now.longitudeDeg(), 1e8);
    put(json, "speedMps", now.speedMps(), 1e3);
    put(json, "axMps2", now.longitudinalMps2(), 1e3);
    put(json, "ayMps2", now.lateralMps2(), 1e3);
    json.addProperty("mode", now.mode());
    json.addProperty("run", runId);
    json.addProperty("ageMs", ageMs);
    return json;
  }

  static JsonObject run(RunNow run) {
    JsonObject json = new JsonObject();
    RunPlan plan = run.plan;
    json.addProperty("id", run.id);
    json.addProperty("title", plan.getTitle());
    json.addProperty("scenario", plan.getScenario());
    json.addProperty("automaker", plan.getAutomaker());
    json.addProperty("scorecard", plan.getScorecardId());
    json.addProperty("vehicle", run.vehicleUnderTest());
    json.addProperty("state", word(run.state, "RUN_STATE_"));
    json.addProperty("verdict", word(run.verdict, "VERDICT_"));
    put(json, "score", run.score, 1e6);
    json.addProperty("startMs", milliseconds(run.startTimeNs));
    json.addProperty("lastMs", milliseconds(run.lastTimeNs));
    json.addProperty("findings", run.findingCount);
    return json;
  }

  /** The run with its metrics, as the run's card shows them. */
  static JsonObject runWithMetrics(RunNow run) {
    JsonObject json = run(run);
    JsonArray metrics = new JsonArray();
    for (MetricResult metric : run.metrics) {
      metrics.add(message(metric));
    }
    json.add("metrics", metrics);
    return json;
  }

  /** What the map draws of a plan. */
  static JsonObject plan(RunPlan plan) {
    JsonObject json = new JsonObject();
    if (plan.hasOrigin()) {
      json.add("origin", point(plan.getOrigin()));
    }
    json.add("route", points(plan.getRouteList()));
    JsonArray zones = new JsonArray();
    plan.getZonesList()
        .forEach(
            zone -> {
              JsonObject z = new JsonObject();
              z.addProperty("id", zone.getZoneId());
              z.addProperty("kind", word(zone.getKind(), "ZONE_KIND_"));
              z.add("ring", points(zone.getRingList()));
              if (zone.hasSpeedLimitMps()) {
                z.addProperty("speedLimitMps", zone.getSpeedLimitMps());
              }
              zones.add(z);
            });
    json.add("zones", zones);
    JsonArray checkpoints = new JsonArray();
    plan.getCheckpointsList()
        .forEach(
            checkpoint -> {
              JsonObject c = new JsonObject();
              c.addProperty("id", checkpoint.getCheckpointId());
              c.add("position", point(checkpoint.getPosition()));
              c.addProperty("radiusM", checkpoint.getRadiusM());
              checkpoints.add(c);
            });
    json.add("checkpoints", checkpoints);
    JsonArray participants = new JsonArray();
    for (Participant participant : plan.getParticipantsList()) {
      JsonObject p = new JsonObject();
      p.addProperty("id", participant.getVehicleId());
      p.addProperty("role", word(participant.getRole(), "PARTICIPANT_ROLE_"));
      if (participant.getShape().getLengthM() > 0) {
        p.addProperty("lengthM", participant.getShape().getLengthM());
        p.addProperty("widthM", participant.getShape().getWidthM());
        p.addProperty("rearAxleToFrontM", participant.getShape().getRearAxleToFrontM());
      }
      participants.add(p);
    }
    json.add("participants", participants);
    if (plan.getLimits().hasSpeedLimitMps()) {
      json.addProperty("speedLimitMps", plan.getLimits().getSpeedLimitMps());
    }
    return json;
  }

  static JsonObject finding(String runId, Finding finding) {
    JsonObject json = new JsonObject();
    json.addProperty("id", finding.getFindingId());
    json.addProperty("run", runId);
    json.addProperty("metric", finding.getMetric());
    json.addProperty("vehicle", finding.getVehicleId());
    json.addProperty("startMs", milliseconds(finding.getStartTimeUnixNs()));
    json.addProperty("endMs", milliseconds(finding.getEndTimeUnixNs()));
    put(json, "lat", finding.hasLatitudeDeg() ? finding.getLatitudeDeg() : null, 1e8);
    put(json, "lon", finding.hasLongitudeDeg() ? finding.getLongitudeDeg() : null, 1e8);
    put(json, "xM", finding.hasXM() ? finding.getXM() : null, 1e3);
    put(json, "yM", finding.hasYM() ? finding.getYM() : null, 1e3);
    put(json, "value", finding.hasValue() ? finding.getValue() : null, 1e6);
    put(json, "limit", finding.hasLimit() ? finding.getLimit() : null, 1e6);
    json.addProperty("unit", finding.getUnit());
    json.addProperty("text", finding.getText());
    return json;
  }

  /** A message in its protobuf JSON form. */
  static JsonElement message(MessageOrBuilder message) {
    try {
      return JsonParser.parseString(PROTO_JSON.print(message));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a message of our own has no JSON form: " + message, e);
    }
  }

  static double milliseconds(long timeNs) {
    return Math.floorDiv(timeNs, 100_000L) / 10.0;
  }

  /** RUN_STATE_RUNNING as "running"; an unspecified value as an empty text. */
  static String word(Enum<?> value, String prefix) {
    String name = value.name();
    return name.endsWith("UNSPECIFIED") || !name.startsWith(prefix)
        ? ""
        : name.substring(prefix.length()).toLowerCase(Locale.ROOT);
  }

  private static JsonArray points(List<GeoPoint> points) {
    JsonArray json = new JsonArray(points.size());
    points.forEach(point -> json.add(point(point)));
    return json;
  }

  private static JsonArray point(GeoPoint point) {
    JsonArray json = new JsonArray(2);
    json.add(new JsonPrimitive(point.getLatitudeDeg()));
    json.add(new JsonPrimitive(point.getLongitudeDeg()));
    return json;
  }

  private static void put(JsonObject json, String name, Double value, double scale) {
    if (value != null && Double.isFinite(value)) {
      json.addProperty(name, Math.rint(value * scale) / scale);
    }
  }
}
