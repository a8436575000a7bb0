package io.yardang.streamjobs.scoring;

import java.util.ArrayList;
import java.util.List;

/**
 * What was used of one store: in all, and on the way that is known, so that consumption per
 * distance never sets the one of a gap against the other without it.
 *
 * <p>Of a rate (power, fuel per hour): the integral, by trapezoids between readings of one piece;
 * what flows back counts as less used. Of a content (mass, volume): what it fell by. It rises by
 * refuelling alone: once it stands higher than before by more than its noise, the use ends at its
 * lowest and goes on from its highest, and the time between counts as refuelling. A reading apart
 * from both its neighbours by more than the noise is none; nor is it use when the content falls by
 * more than that from one sample to the next, which no drive can do.
 */
final class StoreUse {
  /** At most so far a vehicle moves while it is refuelled, m (policy). */
  private static final double REFUELLING_M = 10;

  long readings;
  long jumped;

  /** How often it fell at once, which is not counted as used. */
  long fellAtOnce;

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
   * @param noise a rise by more than this is refuelling
   */
  static StoreUse ofContent(Samples s, Way way, double[] left, double noise) {
    StoreUse use = new StoreUse(way);
    List<Integer> at = use.read(left, noise);
    int low = 0;
    int from = 0;
    for (int k = 1; k < at.size(); k++) {
      double value = left[at.get(k)];
      low = value <= left[at.get(low)] ? k : low;
      if (value - left[at.get(low)] > noise) {
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

  /** Samples with a reading. */
  private List<Integer> read(double[] left, double noise) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < left.length; i++) {
      if (!Double.isNaN(left[i])) {
        all.add(i);
      }
    }
    List<Integer> good = new ArrayList<>();
    for (int k = 0; k < all.size(); k++) {
      if (k > 0 && k + 1 < all.size()) {
        double since = left[all.get(k)] - left[all.get(k - 1)];
        double until = left[all.get(k)] - left[all.get(k + 1)];
        if (since * until > 0 && Math.min(Math.abs(since), Math.abs(until)) > noise) {
          jumped++;
          continue;
        }
      }
      good.add(all.get(k));
    }
    readings = good.size();
    return good;
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
