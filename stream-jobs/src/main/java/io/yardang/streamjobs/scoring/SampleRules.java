package io.yardang.streamjobs.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What of the data is not used, and why: the one place where samples are refused.
 *
 * <ol>
 *   <li>Within a stream the sample times must rise with the seqs. Of frames that do not (a clock
 *       that was set back, frames with an old time) the fewest possible are left out.
 *   <li>Of frames with the same sample time the first counts.
 *   <li>A value that is not finite, or outside of its range below, is "not available". So is a
 *       position off the globe, at exactly 0, 0, or over 100 km from the plan's origin.
 *   <li>A geodetic position without a fix is not used.
 *   <li>A position that cannot be reached from the last one is a jump: farther than 1.5 times the
 *       greater of the two speeds (60 m/s where none is measured), plus 5 m/s and 4 m/s2 of
 *       acceleration, would bring it, plus 2 m. Jumps are not used, until 10 of them in a row, or
 *       those of one second, agree with each other: then the vehicle is there; and what was before,
 *       up to the last such change, is not used when it is shorter than 5 s and than what follows
 *       (a first fix that was wrong).
 * </ol>
 *
 * The ranges hold all that road vehicles do and leave out the codes for "not available":
 *
 * <ul>
 *   <li>Motion (ETSI TS 102 894-2, as EN 302 637-2 sends it): speed to 120 m/s (its code is
 *       163.83), acceleration to 16 m/s2 (code 16.1), yaw rate to 5.7 rad/s (code 327.67
 *       degrees/s), heading to 360 degrees (code 360.1).
 *   <li>Objects: centre within 1000 m, speed as a vehicle's, yaw within a turn, size to 102.1 m
 *       (ETSI: 102.2 is "out of range", 102.3 "not available"), width of who moves to 6 m (6.1 and
 *       6.2). One without a centre is not used; one without a size has the typical one.
 *   <li>Battery: 0 to 1,500 V (the end of ISO 6469-3's voltage class B), 3,000 A either way (what
 *       megawatt charging ends at), and their product, 4.5 MW; codes of 8 and 16 bits, as GB/T
 *       32960 has them, lie beyond. Charge 0 to 1.
 *   <li>Stores: hydrogen 0 to 500 kg, fuel 0 to 2,000 l and 1,000 l/h: more than any truck carries.
 *   <li>Sweeping: 0 to 10 m wide, at most 10 m aside. Brake demand 0 to 1. Accuracy of the clock 0
 *       to 1e9 s.
 * </ul>
 *
 * Numbers without a source are policy of the test base.
 */
final class SampleRules {
  static final String SAME_TIME = "the sample time of another frame";
  static final String AMBIGUOUS = "seq used for several frames, of which one counts";
  static final String TIME_BACKWARDS = "sample time runs backwards";
  static final String NO_FIX = "no GNSS fix";
  static final String NO_POSITION = "position not available";
  static final String JUMP = "position jumped";
  static final String SPEED = "speed not available";
  static final String ACCELERATION = "acceleration not available";
  static final String YAW_RATE = "yaw rate not available";
  static final String HEADING = "heading not available";

  static final String BRAKE = "brake demand not available";
  static final String CLOCK = "clock accuracy not available";
  static final String BATTERY = "battery power, voltage or current not available";
  static final String CHARGE = "battery charge not available";
  static final String HYDROGEN = "hydrogen mass not available";
  static final String FUEL = "fuel volume or rate not available";
  static final String SWEEPING = "sweep width or offset not available";
  static final String OBJECT_PLACE = "object's place not available";
  static final String OBJECT_VELOCITY = "object's velocity not available";
  static final String OBJECT_YAW = "object's yaw not available";
  static final String OBJECT_SIZE = "object's size not available";

  static final double POSITION_MAX_M = 100_000;
  static final double SPEED_MAX_MPS = 120;
  static final double ACCELERATION_MAX_MPS2 = 16;
  static final double YAW_RATE_MAX_RADPS = 5.7;

  /** A little over 1, for rounding. */
  static final double RATIO_MAX = 1.01;

