package io.yardang.streamjobs.scoring;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The worst value of all others at each instant, and of whom; NaN where there is none. */
final class Worst {
  final double[] value;
  final String[] of;
  private final int sign;

  private Worst(int instants, int sign) {
    value = Samples.unmeasured(instants);
    of = new String[instants];
    this.sign = sign;
  }

  static Worst smallest(int instants) {
    return new Worst(instants, -1);
  }

  static Worst largest(int instants) {
    return new Worst(instants, 1);
  }

  void take(int k, double v, String name) {
    if (Double.isNaN(value[k]) || sign * v > sign * value[k]) {
      value[k] = v;
      of[k] = name;
    }
  }

  /** The worst of all instants; NaN when there is none. */
  double worst() {
    double worst = Double.NaN;
    for (double v : value) {
      worst = Double.isNaN(worst) || sign * v > sign * worst ? v : worst;
    }
    return worst;
  }

  /** How many instants have a value or are among these. */
  long countOrIn(BitSet instants) {
    return IntStream.range(0, value.length)
        .filter(k -> !Double.isNaN(value[k]) || instants.get(k))
        .count();
  }

  /** Whose it is at the instants of the excursion. */
  Set<String> of(Excursion x) {
    return Arrays.stream(of, x.first(), x.last() + 1)
        .filter(Objects::nonNull)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  long count() {
    return Arrays.stream(value).filter(v -> !Double.isNaN(v)).count();
  }
}
