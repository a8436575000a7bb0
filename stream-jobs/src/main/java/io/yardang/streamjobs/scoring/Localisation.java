package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.signal.Percentile;
import java.util.Arrays;
import java.util.List;

/**
 * localisation: distance of the vehicle's own position from that of the reference on board, at the
 * vehicle's samples, both brought to the rear axle; the 95th percentile, m, with RMSE and the
 * largest in the details. 1 up to the threshold (0.05 m: a public acceptance specification of
 * sweepers, no standard), else threshold / value (policy).
 */
final class Localisation extends NamedMetric {
  Localisation() {
    super("localisation", "Error of the vehicle's own position", "m");
  }

  @Override
  public Judgement judge(RunData run, Scorecard.Entry card) {
    Samples reference = run.reference();
    if (reference == null) {
      return Judgement.notApplicable("the plan has no participant with the role of a reference");
    }
    Samples s = run.subject();
    double[] errors = new double[s.size()];
    int worst = -1;
    for (int i = 0; i < errors.length; i++) {
      Samples.Pose there = reference.poseAt(s.t[i]);
      errors[i] =
          there == null || !s.hasPosition(i)
              ? Double.NaN
              : StrictMath.hypot(s.x[i] - there.x(), s.y[i] - there.y());
      worst = !Double.isNaN(errors[i]) && (worst < 0 || errors[i] > errors[worst]) ? i : worst;
    }
    if (worst < 0) {
      return Judgement.notApplicable("the reference has no position at any of the samples");
    }
    double[] known = Arrays.stream(errors).filter(v -> !Double.isNaN(v)).toArray();
    double p95 = Percentile.LINEAR.of(known, 0.95);
    double limit = card.limit();
    Judgement judgement =
        Judgement.of(p95, known.length)
            .score(card.breaks(p95) ? limit / p95 : 1)
            .drop("no position of the vehicle or of the reference", errors.length - known.length)
            .detail("rmse", Tracking.rmse(known))
            .detail("max", errors[worst]);
    if (card.breaks(p95)) {
      judgement.violation(
          Violation.during(
                  s.t[worst],
                  s.t[worst],
                  s.t[worst],
                  p95,
                  limit,
                  Rounding.text(
                      "Was wrong about its position by %.2f m in 1 of 20 samples (%.2f m at worst,"
                          + " here); %.2f m is the limit.",
                      p95, errors[worst], limit))
              // A percentile rests on all of them.
              .over(0, run.endS())
              .against(List.of(reference.vehicle))
              .knownAtEnd());
    }
    return judgement;
  }

  @Override
  public boolean onlyAtEnd() {
    return true;
  }
}
