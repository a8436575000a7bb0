package io.yardang.streamjobs.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one metric says of one run: a value, a score from 0 to 1 where it is judged, how many
 * samples that rests on, and the violations.
 */
final class Judgement {
  double value = Double.NaN;
  double score = Double.NaN;
  String notApplicableBecause = "";
  long used;
  final Map<String, Long> dropped = new TreeMap<>();
  final Map<String, Double> details = new TreeMap<>();
  final List<Violation> violations = new ArrayList<>();

  /** It has nothing to judge in this run, and is left out of the score. */
  static Judgement notApplicable(String because) {
    Judgement judgement = new Judgement();
    judgement.notApplicableBecause = because;
    return judgement;
  }

  /** It needs the plan's route, and there is none. */
  static Judgement withoutRoute() {
    return notApplicable("the plan has no route");
  }

  static Judgement of(double value, long used) {
    Judgement judgement = new Judgement();
    judgement.value = value;
    judgement.used = used;
    return judgement;
  }

  Judgement score(double shareOfOne) {
    score = Math.max(0, Math.min(1, shareOfOne));
    return this;
  }

  Judgement drop(String reason, long count) {
    if (count > 0) {
      dropped.merge(reason, count, Long::sum);
    }
    return this;
  }

  Judgement detail(String name, double number) {
    if (!Double.isNaN(number) && !Double.isInfinite(number)) {
      details.put(name, number);
    }
    return this;
  }

  Judgement violation(Violation violation) {
    violations.add(violation);
    return this;
  }

  boolean applies() {
    return notApplicableBecause.isEmpty();
  }
}
