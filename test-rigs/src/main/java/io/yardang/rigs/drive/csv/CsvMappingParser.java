package io.yardang.rigs.drive.csv;

import io.yardang.rigs.drive.DriveException;
import io.yardang.rigs.drive.DriveSource;
import io.yardang.v1.PerceivedObject;
import io.yardang.v1.TelemetryFrame;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads and checks the text of a mapping file. */
final class CsvMappingParser {
  private static final Map<String, BigDecimal> UNITS_S =
      Map.of(
          "s", BigDecimal.ONE,
          "ms", new BigDecimal("1e-3"),
          "us", new BigDecimal("1e-6"),
          "ns", new BigDecimal("1e-9"));

  private CsvMappingParser() {}

  static CsvMapping parse(String file, String text) throws DriveException {
    YamlMap root = YamlMap.parse(file, text);
    root.allowOnly(
        Set.of(
            "name",
            "title",
            "source",
            "licence",
            "file",
            "delimiter",
            "skip_rows",
            "time",
            "vehicles",
            "joins",
            "object_lists"));
    var source =
        new DriveSource(root.text("title", ""), root.text("source", ""), root.text("licence", ""));
    CsvMapping.Layout layout = layout(root);
    List<CsvMapping.Vehicle> vehicles = new ArrayList<>();
    for (YamlMap vehicle : root.maps("vehicles")) {
      vehicles.add(vehicle(vehicle));
    }
    if (vehicles.isEmpty()) {
      throw root.error("vehicles", "needs at least one vehicle");
    }
    List<CsvMapping.Join> joins = new ArrayList<>();
    for (YamlMap join : root.maps("joins")) {
      joins.add(join(join));
    }
    List<CsvMapping.ObjectList> objectLists = new ArrayList<>();
    for (YamlMap list : root.maps("object_lists")) {
      objectLists.add(objectList(list));
    }
    return new CsvMapping(
        root.text("name"),
        source,
        root.has("file") ? Optional.of(root.text("file")) : Optional.empty(),
        layout,
        time(root.map("time"), layout),
        vehicles,
        joins,
        objectLists);
  }

  private static CsvMapping.Layout layout(YamlMap map) throws DriveException {
    String delimiter = map.text("delimiter", ",");
    if (delimiter.length() != 1 || "\"\r\n".contains(delimiter)) {
      throw map.error("delimiter", "must be one character, is \"" + delimiter + "\"");
    }
    return new CsvMapping.Layout(delimiter.charAt(0), map.integer("skip_rows", 0, 0, 1000));
  }

  private static CsvMapping.Time time(YamlMap map, CsvMapping.Layout layout) throws DriveException {
    map.allowOnly(Set.of("column", "unit", "epoch", "date_row", "date_pattern"));
    BigDecimal unit = UNITS_S.get(map.text("unit", "s"));
    if (unit == null) {
      throw map.error("unit", "must be s, ms, us or ns, is " + map.text("unit"));
    }
    if (map.has("epoch") == map.has("date_row")) {
      throw map.error("epoch", "or date_row: exactly one of the two is needed");
    }
    if (map.has("epoch")) {
      return new CsvMapping.Time(map.text("column"), unit, epoch(map), Optional.empty());
    }
    int row = map.integer("date_row", 1, 1, Math.max(1, layout.rowsBeforeHeader()));
    DateTimeFormatter format;
    try {
      format = DateTimeFormatter.ofPattern(map.text("date_pattern"), Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw map.error("date_pattern", "is no date pattern: " + e.getMessage());
    }
    var dateRow = new CsvMapping.DateRow(row, map.text("date_pattern"), format);
    return new CsvMapping.Time(map.text("column"), unit, BigDecimal.ZERO, Optional.of(dateRow));
  }

  private static BigDecimal epoch(YamlMap map) throws DriveException {
    String text = map.text("epoch");
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException notNumber) {
      try {
        Instant instant = Instant.parse(text);
        return BigDecimal.valueOf(instant.getEpochSecond())
            .add(BigDecimal.valueOf(instant.getNano(), 9));
      } catch (DateTimeException e) {
        throw map.error("epoch", "must be an ISO instant or Unix seconds, is " + text);
      }
    }
  }

