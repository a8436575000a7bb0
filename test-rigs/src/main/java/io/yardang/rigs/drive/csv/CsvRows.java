package io.yardang.rigs.drive.csv;

import io.yardang.rigs.drive.DriveException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The rows of one CSV file, one after the other; complaints name file, line and column. */
final class CsvRows implements AutoCloseable {
  private final Path file;
  private final int rowsBeforeHeader;
  private final List<String> beforeHeader = new ArrayList<>();
  private final Map<String, Integer> columns = new HashMap<>();
  private final CSVParser parser;
  private final Iterator<CSVRecord> rows;
  private CSVRecord row;

  CsvRows(Path file, CsvMapping.Layout layout) throws IOException {
    this.file = file;
    this.rowsBeforeHeader = layout.rowsBeforeHeader();
    BufferedReader text = Files.newBufferedReader(file);
    for (int i = 0; i < rowsBeforeHeader; i++) {
      String line = text.readLine();
      beforeHeader.add(line == null ? "" : line);
    }
    parser =
        CSVParser.parse(
            text, CSVFormat.DEFAULT.builder().setDelimiter(layout.delimiter()).setTrim(true).get());
    rows = parser.iterator();
    if (!next()) {
      throw new DriveException(file + ": no header after " + rowsBeforeHeader + " rows");
    }
    for (int i = 0; i < row.size(); i++) {
      if (!row.get(i).isEmpty() && columns.put(row.get(i), i) != null) {
        throw new DriveException(file + ": two columns are named " + row.get(i));
      }
    }
  }

  /** The text of a row before the header, counted from 1. */
  String rowBeforeHeader(int number) {
    return beforeHeader.get(number - 1);
  }

  boolean hasColumn(String name) {
    return columns.containsKey(name);
  }

  int column(String name) throws DriveException {
    Integer index = columns.get(name);
    if (index == null) {
      throw new DriveException(
          file + ":" + (rowsBeforeHeader + 1) + ": the header has no column " + name);
    }
    return index;
  }

  /** Goes to the next row. */
  boolean next() throws IOException {
    try {
      row = rows.hasNext() ? rows.next() : null;
    } catch (UncheckedIOException | IllegalStateException e) {
      throw new DriveException(file + ": " + e.getMessage());
    }
    return row != null;
  }

  /** The number in a cell; NaN when it is empty, that is: was not measured. */
  double number(int column) throws DriveException {
    String cell = cell(column);
    if (cell.isEmpty()) {
      return Double.NaN;
    }
    try {
      double value = Double.parseDouble(cell);
      if (!Double.isInfinite(value)) {
        return value;
      }
    } catch (NumberFormatException notNumber) {
      // Told below.
    }
    throw error("column " + (column + 1) + " is not a number: " + cell);
  }

  BigDecimal exact(int column) throws DriveException {
    try {
      return new BigDecimal(cell(column));
    } catch (NumberFormatException e) {
      throw error("the time is not a number: \"" + cell(column) + "\"");
    }
  }

  DriveException error(String reason) {
    long line = rowsBeforeHeader + parser.getCurrentLineNumber();
    return new DriveException(file + ":" + line + ": " + reason);
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  private String cell(int column) {
    return column < row.size() ? row.get(column) : "";
  }
}
