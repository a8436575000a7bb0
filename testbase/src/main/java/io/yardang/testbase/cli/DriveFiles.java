package io.yardang.testbase.cli;

import io.yardang.rigs.drive.Drive;
import io.yardang.rigs.drive.csv.CsvImport;
import io.yardang.rigs.drive.csv.CsvMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The drives that a command line names: MCAP files as they are; CSV files imported by a mapping
 * into temporary ones, which go when this closes.
 */
final class DriveFiles implements AutoCloseable {
  private final List<Drive> drives = new ArrayList<>();
  private final List<Path> temporary = new ArrayList<>();

  private DriveFiles() {}

  /**
   * Opens them.
   *
   * @param mapping for the CSV files; may be null where there is none
   */
  static DriveFiles open(List<Path> files, String mapping) throws IOException {
    DriveFiles opened = new DriveFiles();
    try {
      for (Path file : files) {
        boolean isCsv = file.toString().toLowerCase(Locale.ROOT).endsWith(".csv");
        opened.drives.add(Drive.open(isCsv ? opened.imported(file, mapping) : file));
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** A mapping by the name of its file, or a built-in one. */
  static CsvMapping mapping(String name) throws IOException {
    Path file = Path.of(name);
    return Files.exists(file) ? CsvMapping.read(file) : CsvMapping.builtIn(name);
  }

  private Path imported(Path csv, String mapping) throws IOException {
    if (mapping == null) {
      throw new IllegalArgumentException(
          csv + " is CSV: give --mapping MAPPING (a file, zalazone-openacc or comma2k19)");
    }
    Path drive = Files.createTempFile("yardang-", ".mcap");
    temporary.add(drive);
    CsvImport.toDrive(mapping(mapping), List.of(csv), drive);
    return drive;
  }

  List<Drive> drives() {
    return drives;
  }

  @Override
  public void close() throws IOException {
    for (Path file : temporary) {
      Files.deleteIfExists(file);
    }
  }
}
