package io.yardang.streamjobs.sink;

import java.util.List;

/**
 * The tables of {@link InfluxPoints} for QuestDB. Made before the first write, because only a table
 * with DEDUP UPSERT KEYS overwrites a point that is written again.
 */
public final class QuestDbTables {
  private QuestDbTables() {}

  /** SQL statements, each harmless when repeated. */
  public static List<String> createSql() {
    return List.of(
        table(
            "vehicle",
            "run SYMBOL, vehicle SYMBOL, speed_mps DOUBLE, longitudinal_acceleration_mps2 DOUBLE,"
                + " lateral_acceleration_mps2 DOUBLE, x_m DOUBLE, y_m DOUBLE, latitude_deg DOUBLE,"
                + " longitude_deg DOUBLE",
            "run, vehicle"),
        table(
            "run",
            "run SYMBOL, scorecard SYMBOL, state SYMBOL, score DOUBLE, findings LONG,"
                + " verdict STRING",
            "run, scorecard, state"),
        table(
            "finding",
            "run SYMBOL, vehicle SYMBOL, metric SYMBOL, value DOUBLE, limit DOUBLE, unit STRING,"
                + " text STRING, duration_s DOUBLE",
            "run, vehicle, metric"),
        table(
            "metric",
            "run SYMBOL, vehicle SYMBOL, metric SYMBOL, value DOUBLE, score DOUBLE, weight DOUBLE",
            "run, vehicle, metric"));
  }

  private static String table(String name, String columns, String keys) {
    // "limit" and the like are words of SQL, so every name is quoted.
    String quoted = columns.replaceAll("(^|, )([a-z0-9_]+) ", "$1\"$2\" ");
    return "CREATE TABLE IF NOT EXISTS \""
        + name
        + "\" ("
        + quoted
        + ", timestamp TIMESTAMP_NS) TIMESTAMP(timestamp) PARTITION BY DAY WAL"
        + " DEDUP UPSERT KEYS(timestamp, "
        + keys
        + ")";
  }
}
