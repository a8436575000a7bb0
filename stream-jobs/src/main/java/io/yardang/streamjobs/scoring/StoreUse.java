package io.yardang.streamjobs.scoring;

import java.util.ArrayList;
import java.util.List;

/**
 * What was used of one store: in all, and on the way that is known, so that consumption per
 * distance never sets the one of a gap against the other without it.
 *
 * <p>Of a rate (power, fuel per hour): the integral, by trapezoids between readings of one piece;
 * what flows back counts as less used. Of a content (mass, volume): what it fell by. Once it was
 * refuelled the use ends at its lowest and goes on from its highest, and the time between counts as
 * refuelling. That is a rise beyond what readings swing by (twice the noise) of a vehicle that
 * stands, or whose way is not known; of one that drives, a rise that no swing explains. Any other
 * rise is a swing, and the next fall takes it back.
 *
 * <p>A reading apart from its neighbours by more than the noise is none; nor is it use when the
 * content falls by more than that from one sample to the next, which no drive can do. One such fall
 * may be a wrong reading that is over. Several, or a large one, tell of a sensor with steps or a
 * reading that is not true: then nobody knows what was used.
 */
final class StoreUse {
  /** At most so far a vehicle moves while it is refuelled, m (policy). */
  private static final double REFUELLING_M = 10;

  /** Readings that are true to the noise differ by twice as much. */
  private static final double SWING_NOISES = 2;

  /** A rise by more than this is refuelling even of a vehicle that drives (policy). */
  private static final double NO_SWING_NOISES = 4;

  /** The largest share of the use that may have fallen at once (policy). */
  private static final double LARGEST_AT_ONCE = 0.05;

  long readings;
  long jumped;

  /** How often it fell at once, which is not counted as used, and by how much in all. */
  long fellAtOnce;

  double fellAtOnceBy;

  /** Of all the time of the run in which it is known. */
  double total;

  /** Of it what flowed back, and what of that while the vehicle stood: charged, not recovered. */
  double returned;

  double returnedStanding;

  /** Where the way is known too, and that way. */
  double onWay;

  double onWayM;
  int refuelled;
  double refuelledBy;

  /** Whether each reading of a content is the very same: nothing was used, or nothing measured. */
  boolean isConstant;

  private double seconds;
  private double onWayS;
  private double refuellingS;
  private final Way way;

  private StoreUse(Way way) {
    this.way = way;
  }

  /** Share of the time of the samples, less refuelling, in which it is known. */
  double share() {
    return shareOfRun(seconds);
  }

  /** The same where the way is known too. */
  double shareOnWay() {
    return shareOfRun(onWayS);
  }

  /** True when so much fell at once that what was used is not known. */
  boolean isInSteps() {
    return fellAtOnce > 1 || (fellAtOnce == 1 && fellAtOnceBy > LARGEST_AT_ONCE * total);
  }

  private double shareOfRun(double covered) {
    double all = way.seconds() - refuellingS;
    return all > 0 ? Math.min(1, covered / all) : 0;
  }

  /** Of amounts per second. */
  static StoreUse ofRate(Samples s, Way way, double[] perSecond) {
    StoreUse use = new StoreUse(way);
    int before = -1;
    for (int i = 0; i < perSecond.length; i++) {
      if (Double.isNaN(perSecond[i])) {
        continue;
      }
      use.readings++;
      if (before >= 0 && way.seconds(before, i) <= s.longestStepS() + 1e-9) {
        double amount = 0.5 * (perSecond[before] + perSecond[i]) * way.seconds(before, i);
        use.add(before, i, amount);
        boolean stands = way.isKnown(before, i) && way.metres(before, i) < 1e-3;
        use.returned += Math.max(0, -amount);
        use.returnedStanding += stands ? Math.max(0, -amount) : 0;
      }
      before = i;
    }
    return use;
  }

