package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.ReferencePoint;
import io.yardang.streamjobs.scoring.signal.Kinematics;
import io.yardang.streamjobs.scoring.signal.SavitzkyGolay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The motion of one vehicle on a 10 Hz grid that begins with the run, which is where nuPlan's
 * limits are defined. Where samples are denser than 10 Hz a grid value is the mean of those within
 * 0.05 s, else it is interpolated. Nothing is carried over a gap of the data, be it of all samples
 * or of one quantity: where neighbours lie farther apart than samples of one piece may, there is no
 * value. Each stretch without a gap is filtered by itself, and those shorter than 1.5 s are left
 * out.
 *
 * <p>Longitudinal acceleration: measured, else the derivative of speed. Lateral: measured, else
 * speed times yaw rate. Yaw rate: measured, else the derivative of yaw. Yaw acceleration: the
 * derivative of a measured yaw rate, else the second one of yaw. "Measured" is what at least 9 in
 * 10 samples carry. They are filtered by {@link Kinematics}, as nuPlan does, after measured
 * accelerations were brought from the rear axle to the centre of the box, where nuPlan's limits
 * hold; that takes a measured yaw rate, for that of a noisy heading would add more than it mends.
 */
final class Grid {
  static final double STEP_S = 0.1;

  /**
   * So long before and after an instant samples have a part in its numbers. Filters reach less far,
   * but at the edge of a stretch there is no number without the shortest stretch on one side.
   */
  static final double REACH_S = 1.5;

  /** The same of jerk: the filter's window, and those of accelerations. */
  static final double JERK_REACH_S = 1.5 + REACH_S;

  private static final int COLUMNS = 11;
  private static final int SHORTEST_PIECE = 15;
  private static final double MEASURED_RATIO = 0.9;

  final double[] t;
  final double[] x;
  final double[] y;
  final double[] yaw;
  final double[] speed;
  final double[] longitudinal;
  final double[] lateral;
  final double[] longitudinalJerk;
  final double[] jerkMagnitude;
  final double[] yawRate;
  final double[] yawAcceleration;

  Grid(Samples s) {
    List<double[][]> pieces = new ArrayList<>();
    double[] wholeYaw = unwrapped(s.yaw);
    Measured measured =
        new Measured(isMeasured(s.yawRate), isMeasured(s.longitudinal), isMeasured(s.lateral));
    int from = 0;
    for (int i = 1; i <= s.size(); i++) {
      if (i == s.size() || s.t[i] - s.t[i - 1] > s.longestStepS()) {
        addPiece(s, wholeYaw, measured, from, i, pieces);
        from = i;
      }
    }
    double[][] dense = new double[COLUMNS][];
    for (int c = 0; c < COLUMNS; c++) {
      int column = c;
      dense[c] = pieces.stream().flatMapToDouble(p -> Arrays.stream(p[column])).toArray();
    }
    t = dense[0];
    x = dense[1];
    y = dense[2];
    yaw = dense[3];
    speed = dense[4];
    longitudinal = dense[5];
    lateral = dense[6];
    longitudinalJerk = dense[7];
    jerkMagnitude = dense[8];
    yawRate = dense[9];
    yawAcceleration = dense[10];
  }

  int size() {
    return t.length;
  }

  /** Index of the grid value nearest to the time; -1 where none is within a step. */
  int indexNear(double time) {
    int i = Arrays.binarySearch(t, time);
    int after = i >= 0 ? i : -i - 1;
    int nearest = after;
    if (after == t.length || (after > 0 && time - t[after - 1] < t[after] - time)) {
      nearest = after - 1;
    }
    return nearest >= 0 && Math.abs(t[nearest] - time) <= STEP_S ? nearest : -1;
  }

  /** What of the motion is measured, in the run as a whole. */
  private record Measured(boolean yawRate, boolean longitudinal, boolean lateral) {}

  private static void addPiece(
      Samples s, double[] wholeYaw, Measured measured, int from, int to, List<double[][]> pieces) {
    int first = (int) Math.ceil(s.t[from] / STEP_S - 1e-6);
    int last = (int) Math.floor(s.t[to - 1] / STEP_S + 1e-6);
    int n = last - first + 1;
    if (n < SHORTEST_PIECE) {
      return;
    }
    double[] x = onGrid(s, s.x, from, to, first, n, STEP_S);
    double[] y = onGrid(s, s.y, from, to, first, n, STEP_S);
    double[] yaw = onGrid(s, wholeYaw, from, to, first, n);
    double[] speed = onGrid(s, s.speed, from, to, first, n);
    boolean turning = measured.yawRate();
    double[] rate = turning ? onGrid(s, s.yawRate, from, to, first, n) : null;
    double[] yawRate =
        turning ? filtered(rate, 5, 0) : byStretch(yaw, v -> Kinematics.yawRate(v, STEP_S));
    double[] yawAcceleration =
        turning ? filtered(rate, 5, 1) : byStretch(yaw, v -> Kinematics.yawAcceleration(v, STEP_S));
    double centreM = turning ? s.shape.getRearAxleToFrontM() - s.shape.getLengthM() / 2 : 0;
    double[] rawLongitudinal = null;
    if (measured.longitudinal()) {
      rawLongitudinal = onGrid(s, s.longitudinal, from, to, first, n);
      for (int k = 0; k < n && centreM != 0; k++) {
        rawLongitudinal[k] =
            ReferencePoint.longitudinalAcceleration(rawLongitudinal[k], yawRate[k], centreM);
      }
    }
    double[] rawLateral =
        measured.lateral() ? onGrid(s, s.lateral, from, to, first, n) : product(speed, yawRate);
    for (int k = 0; k < n && centreM != 0; k++) {
      rawLateral[k] =
          ReferencePoint.lateralAcceleration(rawLateral[k], yawAcceleration[k], centreM);
    }
    double[] longitudinal =
        rawLongitudinal == null
            ? filtered(speed, 8, 1)
            : byStretch(rawLongitudinal, Kinematics::acceleration);
    double[] magnitude = new double[n];
    for (int k = 0; k < n; k++) {
      double along = rawLongitudinal == null ? longitudinal[k] : rawLongitudinal[k];
      magnitude[k] = StrictMath.hypot(along, rawLateral[k]);
    }
    magnitude = byStretch(magnitude, Kinematics::acceleration);
    double[] times = new double[n];
    for (int k = 0; k < n; k++) {
      times[k] = (first + k) * STEP_S;
    }
    double[][] piece = {
      times,
      x,
      y,
      yaw,
      speed,
      longitudinal,
      byStretch(rawLateral, Kinematics::acceleration),
      byStretch(longitudinal, v -> Kinematics.jerk(v, STEP_S)),
      byStretch(magnitude, v -> Kinematics.jerk(v, STEP_S)),
      yawRate,
      yawAcceleration
    };
    pieces.add(piece);
  }

