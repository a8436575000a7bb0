package io.yardang.streamjobs.scoring;

import io.yardang.v1.Alarm;
import io.yardang.v1.GnssFix;
import io.yardang.v1.ObservedSignal;
import io.yardang.v1.Sanitation;
import io.yardang.v1.VehicleShape;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The samples of one vehicle of a run, as columns over strictly rising time; NaN is "not measured".
 *
 * <p>Position: local_pose where the frame has one, else the geodetic position projected from the
 * plan's origin; moved back from the antenna to the middle of the rear axle by the shape's offset.
 * Yaw: local_pose, else heading, else course while faster than 0.5 m/s, else the direction of
 * motion while the positions of one second lie 0.5 m apart, else, while it stands at a known
 * position, the last known or the next. A frame with the sample time of the one before it is left
 * out. What else is not used, and why, is in {@link SampleRules}.
 */
final class Samples {
  private static final double MOVING_MPS = 0.5;

  final String vehicle;
  final VehicleShape shape;
  final List<RunFrame> frames;

  /** Seconds since the start of the run. */
  final double[] t;

  final double[] x;
  final double[] y;
  final double[] yaw;
  final double[] speed;
  final double[] longitudinal;
  final double[] lateral;
  final double[] yawRate;

  /** Demanded of the brake, 0 to 1. */
  final double[] brakeRatio;

  /** What is swept, as wide and so far to the left; NaN while the brush is off. */
  final double[] sweepWidth;

  final double[] sweepOffset;

  final StoreColumns stores;

  // Samples at which it is so.
  final BitSet emergencyStop = new BitSet();
  final BitSet safetyTakeover = new BitSet();
  final BitSet brushOn = new BitSet();

  /** Of the samples that tell of any. */
  final Map<Integer, List<Alarm>> alarms = new HashMap<>();

  final Map<Integer, List<ObservedSignal>> signals = new HashMap<>();

  /** What the vehicle says of its fixes and of its clock, also in frames that are not used. */
  final StatedQuality quality;

  /** What was not used, and why. */
  final SampleRules rules = new SampleRules();

  private final double medianIntervalS;

  /** First and last sample that each was derived from; null where all is measured. */
  private int[][] derivedFrom;

  // Null until somebody asks.
  private int[] tenPerSecond;
  private int[] endsOfSeqs;

  Samples(
      String vehicle, VehicleShape shape, List<RunFrame> all, long startNs, RunGeometry geometry) {
    this.vehicle = vehicle;
    this.shape = shape;
    frames = rules.inOrder(all);
    int n = frames.size();
    t = new double[n];
    x = unmeasured(n);
    y = unmeasured(n);
    yaw = unmeasured(n);
    speed = unmeasured(n);
    longitudinal = unmeasured(n);
    lateral = unmeasured(n);
    yawRate = unmeasured(n);
    brakeRatio = unmeasured(n);
    sweepWidth = unmeasured(n);
    sweepOffset = unmeasured(n);
    stores = new StoreColumns(n);
    quality = new StatedQuality(all.size());
    int i = 0;
    Measured measured = new Measured();
    for (RunFrame frame : all) {
      frame.readInto(measured);
      quality.take(measured, rules);
      if (i < n && frame == frames.get(i)) {
        t[i] = (measured.sampleTimeNs - startNs) / 1e9;
        readPosition(i, measured, geometry);
        readMotion(i, measured);
        readWork(i, measured);
        stores.read(i, measured.stores, rules);
        i++;
      }
    }
    medianIntervalS = median();
    rules.dropJumps(t, x, y, speed);
    fillYaw();
    fillSpeed();
    moveToReferencePoint();
  }

  /** Number of samples with a position. */
  long positions() {
    return Arrays.stream(x).filter(v -> !Double.isNaN(v)).count();
  }

  int size() {
    return t.length;
  }

  boolean hasPosition(int i) {
    return !Double.isNaN(x[i]);
  }

  /** Index of the last sample at or before the time; -1 when there is none. */
  int indexAt(double time) {
    int i = Arrays.binarySearch(t, time);
    return i >= 0 ? i : -i - 2;
  }

  /** At most ten samples per second: the first, then each that is a step of the grid later. */
  int[] tenPerSecond() {
    if (tenPerSecond == null) {
      int[] found = new int[size()];
      int count = 0;
      for (int i = 0; i < size(); i++) {
        // Clocks jitter: a sample of 10 Hz may come a little early.
        if (count == 0 || t[i] - t[found[count - 1]] >= Grid.STEP_S - 0.005) {
          found[count++] = i;
        }
      }
      tenPerSecond = Arrays.copyOf(found, count);
    }
    return tenPerSecond;
  }

  /** The last of those ten per second that is at or before the sample. */
  int tenthAtOrBefore(int i) {
    int k = Arrays.binarySearch(tenPerSecond(), i);
    return tenPerSecond[k >= 0 ? k : -k - 2];
  }

  /** Median time between two samples; NaN for fewer than two. */
  double medianIntervalS() {
    return medianIntervalS;
  }

