package io.yardang.rigs.drive.csv;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.yardang.rigs.drive.DriveException;
import io.yardang.rigs.drive.DriveRecord;
import io.yardang.rigs.drive.DriveWriter;
import io.yardang.v1.TelemetryFrame;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Makes a drive of CSV files: each row of the main file gives one frame of every vehicle that has a
 * value in it; joined files add fields and objects. Seqs count from 1 per vehicle; log time is the
 * sample time. The stream of a vehicle follows from the mapping, the vehicle and the main file's
 * content, so the same import twice gives the same drive byte for byte.
 */
public final class CsvImport {
  private final CsvMapping mapping;
  private final Path main;
  private final List<Joined> joined = new ArrayList<>();
  private final List<ObjectRows> objectRows = new ArrayList<>();
  private final TreeMap<String, Long> framesOfVehicle = new TreeMap<>();
  private long rows;
  private long emptyRows;
  private long incompletePositions;
  private long objects;
  private long startTimeNs;
  private long endTimeNs;

  private CsvImport(CsvMapping mapping, List<Path> files) throws IOException {
    this.mapping = mapping;
    if (files.isEmpty()) {
      throw new DriveException("no CSV file is given");
    }
    main = mapping.mainFile().isPresent() ? find(mapping.mainFile().get(), files) : files.get(0);
    double unitS = mapping.time().unitS().doubleValue();
    for (CsvMapping.Join join : mapping.joins()) {
      List<String> columns = join.fields().stream().map(CsvMapping.Field::column).toList();
      Path file = find(join.file(), files);
      joined.add(
          new Joined(
              join, JoinedSeries.read(file, join.layout(), join.timeColumn(), columns, unitS)));
    }
    for (CsvMapping.ObjectList list : mapping.objectLists()) {
      objectRows.add(new ObjectRows(list, find(list.file(), files), unitS));
    }
  }

