package io.yardang.streamjobs.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * A stretch of a series in which a limit is broken: first and last instant (indices), and the
 * worst.
 */
record Excursion(int first, int last, int worst) {
  private static final double MERGE_S = 1.0;

  /**
   * Groups the instants that break the limit; those less than 1 s apart belong together.
   *
   * @param t seconds, rising
   * @param excess by how much instant i breaks the limit; not above 0, or NaN: it does not
   */
  static List<Excursion> of(double[] t, IntToDoubleFunction excess) {
    List<Excursion> found = new ArrayList<>();
    int first = -1;
    int last = -1;
    int worst = -1;
    for (int i = 0; i < t.length; i++) {
      double by = excess.applyAsDouble(i);
      if (!(by > 0)) {
        continue;
      }
      if (first >= 0 && t[i] - t[last] >= MERGE_S) {
        found.add(new Excursion(first, last, worst));
        first = -1;
      }
      if (first < 0) {
        first = i;
        worst = i;
      }
      last = i;
      worst = by > excess.applyAsDouble(worst) ? i : worst;
    }
    if (first >= 0) {
      found.add(new Excursion(first, last, worst));
    }
    return found;
  }
}