  static final double VOLTAGE_MAX_V = 1_500;
  static final double CURRENT_MAX_A = 3_000;
  static final double POWER_MAX_W = VOLTAGE_MAX_V * CURRENT_MAX_A;
  static final double HYDROGEN_MAX_KG = 500;
  static final double FUEL_MAX_L = 2_000;
  static final double FUEL_RATE_MAX_LPH = 1_000;
  static final double SWEEP_MAX_M = 10;
  static final double CLOCK_ERROR_MAX_S = 1e9;
  static final double OBJECT_PLACE_MAX_M = 1_000;
  static final double OBJECT_SIZE_MAX_M = 102.15;
  static final double ROAD_USER_WIDTH_MAX_M = 6.05;
  static final double OBJECT_YAW_MAX_RAD = 6.284;

  private static final double UNKNOWN_SPEED_MPS = 60;
  private static final int AGREEING = 10;
  private static final double AGREEING_S = 1.0;
  private static final double SETTLED_S = 5;

  private final Map<String, Long> dropped = new TreeMap<>();

  /** How much was not used, by reason. */
  Map<String, Long> dropped() {
    return dropped;
  }

  /** How many frames were not used at all. */
  long framesDropped() {
    return dropped.getOrDefault(SAME_TIME, 0L) + dropped.getOrDefault(TIME_BACKWARDS, 0L);
  }

  void drop(String reason) {
    drop(reason, 1);
  }

  void drop(String reason, long count) {
    if (count > 0) {
      dropped.merge(reason, count, Long::sum);
    }
  }

  /** The value; NaN when it is not measured, or counted as not available. */
  double value(boolean measured, double value, double lowest, double highest, String reason) {
    if (!measured) {
      return Double.NaN;
    }
    if (!(value >= lowest && value <= highest)) {
      drop(reason);
      return Double.NaN;
    }
    return value;
  }

  /** The same of a value that is NaN when it is not measured. */
  double value(double value, double lowest, double highest, String reason) {
    return value(!Double.isNaN(value), value, lowest, highest, reason);
  }

  /**
   * The frames to use, with strictly rising sample times.
   *
   * @param all ordered by sample time, then stream, then seq
   */
  List<RunFrame> inOrder(List<RunFrame> all) {
    return isInOrder(all) ? all : rising(all);
  }

  /** As they mostly are: of one stream, with rising seqs and sample times. */
  private static boolean isInOrder(List<RunFrame> all) {
    RunFrame before = null;
    for (RunFrame frame : all) {
      if (before != null
          && !(frame.sampleTimeNs() > before.sampleTimeNs()
              && isAfter(frame, before)
              && frame.stream().equals(before.stream()))) {
        return false;
      }
      before = frame;
    }
    return true;
  }

  private List<RunFrame> rising(List<RunFrame> all) {
    Map<UUID, List<RunFrame>> byStream = byStream(all);
    List<RunFrame> rising = new ArrayList<>();
    byStream.values().forEach(stream -> rising.addAll(longestRising(stream)));
    for (int i = rising.size(); i < all.size(); i++) {
      drop(TIME_BACKWARDS);
    }
    if (byStream.size() > 1) {
      rising.sort(
          Comparator.<RunFrame>comparingLong(f -> f.sampleTimeNs())
              .thenComparing(RunFrame::stream));
    }
    List<RunFrame> kept = new ArrayList<>(rising.size());
    long lastNs = Long.MIN_VALUE;
    for (RunFrame frame : rising) {
      long ns = frame.sampleTimeNs();
      if (ns > lastNs) {
        kept.add(frame);
        lastNs = ns;
      } else {
        drop(SAME_TIME);
      }
    }
    return kept;
  }

  private static Map<UUID, List<RunFrame>> byStream(List<RunFrame> all) {
    Map<UUID, List<RunFrame>> byStream = new TreeMap<>();
    UUID stream = null;
    List<RunFrame> ofStream = null;
    for (RunFrame frame : all) {
      if (!frame.stream().equals(stream)) {
        stream = frame.stream();
        ofStream = byStream.computeIfAbsent(stream, s -> new ArrayList<>());
      }
      ofStream.add(frame);
    }
    return byStream;
  }