  private static CsvMapping.Vehicle vehicle(YamlMap map) throws DriveException {
    map.allowOnly(Set.of("vehicle_id", "first_k", "last_k", "stream_id", "fields", "constants"));
    String id = map.text("vehicle_id");
    if (!id.replace("{k}", "1").matches("[A-Za-z0-9._-]{1,60}")) {
      throw map.error("vehicle_id", "must be 1 to 60 of A-Z a-z 0-9 . _ -, is " + id);
    }
    int first = map.integer("first_k", 1, 0, 9999);
    int last = map.integer("last_k", first, first, 9999);
    Optional<UUID> stream = Optional.empty();
    if (map.has("stream_id")) {
      try {
        stream = Optional.of(UUID.fromString(map.text("stream_id")));
      } catch (IllegalArgumentException e) {
        throw map.error("stream_id", "is no UUID: " + map.text("stream_id"));
      }
      if (id.contains("{k}")) {
        throw map.error("stream_id", "cannot be given for a template of vehicles");
      }
    }
    var constants = new LinkedHashMap<FieldPath, Object>();
    if (map.has("constants")) {
      YamlMap given = map.map("constants");
      for (String key : given.keys()) {
        try {
          FieldPath path = FieldPath.parse(TelemetryFrame.getDescriptor(), key);
          constants.put(path, path.constant(given.text(key)));
        } catch (IllegalArgumentException e) {
          throw given.error(key, e.getMessage());
        }
      }
    }
    return new CsvMapping.Vehicle(id, first, last, stream, fields(map), constants);
  }

  private static List<CsvMapping.Field> fields(YamlMap map) throws DriveException {
    var fields = new ArrayList<CsvMapping.Field>();
    for (YamlMap field : map.maps("fields")) {
      field.allowOnly(Set.of("column", "field", "scale", "offset"));
      FieldPath path;
      try {
        path = FieldPath.parse(TelemetryFrame.getDescriptor(), field.text("field"));
      } catch (IllegalArgumentException e) {
        throw field.error("field", e.getMessage());
      }
      if (!path.isNumber()
          || path.text().equals("seq")
          || path.text().equals("sample_time_unix_ns")) {
        throw field.error("field", "cannot be set from a column: " + path.text());
      }
      CsvMapping.Axis axis = axis(field);
      fields.add(new CsvMapping.Field(axis.column(), path, axis.scale(), axis.offset()));
    }
    if (fields.isEmpty()) {
      throw map.error("fields", "needs at least one field");
    }
    return fields;
  }

  private static CsvMapping.Axis axis(YamlMap map) throws DriveException {
    return new CsvMapping.Axis(
        map.text("column"),
        map.number("scale", BigDecimal.ONE).doubleValue(),
        map.number("offset", BigDecimal.ZERO).doubleValue());
  }

  private static CsvMapping.Axis axis(YamlMap map, String key) throws DriveException {
    YamlMap axis = map.map(key);
    axis.allowOnly(Set.of("column", "scale", "offset"));
    return axis(axis);
  }

  private static CsvMapping.Join join(YamlMap map) throws DriveException {
    map.allowOnly(
        Set.of("file", "delimiter", "skip_rows", "time_column", "method", "max_age_s", "fields"));
    String method = map.text("method").toUpperCase(Locale.ROOT);
    if (!Set.of("NEAREST", "LINEAR", "MEAN").contains(method)) {
      throw map.error("method", "must be nearest, linear or mean, is " + map.text("method"));
    }
    return new CsvMapping.Join(
        map.text("file"),
        layout(map),
        map.text("time_column"),
        CsvMapping.Method.valueOf(method),
        maxAgeS(map),
        fields(map));
  }

  private static CsvMapping.ObjectList objectList(YamlMap map) throws DriveException {
    map.allowOnly(
        Set.of(
            "file",
            "delimiter",
            "skip_rows",
            "time_column",
            "max_age_s",
            "id_column",
            "new_track_column",
            "x",
            "y",
            "relative_speed",
            "object_class"));
    Object objectClass;
    try {
      objectClass =
          FieldPath.parse(PerceivedObject.getDescriptor(), "object_class")
              .constant(map.text("object_class", "OBJECT_CLASS_UNKNOWN"));
    } catch (IllegalArgumentException e) {
      throw map.error("object_class", e.getMessage());
    }
    return new CsvMapping.ObjectList(
        map.text("file"),
        layout(map),
        map.text("time_column"),
        maxAgeS(map),
        map.text("id_column"),
        map.has("new_track_column") ? Optional.of(map.text("new_track_column")) : Optional.empty(),
        axis(map, "x"),
        axis(map, "y"),
        map.has("relative_speed") ? Optional.of(axis(map, "relative_speed")) : Optional.empty(),
        objectClass);
  }

  private static double maxAgeS(YamlMap map) throws DriveException {
    double maxAge = map.number("max_age_s", new BigDecimal("0.1")).doubleValue();
    if (!(maxAge > 0)) {
      throw map.error("max_age_s", "must be above 0, is " + maxAge);
    }
    return maxAge;
  }
}
