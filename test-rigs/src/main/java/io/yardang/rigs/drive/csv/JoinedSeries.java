package io.yardang.rigs.drive.csv;

import io.yardang.rigs.drive.DriveException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A file read into columns, to be looked up by the time of a main row (s, in the main file's own
 * time). Samples whose cell is empty do not count.
 */
final class JoinedSeries {
  private final double[] timeS;
  private final double[][] values;

  private JoinedSeries(double[] timeS, double[][] values) {
    this.timeS = timeS;
    this.values = values;
  }

  static JoinedSeries read(
      Path file, CsvMapping.Layout layout, String timeColumn, List<String> columns, double unitS)
      throws IOException {
    try (var rows = new CsvRows(file, layout)) {
      int time = rows.column(timeColumn);
      int[] index = new int[columns.size()];
      for (int c = 0; c < index.length; c++) {
        index[c] = rows.column(columns.get(c));
      }
      double[] timeS = new double[1024];
      double[][] values = new double[index.length][1024];
      int n = 0;
      while (rows.next()) {
        if (n == timeS.length) {
          timeS = Arrays.copyOf(timeS, n * 2);
          for (int c = 0; c < index.length; c++) {
            values[c] = Arrays.copyOf(values[c], n * 2);
          }
        }
        timeS[n] = rows.exact(time).doubleValue() * unitS;
        if (n > 0 && timeS[n] < timeS[n - 1]) {
          throw rows.error("the time goes back");
        }
        for (int c = 0; c < index.length; c++) {
          values[c][n] = rows.number(index[c]);
        }
        n++;
      }
      if (n == 0) {
        throw new DriveException(file + ": no rows after the header");
      }
      for (int c = 0; c < index.length; c++) {
        values[c] = Arrays.copyOf(values[c], n);
      }
      return new JoinedSeries(Arrays.copyOf(timeS, n), values);
    }
  }

  double value(int column, int row) {
    return values[column][row];
  }

  /** The first row after a time, or the number of rows. */
  int firstAfter(double time) {
    int low = 0;
    int high = timeS.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (timeS[middle] <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The value at a time; NaN where no sample is near enough. */
  double at(CsvMapping.Method method, int column, double rowBefore, double time, double maxAgeS) {
    return switch (method) {
      case NEAREST -> nearest(column, time, maxAgeS);
      case LINEAR -> linear(column, time, maxAgeS);
      case MEAN -> mean(column, Math.max(rowBefore, time - maxAgeS), time);
    };
  }

  private double nearest(int column, double time, double maxAgeS) {
    int before = before(column, time);
    int after = after(column, time);
    double ageBefore = before < 0 ? Double.MAX_VALUE : time - timeS[before];
    double ageAfter = after < 0 ? Double.MAX_VALUE : timeS[after] - time;
    int nearest = ageBefore <= ageAfter ? before : after;
    return Math.min(ageBefore, ageAfter) <= maxAgeS ? values[column][nearest] : Double.NaN;
  }

  private double linear(int column, double time, double maxAgeS) {
    int before = before(column, time);
    int after = after(column, time);
    if (before >= 0 && timeS[before] == time) {
      return values[column][before];
    }
    if (before < 0 || after < 0 || timeS[after] - time > maxAgeS) {
      return Double.NaN;
    }
    double age = time - timeS[before];
    if (age > maxAgeS) {
      return Double.NaN;
    }
    double share = age / (timeS[after] - timeS[before]);
    return values[column][before] + share * (values[column][after] - values[column][before]);
  }

  private double mean(int column, double after, double upTo) {
    double sum = 0;
    int count = 0;
    for (int row = firstAfter(after); row < firstAfter(upTo); row++) {
      if (!Double.isNaN(values[column][row])) {
        sum += values[column][row];
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  private int before(int column, double time) {
    int row = firstAfter(time) - 1;
    while (row >= 0 && Double.isNaN(values[column][row])) {
      row--;
    }
    return row;
  }

  private int after(int column, double time) {
    int row = firstAfter(time);
    while (row < timeS.length && Double.isNaN(values[column][row])) {
      row++;
    }
    return row < timeS.length ? row : -1;
  }
}
