package io.yardang.streamjobs.sink;

import com.influxdb.client.domain.WritePrecision;
import com.influxdb.client.write.Point;
import io.yardang.v1.Finding;
import io.yardang.v1.LiveUpdate;
import io.yardang.v1.MetricResult;
import io.yardang.v1.Report;
import io.yardang.v1.Result;
import io.yardang.v1.VehicleSample;
import java.util.ArrayList;
import java.util.List;

/**
 * Results as InfluxDB points. Time is sample time in ns; the same result gives the same series and
 * time, so writing it again overwrites it.
 *
 * <pre>
 * measurement  tags                   fields
 * vehicle      run, vehicle           speed_mps, longitudinal_acceleration_mps2,
 *                                     lateral_acceleration_mps2, x_m, y_m,
 *                                     latitude_deg, longitude_deg
 * run          run, scorecard, state  score, findings, verdict
 * finding      run, vehicle, metric   value, limit, unit, text, duration_s
 * metric       run, vehicle, metric   value, score, weight
 * </pre>
 *
 * {@link QuestDbTables} makes the same as tables. Fields that were not measured are left out.
 */
final class InfluxPoints {
  private InfluxPoints() {}

  static List<Point> of(Result result) {
    return switch (result.getResultCase()) {
      case LIVE -> ofLive(result);
      case FINDING -> List.of(ofFinding(result.getRunId(), result.getFinding()));
      case SCORED -> ofScored(result.getScored().getReport());
      case RESULT_NOT_SET -> List.of();
    };
  }

  private static List<Point> ofLive(Result result) {
    LiveUpdate live = result.getLive();
    List<Point> points = new ArrayList<>();
    for (VehicleSample vehicle : live.getVehiclesList()) {
      Point point =
          Point.measurement("vehicle")
              .time(vehicle.getSampleTimeUnixNs(), WritePrecision.NS)
              .addTag("run", result.getRunId())
              .addTag("vehicle", vehicle.getVehicleId());
      if (vehicle.hasSpeedMps()) {
        point.addField("speed_mps", vehicle.getSpeedMps());
      }
      if (vehicle.hasLongitudinalAccelerationMps2()) {
        point.addField("longitudinal_acceleration_mps2", vehicle.getLongitudinalAccelerationMps2());
      }
      if (vehicle.hasLateralAccelerationMps2()) {
        point.addField("lateral_acceleration_mps2", vehicle.getLateralAccelerationMps2());
      }
      if (vehicle.hasXM() && vehicle.hasYM()) {
        point.addField("x_m", vehicle.getXM()).addField("y_m", vehicle.getYM());
      }
      if (vehicle.hasLatitudeDeg() && vehicle.hasLongitudeDeg()) {
        point
            .addField("latitude_deg", vehicle.getLatitudeDeg())
            .addField("longitude_deg", vehicle.getLongitudeDeg());
      }
      if (point.hasFields()) {
        points.add(point);
      }
    }
    Point run =
        runPoint(
            result.getRunId(),
            live.getPlan().getScorecardId(),
            word(live.getState().name(), "RUN_STATE_"),
            result.getTimeUnixNs());
    run.addField("findings", (long) live.getFindings());
    if (live.hasScore()) {
      run.addField("score", live.getScore());
    }
    points.add(run);
    return points;
  }

  private static Point ofFinding(String runId, Finding finding) {
    Point point =
        Point.measurement("finding")
            .time(finding.getStartTimeUnixNs(), WritePrecision.NS)
            .addTag("run", runId)
            .addTag("vehicle", finding.getVehicleId())
            .addTag("metric", finding.getMetric())
            .addField("unit", finding.getUnit())
            .addField("text", finding.getText())
            .addField(
                "duration_s", (finding.getEndTimeUnixNs() - finding.getStartTimeUnixNs()) / 1e9);
    if (finding.hasValue()) {
      point.addField("value", finding.getValue());
    }
    if (finding.hasLimit()) {
      point.addField("limit", finding.getLimit());
    }
    return point;
  }

  private static List<Point> ofScored(Report report) {
    List<Point> points = new ArrayList<>();
    Point run =
        runPoint(
            report.getRunId(),
            report.getScorecard().getScorecardId(),
            "SCORED",
            report.getEndTimeUnixNs());
    run.addField("findings", (long) report.getFindingsCount());
    run.addField("verdict", word(report.getVerdict().name(), "VERDICT_"));
    if (report.hasScore()) {
      run.addField("score", report.getScore());
    }
    points.add(run);
    String vehicle =
        report.getPlan().getParticipantsCount() == 0
            ? ""
            : report.getPlan().getParticipants(0).getVehicleId();
    for (MetricResult metric : report.getMetricsList()) {
      Point point =
          Point.measurement("metric")
              .time(report.getEndTimeUnixNs(), WritePrecision.NS)
              .addTag("run", report.getRunId())
              .addTag("vehicle", vehicle)
              .addTag("metric", metric.getMetric());
      if (metric.hasValue()) {
        point.addField("value", metric.getValue());
      }
      if (metric.hasScore()) {
        point.addField("score", metric.getScore());
      }
      if (metric.hasWeight()) {
        point.addField("weight", metric.getWeight());
      }
      if (metric.getApplies() && point.hasFields()) {
        points.add(point);
      }
    }
    for (Finding finding : report.getFindingsList()) {
      points.add(ofFinding(report.getRunId(), finding));
    }
    return points;
  }

  private static Point runPoint(String runId, String scorecard, String state, long timeNs) {
    return Point.measurement("run")
        .time(timeNs, WritePrecision.NS)
        .addTag("run", runId)
        .addTag("scorecard", scorecard)
        .addTag("state", state);
  }

  private static String word(String enumName, String prefix) {
    return enumName.startsWith(prefix) ? enumName.substring(prefix.length()) : enumName;
  }
}