  private double median() {
    if (size() < 2) {
      return Double.NaN;
    }
    double[] steps = new double[size() - 1];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = t[i + 1] - t[i];
    }
    Arrays.sort(steps);
    return steps[steps.length / 2];
  }

  /** The longest time that two samples may lie apart and still be one piece of motion. */
  double longestStepS() {
    double median = medianIntervalS();
    // At most 10 s: whoever sends less often than that tells of no motion in between.
    return Double.isNaN(median) ? 1.0 : Math.min(10.0, Math.max(1.0, 3 * median));
  }

  /** The last of the samples from one on, of one stream, whose seqs leave none out. */
  int endOfSeqs(int from) {
    if (endsOfSeqs == null) {
      endsOfSeqs =
          IntStream.range(0, size())
              .filter(i -> i + 1 == size() || !follows(frames.get(i), frames.get(i + 1)))
              .toArray();
    }
    int at = Arrays.binarySearch(endsOfSeqs, from);
    return endsOfSeqs[at >= 0 ? at : -at - 1];
  }

  private static boolean follows(RunFrame frame, RunFrame next) {
    return next.seq() == frame.seq() + 1 && next.stream().equals(frame.stream());
  }

  /** Whether the heading or speed of any sample is derived from positions. */
  boolean isAnyDerived() {
    return derivedFrom != null;
  }

  /** The first sample whose position is in the heading or speed of this one; else itself. */
  int derivedFromFirst(int i) {
    return derivedFrom == null ? i : derivedFrom[0][i];
  }

  /** The last sample whose position is in the heading or speed of this one; else itself. */
  int derivedFromLast(int i) {
    return derivedFrom == null ? i : derivedFrom[1][i];
  }

  private void derive(int i, int first, int last) {
    if (derivedFrom == null) {
      derivedFrom = new int[2][];
      derivedFrom[0] = IntStream.range(0, size()).toArray();
      derivedFrom[1] = derivedFrom[0].clone();
    }
    derivedFrom[0][i] = Math.min(derivedFrom[0][i], first);
    derivedFrom[1][i] = Math.max(derivedFrom[1][i], last);
  }

  /** Where the vehicle was at the time, between two samples with a position; null when unknown. */
  Pose poseAt(double time) {
    int i = indexAt(time);
    if (i < 0) {
      return null;
    }
    if (t[i] == time) {
      return hasPosition(i) ? new Pose(x[i], y[i], yaw[i], speed[i]) : null;
    }
    if (i + 1 >= size()
        || t[i + 1] - t[i] > longestStepS()
        || !hasPosition(i)
        || !hasPosition(i + 1)) {
      return null;
    }
    double share = (time - t[i]) / (t[i + 1] - t[i]);
    double turn = wrap(yaw[i + 1] - yaw[i]);
    return new Pose(
        x[i] + share * (x[i + 1] - x[i]),
        y[i] + share * (y[i + 1] - y[i]),
        yaw[i] + share * turn,
        speed[i] + share * (speed[i + 1] - speed[i]));
  }

  /** Position of the reference point in the local frame, yaw from east, speed forward. */
  record Pose(double x, double y, double yaw, double speed) {}

  private void readPosition(int i, Measured m, RunGeometry geometry) {
    if (m.has(Measured.LOCAL_POSE)) {
      x[i] = m.x;
      y[i] = m.y;
      yaw[i] = rules.value(m.has(Measured.YAW), m.yawRad, -100, 100, SampleRules.HEADING);
    } else if (m.fix() == GnssFix.GNSS_FIX_NONE) {
      rules.drop(SampleRules.NO_FIX);
      return;
    } else if (m.has(Measured.POSITION)) {
      readGeodetic(i, m.latitudeDeg, m.longitudeDeg, geometry);
    } else {
      return;
    }
    // "Not within" is true of NaN too.
    double most = SampleRules.POSITION_MAX_M;
    if (!(Math.abs(x[i]) <= most && Math.abs(y[i]) <= most)) {
      x[i] = Double.NaN;
      y[i] = Double.NaN;
      rules.drop(SampleRules.NO_POSITION);
    }
  }

  private void readGeodetic(int i, double latitude, double longitude, RunGeometry geometry) {
    boolean nowhere = latitude == 0 && longitude == 0;
    if (!nowhere && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) {
      double[] local = geometry.toLocal(latitude, longitude);
      x[i] = local[0];
      y[i] = local[1];
    }
  }

  private void readMotion(int i, Measured m) {
    double fastest = SampleRules.SPEED_MAX_MPS;
    speed[i] = rules.value(m.has(Measured.SPEED), m.speedMps, -fastest, fastest, SampleRules.SPEED);
    longitudinal[i] = acceleration(m.has(Measured.LONGITUDINAL), m.longitudinalMps2);
    lateral[i] = acceleration(m.has(Measured.LATERAL), m.lateralMps2);
    double turning = SampleRules.YAW_RATE_MAX_RADPS;
    yawRate[i] =
        rules.value(
            m.has(Measured.YAW_RATE), m.yawRateRadps, -turning, turning, SampleRules.YAW_RATE);
    if (Double.isNaN(yaw[i])) {
      yaw[i] = yawOf(m.has(Measured.HEADING), m.headingDeg);
    }
    boolean moving = Double.isNaN(speed[i]) || speed[i] > MOVING_MPS;
    if (Double.isNaN(yaw[i]) && moving) {
      yaw[i] = yawOf(m.has(Measured.COURSE), m.courseDeg);
    }
  }

  private void readWork(int i, Measured m) {
    brakeRatio[i] =
        rules.value(
            m.has(Measured.BRAKE), m.brakeRatio, 0, SampleRules.RATIO_MAX, SampleRules.BRAKE);
    emergencyStop.set(i, m.emergencyStop);
    safetyTakeover.set(i, m.safetyTakeover);
    brushOn.set(i, m.sanitation.getBrushOn());
    if (m.patrol.getAlarmsCount() > 0) {
      alarms.put(i, m.patrol.getAlarmsList());
    }
    if (!m.signals.isEmpty()) {
      signals.put(i, m.signals);
    }
    Sanitation sanitation = m.sanitation;
    if (sanitation.getBrushOn() && sanitation.hasSweepWidthM()) {
      double most = SampleRules.SWEEP_MAX_M;
      double left = sanitation.getSweepOffsetM();
      double width = sanitation.getSweepWidthM();
      sweepOffset[i] = rules.value(true, left, -most, most, SampleRules.SWEEPING);
      sweepWidth[i] = rules.value(true, width, 0, most, SampleRules.SWEEPING);
    }
  }

  private double acceleration(boolean measured, double mps2) {
    double most = SampleRules.ACCELERATION_MAX_MPS2;
    return rules.value(measured, mps2, -most, most, SampleRules.ACCELERATION);
  }

  /** From degrees clockwise from north, -180 to 360, to radians from east. */
  private double yawOf(boolean measured, double degrees) {
    return StrictMath.toRadians(
        90 - rules.value(measured, degrees, -180, 360, SampleRules.HEADING));
  }

  private void fillYaw() {
    int last = -1;
    double lastS = Double.NaN;
    for (int i = 0; i < size(); i++) {
      last = Math.abs(t[i] - lastS) > longestStepS() ? -1 : last;
      if (Double.isNaN(yaw[i]) && hasPosition(i)) {
        int[] span = positionsAround(i);
        double dx = x[span[1]] - x[span[0]];
        double dy = y[span[1]] - y[span[0]];
        if (dx * dx + dy * dy >= 0.25) {
          yaw[i] = StrictMath.atan2(dy, dx);
          derive(i, span[0], span[1]);
        } else {
          carryYaw(last, i);
        }
      }
      last = Double.isNaN(yaw[i]) ? last : i;
      lastS = hasPosition(i) || !Double.isNaN(yaw[i]) ? t[i] : lastS;
    }
    last = -1;
    for (int i = size() - 1; i >= 0; i--) {
      last = Math.abs(t[i] - lastS) > longestStepS() ? -1 : last;
      if (Double.isNaN(yaw[i]) && hasPosition(i)) {
        carryYaw(last, i);
      }
      last = Double.isNaN(yaw[i]) ? last : i;
      lastS = hasPosition(i) || !Double.isNaN(yaw[i]) ? t[i] : lastS;
    }
  }

  /** Of a vehicle that stands: as it was at another sample, -1 for none. */
  private void carryYaw(int from, int to) {
    if (from >= 0) {
      yaw[to] = yaw[from];
      derive(to, derivedFromFirst(from), derivedFromLast(from));
    }
  }

  private void fillSpeed() {
    for (int i = 0; i < size(); i++) {
      if (Double.isNaN(speed[i]) && hasPosition(i)) {
        int[] span = positionsAround(i);
        double dx = x[span[1]] - x[span[0]];
        double dy = y[span[1]] - y[span[0]];
        double dt = t[span[1]] - t[span[0]];
        speed[i] = dt > 0 ? StrictMath.sqrt(dx * dx + dy * dy) / dt : Double.NaN;
        derive(i, span[0], span[1]);
      }
    }
  }

  /** The first and last sample with a position within half a second of this one. */
  private int[] positionsAround(int i) {
    int[] span = {i, i};
    for (int j = i; j >= 0 && t[i] - t[j] <= 0.5; j--) {
      span[0] = hasPosition(j) ? j : span[0];
    }
    for (int j = i; j < size() && t[j] - t[i] <= 0.5; j++) {
      span[1] = hasPosition(j) ? j : span[1];
    }
    return span;
  }

  private void moveToReferencePoint() {
    double offset = shape.getPositionOffsetM();
    for (int i = 0; i < size() && offset != 0; i++) {
      if (hasPosition(i) && !Double.isNaN(yaw[i])) {
        x[i] -= offset * StrictMath.cos(yaw[i]);
        y[i] -= offset * StrictMath.sin(yaw[i]);
      }
    }
  }

  static double wrap(double angle) {
    return StrictMath.IEEEremainder(angle, 2 * Math.PI);
  }

  /** A column of so many that nothing was measured of. */
  static double[] unmeasured(int n) {
    double[] column = new double[n];
    Arrays.fill(column, Double.NaN);
    return column;
  }
}