  /** The longest part of frames in order of time whose seqs rise (patience sorting). */
  private static List<RunFrame> longestRising(List<RunFrame> frames) {
    int n = frames.size();
    int[] tails = new int[n];
    int[] before = new int[n];
    int length = 0;
    for (int i = 0; i < n; i++) {
      int at = length;
      if (length > 0 && !isAfter(frames.get(i), frames.get(tails[length - 1]))) {
        int low = 0;
        int high = length - 1;
        while (low < high) {
          int middle = (low + high) >>> 1;
          if (isAfter(frames.get(i), frames.get(tails[middle]))) {
            low = middle + 1;
          } else {
            high = middle;
          }
        }
        at = low;
      }
      before[i] = at == 0 ? -1 : tails[at - 1];
      tails[at] = i;
      length = Math.max(length, at + 1);
    }
    if (length == n) {
      return frames;
    }
    RunFrame[] longest = new RunFrame[length];
    for (int i = length == 0 ? -1 : tails[length - 1]; i >= 0; i = before[i]) {
      longest[--length] = frames.get(i);
    }
    return Arrays.asList(longest);
  }

  private static boolean isAfter(RunFrame frame, RunFrame other) {
    return Long.compareUnsigned(frame.seq(), other.seq()) > 0;
  }

  /** Takes away the positions that jumped: sets them to NaN. */
  void dropJumps(double[] t, double[] x, double[] y, double[] speed) {
    int last = -1;
    int from = 0;
    int count = 0;
    List<Cluster> clusters = new ArrayList<>();
    List<Integer> away = new ArrayList<>();
    for (int i = 0; i < t.length; i++) {
      if (Double.isNaN(x[i])) {
        continue;
      }
      if (last < 0 || isReachable(last, i, t, x, y, speed)) {
        forget(away, x, y);
        last = i;
        count++;
        continue;
      }
      int newest = away.isEmpty() ? -1 : away.get(away.size() - 1);
      if (newest >= 0 && !isReachable(newest, i, t, x, y, speed)) {
        forget(away, x, y);
      }
      away.add(i);
      boolean agreed =
          away.size() >= AGREEING || (away.size() > 1 && t[i] - t[away.get(0)] >= AGREEING_S);
      if (agreed) {
        clusters.add(new Cluster(from, away.get(0), last, count));
        from = away.get(0);
        count = away.size();
        last = i;
        away.clear();
      }
    }
    forget(away, x, y);
    clusters.add(new Cluster(from, t.length, last, count));
    for (int c = 0; c + 1 < clusters.size(); c++) {
      Cluster cluster = clusters.get(c);
      boolean isShort = t[cluster.last] - t[cluster.from] < SETTLED_S;
      if (isShort && cluster.count < clusters.get(c + 1).count) {
        List<Integer> wrong = new ArrayList<>();
        for (int i = cluster.from; i < cluster.to; i++) {
          if (!Double.isNaN(x[i])) {
            wrong.add(i);
          }
        }
        forget(wrong, x, y);
      }
    }
  }

  /** Samples from from to before to, the last of them with a position, so many with one. */
  private record Cluster(int from, int to, int last, int count) {}

  private void forget(List<Integer> away, double[] x, double[] y) {
    for (int i : away) {
      x[i] = Double.NaN;
      y[i] = Double.NaN;
      drop(JUMP);
    }
    away.clear();
  }

  private static boolean isReachable(
      int from, int to, double[] t, double[] x, double[] y, double[] speed) {
    double a = Math.abs(speed[from]);
    double b = Math.abs(speed[to]);
    double fastest = Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b);
    double dt = t[to] - t[from];
    double mps =
        Double.isNaN(fastest)
            ? UNKNOWN_SPEED_MPS
            : Math.min(SPEED_MAX_MPS, 1.5 * fastest + 5 + 4 * dt);
    return StrictMath.hypot(x[to] - x[from], y[to] - y[from]) <= mps * dt + 2;
  }
}
