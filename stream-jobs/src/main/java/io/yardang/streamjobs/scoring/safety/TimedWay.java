package io.yardang.streamjobs.scoring.safety;

import io.yardang.streamjobs.scoring.geometry.Point;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** The way of the middle of a front bumper, with times; points hardly apart are one. */
public final class TimedWay {
  private static final double STEP_M = 0.25;

  private final double lengthM;
  private final double widthM;
  private int size;
  private double[] x = new double[16];
  private double[] y = new double[16];
  private double[] arriveS = new double[16];
  private double[] leaveS = new double[16];
  private double[] arcM = new double[16];

  /** Of a vehicle or object of this size. */
  public TimedWay(double lengthM, double widthM) {
    this.lengthM = lengthM;
    this.widthM = widthM;
  }

  /** Adds where the front is; times rise. */
  public void add(double timeS, Point front) {
    int last = size - 1;
    double movedM = last < 0 ? 0 : StrictMath.hypot(x[last] - front.xM(), y[last] - front.yM());
    if (last >= 0 && movedM < STEP_M) {
      leaveS[last] = timeS;
      return;
    }
    if (size == x.length) {
      x = Arrays.copyOf(x, 2 * size);
      y = Arrays.copyOf(y, 2 * size);
      arriveS = Arrays.copyOf(arriveS, 2 * size);
      leaveS = Arrays.copyOf(leaveS, 2 * size);
      arcM = Arrays.copyOf(arcM, 2 * size);
    }
    arcM[size] = last < 0 ? 0 : arcM[last] + movedM;
    x[size] = front.xM();
    y[size] = front.yM();
    arriveS[size] = timeS;
    leaveS[size] = timeS;
    size++;
  }

  int size() {
    return size;
  }

  double lengthM() {
    return lengthM;
  }

  double widthM() {
    return widthM;
  }

  double timeS(int i) {
    return arriveS[i];
  }

  /** The time at which the front had come so far; NaN when it was not seen there. */
  double timeAtArc(double metres) {
    int n = size;
    if (n == 0 || metres < 0 || metres > arcM[n - 1]) {
      return Double.NaN;
    }
    int low = 0;
    int high = n - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (arcM[middle] < metres) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0 || arcM[low] == metres) {
      return arriveS[low];
    }
    double share = (metres - arcM[low - 1]) / (arcM[low] - arcM[low - 1]);
    return leaveS[low - 1] + share * (arriveS[low] - leaveS[low - 1]);
  }

  /** Tells every cell that segment i - 1 to i may touch. */
  void cells(int i, double cellM, LongConsumer cell) {
    long x0 = (long) StrictMath.floor(StrictMath.min(x[i - 1], x[i]) / cellM);
    long x1 = (long) StrictMath.floor(StrictMath.max(x[i - 1], x[i]) / cellM);
    long y0 = (long) StrictMath.floor(StrictMath.min(y[i - 1], y[i]) / cellM);
    long y1 = (long) StrictMath.floor(StrictMath.max(y[i - 1], y[i]) / cellM);
    // A segment this long is a jump of the position, not a way that was driven.
    if (x1 - x0 > 8 || y1 - y0 > 8) {
      return;
    }
    for (long column = x0; column <= x1; column++) {
      for (long row = y0; row <= y1; row++) {
        cell.accept((column << 32) ^ (row & 0xffffffffL));
      }
    }
  }

  /** Own arc, the other's arc, and sine of the angle where two segments cross; null: nowhere. */
  double[] intersection(int i, TimedWay other, int j) {
    double ux = x[i] - x[i - 1];
    double uy = y[i] - y[i - 1];
    double wx = other.x[j] - other.x[j - 1];
    double wy = other.y[j] - other.y[j - 1];
    double toX = other.x[j - 1] - x[i - 1];
    double toY = other.y[j - 1] - y[i - 1];
    double cross = ux * wy - uy * wx;
    if (cross == 0) {
      return null;
    }
    double s = (toX * wy - toY * wx) / cross;
    double r = (toX * uy - toY * ux) / cross;
    // Half-open, so that a crossing at a joint is found once.
    if (!(s >= 0 && s < 1 && r >= 0 && r < 1)) {
      return null;
    }
    double u = StrictMath.hypot(ux, uy);
    double w = StrictMath.hypot(wx, wy);
    return new double[] {arcM[i - 1] + s * u, other.arcM[j - 1] + r * w, cross / (u * w)};
  }
}