  private static double[] onGrid(Samples s, double[] column, int from, int to, int first, int n) {
    return onGrid(s, column, from, to, first, n, s.longestStepS() / 2);
  }

  /** With the first and last value held for so long before and after. */
  private static double[] onGrid(
      Samples s, double[] column, int from, int to, int first, int n, double heldS) {
    double[] values = new double[n];
    int before = from;
    for (int k = 0; k < n; k++) {
      double at = (first + k) * STEP_S;
      while (before + 1 < to && s.t[before + 1] <= at) {
        before++;
      }
      values[k] = valueAt(s, column, from, to, before, at, heldS);
    }
    return values;
  }

  private static double valueAt(
      Samples s, double[] column, int from, int to, int before, double at, double heldS) {
    double sum = 0;
    double sumOfTimes = 0;
    int count = 0;
    int denser = before;
    while (denser > from && at - s.t[denser - 1] <= STEP_S / 2 + 1e-6) {
      denser--;
    }
    for (int i = denser; i < to && s.t[i] - at <= STEP_S / 2 + 1e-6; i++) {
      if (at - s.t[i] <= STEP_S / 2 + 1e-6 && !Double.isNaN(column[i])) {
        sum += column[i];
        sumOfTimes += s.t[i] - at;
        count++;
      }
    }
    // A mean of one-sided samples would be that of another time.
    if (count >= 2 && Math.abs(sumOfTimes / count) < 0.01) {
      return sum / count;
    }
    double longest = s.longestStepS();
    int low = before;
    while (low > from && Double.isNaN(column[low]) && at - s.t[low] <= longest) {
      low--;
    }
    int high = Math.min(before + 1, to - 1);
    while (high < to - 1 && Double.isNaN(column[high]) && s.t[high] - at <= longest) {
      high++;
    }
    double span = s.t[high] - s.t[low];
    boolean isBetween = !Double.isNaN(column[low]) && !Double.isNaN(column[high]);
    if (isBetween && span <= 0) {
      return column[low];
    }
    if (!isBetween || span > longest) {
      return held(s, column, low, high, at, isBetween ? 0 : heldS);
    }
    double share = Math.max(0, Math.min(1, (at - s.t[low]) / span));
    return column[low] + share * (column[high] - column[low]);
  }

  /** The one value that is near enough; NaN when none is. */
  private static double held(
      Samples s, double[] column, int low, int high, double at, double heldS) {
    boolean isAfterLow = Math.abs(at - s.t[low]) <= heldS + 1e-6;
    if (isAfterLow && !Double.isNaN(column[low])) {
      return column[low];
    }
    return Math.abs(s.t[high] - at) <= heldS + 1e-6 ? column[high] : Double.NaN;
  }

  private static double[] filtered(double[] values, int window, int derivative) {
    return byStretch(
        values, v -> SavitzkyGolay.filter(v, Math.min(window, v.length), 2, derivative, STEP_S));
  }

  /** Each stretch without a NaN by itself; a value that is not there cannot be filtered. */
  private static double[] byStretch(double[] values, UnaryOperator<double[]> filter) {
    double[] all = Samples.unmeasured(values.length);
    int from = 0;
    for (int i = 0; i <= values.length; i++) {
      if (i < values.length && !Double.isNaN(values[i])) {
        continue;
      }
      if (i - from >= SHORTEST_PIECE) {
        double[] stretch = filter.apply(Arrays.copyOfRange(values, from, i));
        System.arraycopy(stretch, 0, all, from, i - from);
      }
      from = i + 1;
    }
    return all;
  }

  private static double[] product(double[] a, double[] b) {
    double[] product = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      product[i] = a[i] * b[i];
    }
    return product;
  }

  private static boolean isMeasured(double[] column) {
    long measured = Arrays.stream(column).filter(v -> !Double.isNaN(v)).count();
    return measured > 0 && measured >= MEASURED_RATIO * column.length;
  }

  /** Yaw without jumps of a full turn. */
  private static double[] unwrapped(double[] yaw) {
    double[] whole = yaw.clone();
    double last = Double.NaN;
    for (int i = 0; i < whole.length; i++) {
      if (!Double.isNaN(yaw[i])) {
        whole[i] = Double.isNaN(last) ? yaw[i] : last + Samples.wrap(yaw[i] - last);
        last = whole[i];
      }
    }
    return whole;
  }
}
