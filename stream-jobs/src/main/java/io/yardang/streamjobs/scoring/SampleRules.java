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
 *   <li>A value that is not finite, or outside of what any road vehicle does, is "not available":
 *       codes such as ETSI's 163.83 m/s, 16.1 m/s2 or 360.1 degrees lie there. So does a position
 *       off the globe, or at exactly 0, 0.
 *   <li>A geodetic position without a fix is not used.
 *   <li>A position that cannot be reached from the last one is a jump: farther than 1.5 times the
 *       greater of the two speeds (60 m/s where none is measured), plus 5 m/s and 4 m/s2 of
 *       acceleration, would bring it, plus 2 m. Jumps are not used, until 10 of them in a row, or
 *       those of one second, agree with each other: then the vehicle is there.
 * </ol>
 *
 * All numbers are policy of the test base.
 */
final class SampleRules {
  static final String SAME_TIME = "the sample time of another frame";
  static final String TIME_BACKWARDS = "sample time runs backwards";
  static final String NO_FIX = "no GNSS fix";
  static final String NO_POSITION = "position not available";
  static final String JUMP = "position jumped";
  static final String SPEED = "speed not available";
  static final String ACCELERATION = "acceleration not available";
  static final String YAW_RATE = "yaw rate not available";
  static final String HEADING = "heading not available";

  static final double SPEED_MAX_MPS = 120;
  static final double ACCELERATION_MAX_MPS2 = 16;
  static final double YAW_RATE_MAX_RADPS = 5.7;

  private static final double UNKNOWN_SPEED_MPS = 60;
  private static final int AGREEING = 10;
  private static final double AGREEING_S = 1.0;

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
    dropped.merge(reason, 1L, Long::sum);
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

  /**
   * The frames to use, with strictly rising sample times.
   *
   * @param all ordered by sample time, then stream, then seq
   */
  List<RunFrame> inOrder(List<RunFrame> all) {
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
    List<Integer> away = new ArrayList<>();
    for (int i = 0; i < t.length; i++) {
      if (Double.isNaN(x[i])) {
        continue;
      }
      if (last < 0 || isReachable(last, i, t, x, y, speed)) {
        forget(away, x, y);
        last = i;
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
        drop(JUMP + ", and stayed there");
        last = i;
        away.clear();
      }
    }
    forget(away, x, y);
  }

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