  /**
   * Of what is left.
   *
   * @param noise how far a reading may be from what is true
   */
  static StoreUse ofContent(Samples s, Way way, double[] left, double noise) {
    StoreUse use = new StoreUse(way);
    List<Integer> at = use.read(left, s.longestStepS(), noise);
    use.isConstant = at.stream().allMatch(i -> left[i] == left[at.get(0)]);
    int low = 0;
    int from = 0;
    for (int k = 1; k < at.size(); k++) {
      low = left[at.get(k)] <= left[at.get(low)] ? k : low;
      if (use.isRefuelling(left, at.get(low), at.get(k), noise)) {
        use.fell(left, at.subList(from, low + 1), s.longestStepS(), noise);
        from = highest(left, at, k, noise);
        use.refuelled(left, at.get(low), at.get(from));
        low = from;
        k = from;
      }
    }
    use.fell(left, at.subList(from, at.size()), s.longestStepS(), noise);
    return use;
  }

  private boolean isRefuelling(double[] left, int from, int to, double noise) {
    double rise = left[to] - left[from];
    boolean drove = way.isKnown(from, to) && way.metres(from, to) > REFUELLING_M;
    return rise > (drove ? NO_SWING_NOISES : SWING_NOISES) * noise;
  }

  /** Samples with a reading that its neighbours do not gainsay. */
  private List<Integer> read(double[] left, double atOnceS, double noise) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < left.length; i++) {
      if (!Double.isNaN(left[i])) {
        all.add(i);
      }
    }
    List<Integer> good = new ArrayList<>();
    for (int k = 0; k < all.size(); k++) {
      if (isApart(left, all, k, atOnceS, noise)) {
        jumped++;
      } else {
        good.add(all.get(k));
      }
    }
    readings = good.size();
    return good;
  }

  /** Whether a reading is apart from both its neighbours; at an end, from the one, at once. */
  private boolean isApart(double[] left, List<Integer> all, int k, double atOnceS, double noise) {
    if (all.size() < 3) {
      return false;
    }
    double value = left[all.get(k)];
    if (k == 0 || k == all.size() - 1) {
      int near = k == 0 ? 1 : k - 1;
      return Math.abs(value - left[all.get(near)]) > noise
          && Math.abs(way.seconds(all.get(k), all.get(near))) <= atOnceS;
    }
    double since = value - left[all.get(k - 1)];
    double until = value - left[all.get(k + 1)];
    return since * until > 0 && Math.min(Math.abs(since), Math.abs(until)) > noise;
  }

  /** The last of the highest readings before the content falls again. */
  private static int highest(double[] left, List<Integer> at, int from, double noise) {
    int highest = from;
    for (int k = from + 1; k < at.size(); k++) {
      double above = left[at.get(k)] - left[at.get(highest)];
      if (above < -noise) {
        break;
      }
      highest = above >= 0 ? k : highest;
    }
    return highest;
  }

  private void refuelled(double[] left, int from, int to) {
    refuelled++;
    refuelledBy += left[to] - left[from];
    boolean stood = way.isKnown(from, to) && way.metres(from, to) <= REFUELLING_M;
    refuellingS += stood ? way.seconds(from, to) : 0;
  }

  private void fell(double[] left, List<Integer> at, double atOnceS, double noise) {
    for (int k = 1; k < at.size(); k++) {
      double amount = left[at.get(k - 1)] - left[at.get(k)];
      if (amount > noise && way.seconds(at.get(k - 1), at.get(k)) <= atOnceS) {
        fellAtOnce++;
        fellAtOnceBy += amount;
      } else {
        add(at.get(k - 1), at.get(k), amount);
      }
    }
  }

  private void add(int from, int to, double amount) {
    total += amount;
    seconds += way.seconds(from, to);
    if (way.isKnown(from, to)) {
      onWay += amount;
      onWayM += way.metres(from, to);
      onWayS += way.seconds(from, to);
    }
  }
}
