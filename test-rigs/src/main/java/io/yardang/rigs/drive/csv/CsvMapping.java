package io.yardang.rigs.drive.csv;

import io.yardang.rigs.drive.DriveException;
import io.yardang.rigs.drive.DriveSource;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Which column of which file is which field of a frame: a mapping file, read and checked. The form
 * of the file is told by example in the built-in mappings (zalazone-openacc, comma2k19).
 *
 * @param mainFile name of the main CSV file; empty: the first that is given
 */
public record CsvMapping(
    String name,
    DriveSource source,
    Optional<String> mainFile,
    Layout layout,
    Time time,
    List<Vehicle> vehicles,
    List<Join> joins,
    List<ObjectList> objectLists) {

  /** Rows to skip come before the header row. */
  public record Layout(char delimiter, int rowsBeforeHeader) {}

  /**
   * Unix time = epoch + column * unit. The epoch is a time in Unix seconds, or the start (00:00
   * UTC) of the date that a row before the header has.
   */
  public record Time(
      String column, BigDecimal unitS, BigDecimal epochS, Optional<DateRow> dateRow) {}

  /** The row is counted from 1; the pattern is java.time's, for the row's whole text. */
  public record DateRow(int row, String pattern, DateTimeFormatter format) {}

  /**
   * One vehicle, or with {@code {k}} in its id and columns one for each k from first to last; a k
   * none of whose columns exist is passed over.
   */
  public record Vehicle(
      String vehicleId,
      int firstK,
      int lastK,
      Optional<UUID> stream,
      List<Field> fields,
      Map<FieldPath, Object> constants) {
    boolean isTemplate() {
      return vehicleId.contains("{k}");
    }
  }

  /** Value = cell * scale + offset. */
  public record Field(String column, FieldPath path, double scale, double offset) {}

  /** How the samples of a joined file become the value at a main row. */
  public enum Method {
    NEAREST,
    LINEAR,
    /** Mean of the samples after the row before and up to this row. */
    MEAN
  }

  /** Further columns, for every vehicle of the mapping, joined by time. */
  public record Join(
      String file,
      Layout layout,
      String timeColumn,
      Method method,
      double maxAgeS,
      List<Field> fields) {}

  /**
   * Objects from the rows after the main row before and up to this one, the newest of each id.
   * Velocity over ground is relative speed + own speed, forward.
   *
   * @param newTrackColumn where it is 1, the id is used for another object from here on
   */
  public record ObjectList(
      String file,
      Layout layout,
      String timeColumn,
      double maxAgeS,
      String idColumn,
      Optional<String> newTrackColumn,
      Axis x,
      Axis y,
      Optional<Axis> relativeSpeed,
      Object objectClass) {}

  /** A column with its scale and offset. */
  public record Axis(String column, double scale, double offset) {}

  /** Reads a mapping file, or a built-in mapping by its name; errors have file, line and reason. */
  public static CsvMapping read(Path file) throws IOException {
    return CsvMappingParser.parse(file.getFileName().toString(), Files.readString(file));
  }

  public static CsvMapping builtIn(String name) throws IOException {
    String resource = "/mappings/" + name + ".yaml";
    try (InputStream in = CsvMapping.class.getResourceAsStream(resource)) {
      if (in == null || !name.matches("[a-z0-9-]+")) {
        throw new DriveException(
            "no built-in mapping " + name + "; there are zalazone-openacc and comma2k19");
      }
      return CsvMappingParser.parse(
          name + ".yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
