package io.yardang.streamjobs.scoring.safety;

import io.yardang.streamjobs.scoring.geometry.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** The way of the middle of a front bumper, with times; points hardly apart are one. */
public final class TimedWay {
  private static final double STEP_M = 0.25;

  private final double lengthM;
  private final double widthM;
  private final List<Point> points = new ArrayList<>();
  private final List<Double> arriveS = new ArrayList<>();
  private final List<Double> leaveS = new ArrayList<>();
  private final List<Double> arcM = new ArrayList<>();

  /** Of a vehicle or object of this size. */
  public TimedWay(double lengthM, double widthM) {
    this.lengthM = lengthM;
    this.widthM = widthM;
  }

  /** Adds where the front is; times rise. */
  public void add(double timeS, Point front) {
    int last = points.size() - 1;
    if (last >= 0 && points.get(last).distanceM(front) < STEP_M) {
      leaveS.set(last, timeS);
      return;
    }
    arcM.add(last < 0 ? 0 : arcM.get(last) + points.get(last).distanceM(front));
    points.add(front);
    arriveS.add(timeS);
    leaveS.add(timeS);
  }

  int size() {
    return points.size();
  }

  double lengthM() {
    return lengthM;
  }

  double widthM() {
    return widthM;
  }

  double timeS(int i) {
    return arriveS.get(i);
  }

  /** The time at which the front had come so far; NaN when it was not seen there. */
  double timeAtArc(double metres) {
    int n = points.size();
    if (n == 0 || metres < 0 || metres > arcM.get(n - 1)) {
      return Double.NaN;
    }
    int low = 0;
    int high = n - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (arcM.get(middle) < metres) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0 || arcM.get(low) == metres) {
      return arriveS.get(low);
    }
    double share = (metres - arcM.get(low - 1)) / (arcM.get(low) - arcM.get(low - 1));
    return leaveS.get(low - 1) + share * (arriveS.get(low) - leaveS.get(low - 1));
  }

  /** Tells every cell that segment i - 1 to i may touch. */
  void cells(int i, double cellM, LongConsumer cell) {
    Point a = points.get(i - 1);
    Point b = points.get(i);
    long x0 = (long) StrictMath.floor(StrictMath.min(a.xM(), b.xM()) / cellM);
    long x1 = (long) StrictMath.floor(StrictMath.max(a.xM(), b.xM()) / cellM);
    long y0 = (long) StrictMath.floor(StrictMath.min(a.yM(), b.yM()) / cellM);
    long y1 = (long) StrictMath.floor(StrictMath.max(a.yM(), b.yM()) / cellM);
    // A segment this long is a jump of the position, not a way that was driven.
    if (x1 - x0 > 8 || y1 - y0 > 8) {
      return;
    }
    for (long x = x0; x <= x1; x++) {
      for (long y = y0; y <= y1; y++) {
        cell.accept((x << 32) ^ (y & 0xffffffffL));
      }
    }
  }

  /** Own arc, the other's arc, and sine of the angle where two segments cross; null: nowhere. */
  double[] intersection(int i, TimedWay other, int j) {
    Point a = points.get(i - 1);
    Point b = points.get(i);
    Point c = other.points.get(j - 1);
    Point d = other.points.get(j);
    double ux = b.xM() - a.xM();
    double uy = b.yM() - a.yM();
    double wx = d.xM() - c.xM();
    double wy = d.yM() - c.yM();
    double cross = ux * wy - uy * wx;
    double u = StrictMath.hypot(ux, uy);
    double w = StrictMath.hypot(wx, wy);
    if (cross == 0) {
      return null;
    }
    double s = ((c.xM() - a.xM()) * wy - (c.yM() - a.yM()) * wx) / cross;
    double r = ((c.xM() - a.xM()) * uy - (c.yM() - a.yM()) * ux) / cross;
    // Half-open, so that a crossing at a joint is found once.
    if (!(s >= 0 && s < 1 && r >= 0 && r < 1)) {
      return null;
    }
    return new double[] {arcM.get(i - 1) + s * u, other.arcM.get(j - 1) + r * w, cross / (u * w)};
  }
}
