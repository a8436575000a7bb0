package io.yardang.streamjobs.scoring.safety;

import io.yardang.streamjobs.scoring.geometry.Point;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The way of the middle of a front bumper, with times.
 *
 * <p>Points hardly apart are one corner, so that noise gives the way neither length nor direction;
 * when the front was where along it is known of every point, also of one that crawls or stands.
 */
public final class TimedWay {
  private static final double CORNER_STEP_M = 0.25;
  private static final double STANDING_M = 0.02;

  private final double lengthM;
  private final double widthM;

  private int corners;
  private double[] x = new double[16];
  private double[] y = new double[16];
  private double[] cornerArcM = new double[16];
  private double[] cornerS = new double[16];

  private int marks;
  private double[] markArcM = new double[16];
  private double[] arriveS = new double[16];
  private double[] leaveS = new double[16];

  /** Of a vehicle or object of this size. */
  public TimedWay(double lengthM, double widthM) {
    this.lengthM = lengthM;
    this.widthM = widthM;
  }

  /** Adds where the front is; times rise. */
  public void add(double timeS, Point front) {
    int last = corners - 1;
    double movedM = last < 0 ? 0 : StrictMath.hypot(x[last] - front.xM(), y[last] - front.yM());
    double arcM = last < 0 ? 0 : cornerArcM[last] + movedM;
    if (last < 0 || movedM >= CORNER_STEP_M) {
      addCorner(timeS, front, arcM);
    }
    if (marks == 0 || arcM > markArcM[marks - 1] + STANDING_M) {
      addMark(timeS, arcM);
    } else {
      stays(timeS);
    }
  }

  /** It is still where it was seen last. */
  public void stays(double timeS) {
    if (marks > 0) {
      leaveS[marks - 1] = timeS;
    }
  }

  private void addCorner(double timeS, Point front, double arcM) {
    if (corners == x.length) {
      x = Arrays.copyOf(x, 2 * corners);
      y = Arrays.copyOf(y, 2 * corners);
      cornerArcM = Arrays.copyOf(cornerArcM, 2 * corners);
      cornerS = Arrays.copyOf(cornerS, 2 * corners);
    }
    x[corners] = front.xM();
    y[corners] = front.yM();
    cornerArcM[corners] = arcM;
    cornerS[corners] = timeS;
    corners++;
  }

  private void addMark(double timeS, double arcM) {
    if (marks == markArcM.length) {
      markArcM = Arrays.copyOf(markArcM, 2 * marks);
      arriveS = Arrays.copyOf(arriveS, 2 * marks);
      leaveS = Arrays.copyOf(leaveS, 2 * marks);
    }
    markArcM[marks] = arcM;
    arriveS[marks] = timeS;
    leaveS[marks] = timeS;
    marks++;
  }

  /** How many corners it has. */
  int size() {
    return corners;
  }

  double lengthM() {
    return lengthM;
  }

  double widthM() {
    return widthM;
  }

  /** When the front came to a corner. */
  double timeS(int corner) {
    return cornerS[corner];
  }

  /** The time at which the front had come so far; NaN when it was not seen there. */
  double timeAtArc(double metres) {
    if (marks == 0 || metres < 0 || metres > markArcM[marks - 1]) {
      return Double.NaN;
    }
    int low = 0;
    int high = marks - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (markArcM[middle] < metres) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0 || markArcM[low] == metres) {
      return arriveS[low];
    }
    double share = (metres - markArcM[low - 1]) / (markArcM[low] - markArcM[low - 1]);
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
    return new double[] {
      cornerArcM[i - 1] + s * u, other.cornerArcM[j - 1] + r * w, cross / (u * w)
    };
  }
}