  /**
   * Imports into {@code out}, which appears only when all went well. Joined files are looked for
   * among the given ones, then beside the first.
   */
  public static ImportSummary toDrive(CsvMapping mapping, List<Path> files, Path out)
      throws IOException {
    Path part = out.resolveSibling(out.getFileName() + ".part");
    try {
      ImportSummary summary;
      try (DriveWriter drive = DriveWriter.create(part, mapping.source())) {
        summary = new CsvImport(mapping, files).writeTo(drive, out);
      }
      Files.move(part, out, StandardCopyOption.REPLACE_EXISTING);
      return summary;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private ImportSummary writeTo(DriveWriter drive, Path out) throws IOException {
    try (var csv = new CsvRows(main, mapping.layout())) {
      BigDecimal epochS = epochS(csv);
      int timeColumn = csv.column(mapping.time().column());
      List<VehicleColumns> vehicles = vehicles(csv);
      double rowBeforeS = Double.NEGATIVE_INFINITY;
      while (csv.next()) {
        rows++;
        BigDecimal time = csv.exact(timeColumn).multiply(mapping.time().unitS());
        double timeS = time.doubleValue();
        if (timeS < rowBeforeS) {
          throw csv.error("the time goes back from " + rowBeforeS + " to " + timeS + " s");
        }
        long sampleTimeNs = unixNs(csv, epochS.add(time));
        for (VehicleColumns vehicle : vehicles) {
          writeFrame(drive, csv, vehicle, rowBeforeS, timeS, sampleTimeNs);
        }
        rowBeforeS = timeS;
      }
    }
    return new ImportSummary(
        out,
        rows,
        framesOfVehicle,
        emptyRows,
        incompletePositions,
        objects,
        startTimeNs,
        endTimeNs);
  }

  private void writeFrame(
      DriveWriter drive,
      CsvRows csv,
      VehicleColumns vehicle,
      double rowBeforeS,
      double timeS,
      long sampleTimeNs)
      throws IOException {
    var frame = TelemetryFrame.newBuilder();
    Set<FieldDescriptor> incomplete = new HashSet<>();
    int values = 0;
    for (int i = 0; i < vehicle.columns().size(); i++) {
      CsvMapping.Field field = vehicle.mapping().fields().get(i);
      values += put(frame, field, csv.number(vehicle.columns().get(i)), incomplete, csv);
    }
    if (values == 0) {
      emptyRows++;
      return;
    }
    for (Joined join : joined) {
      for (int i = 0; i < join.mapping().fields().size(); i++) {
        double value =
            join.series()
                .at(join.mapping().method(), i, rowBeforeS, timeS, join.mapping().maxAgeS());
        put(frame, join.mapping().fields().get(i), value, incomplete, csv);
      }
    }
    for (FieldDescriptor message : incomplete) {
      if (frame.hasField(message)) {
        frame.clearField(message);
        incompletePositions++;
      }
    }
    vehicle.mapping().constants().forEach((path, value) -> putConstant(frame, path, value));
    for (ObjectRows list : objectRows) {
      list.addTo(frame, rowBeforeS, timeS);
    }
    long seq = framesOfVehicle.merge(vehicle.id(), 1L, Long::sum);
    frame.setSeq(seq).setSampleTimeUnixNs(sampleTimeNs);
    objects += frame.getObjectsCount();
    startTimeNs = startTimeNs == 0 ? sampleTimeNs : startTimeNs;
    endTimeNs = sampleTimeNs;
    drive.write(DriveRecord.of(vehicle.id(), vehicle.stream(), sampleTimeNs, frame.build()));
  }

  /** Gives 1 when there was a value, else 0. */
  private static int put(
      Message.Builder frame,
      CsvMapping.Field field,
      double cell,
      Set<FieldDescriptor> incomplete,
      CsvRows csv)
      throws DriveException {
    FieldPath path = field.path();
    if (Double.isNaN(cell)) {
      // Half a position would read as one at 0: such a message is left out as a whole.
      if (path.isNested()
          && !path.leaf().hasPresence()
          && path.leaf().getJavaType() == JavaType.DOUBLE) {
        incomplete.add(path.root());
      }
      return 0;
    }
    try {
      path.setNumber(frame, cell * field.scale() + field.offset());
    } catch (ArithmeticException e) {
      throw csv.error(field.column() + " does not fit " + path.text() + ": " + cell);
    }
    return 1;
  }

  /**
   * A constant of a message that was not measured in this row (a datum without position) is not.
   */
  private void putConstant(TelemetryFrame.Builder frame, FieldPath path, Object value) {
    boolean ofMeasured =
        mapping.vehicles().stream()
            .flatMap(vehicle -> vehicle.fields().stream())
            .anyMatch(field -> path.isNested() && field.path().root().equals(path.root()));
    if (!ofMeasured || frame.hasField(path.root())) {
      path.set(frame, value);
    }
  }

  private List<VehicleColumns> vehicles(CsvRows csv) throws IOException {
    String digest = sha256(main);
    var found = new ArrayList<VehicleColumns>();
    Set<String> ids = new HashSet<>();
    for (CsvMapping.Vehicle vehicle : mapping.vehicles()) {
      for (int k = vehicle.firstK(); k <= vehicle.lastK(); k++) {
        String number = String.valueOf(k);
        List<String> names =
            vehicle.fields().stream().map(f -> f.column().replace("{k}", number)).toList();
        if (vehicle.isTemplate() && names.stream().noneMatch(csv::hasColumn)) {
          continue;
        }
        var columns = new ArrayList<Integer>();
        for (String column : names) {
          columns.add(csv.column(column));
        }
        String id = vehicle.vehicleId().replace("{k}", number);
        if (!ids.add(id)) {
          throw new DriveException("the mapping gives two vehicles the id " + id);
        }
        String name = String.join("\n", "yardang.drive.csv", mapping.name(), id, digest);
        UUID stream =
            vehicle.stream()
                .orElseGet(() -> UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
        found.add(new VehicleColumns(id, stream, vehicle, columns));
      }
    }
    if (found.isEmpty()) {
      throw new DriveException(main + ": no vehicle of the mapping has columns in this file");
    }
    return found;
  }

  private BigDecimal epochS(CsvRows csv) throws DriveException {
    if (mapping.time().dateRow().isEmpty()) {
      return mapping.time().epochS();
    }
    CsvMapping.DateRow date = mapping.time().dateRow().get();
    String text = csv.rowBeforeHeader(date.row());
    try {
      LocalDate day = LocalDate.parse(text, date.format());
      return BigDecimal.valueOf(day.toEpochDay() * 86_400L);
    } catch (DateTimeException e) {
      throw new DriveException(
          main + ":" + date.row() + ": no date of the form " + date.pattern() + ": " + text);
    }
  }

  private static long unixNs(CsvRows csv, BigDecimal seconds) throws DriveException {
    try {
      return seconds.movePointRight(9).setScale(0, RoundingMode.HALF_EVEN).longValueExact();
    } catch (ArithmeticException e) {
      throw csv.error("the time is beyond what nanoseconds can hold: " + seconds + " s");
    }
  }

  private static Path find(String name, List<Path> files) throws DriveException {
    for (Path file : files) {
      if (file.endsWith(name)) {
        return file;
      }
    }
    Path beside = files.get(0).resolveSibling(name);
    if (!Files.isRegularFile(beside)) {
      throw new DriveException("the mapping needs " + name + "; it is not at " + beside);
    }
    return beside;
  }

  private static String sha256(Path file) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Joined(CsvMapping.Join mapping, JoinedSeries series) {}

  private record VehicleColumns(
      String id, UUID stream, CsvMapping.Vehicle mapping, List<Integer> columns) {}
}
