package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.safety.Bound;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A quantity of motion that has to stay in bounds, on the filtered 10 Hz grid. The value is the one
 * of the largest magnitude, details give the lowest and the highest; reaching a bound is a finding,
 * as nuPlan's within_bound has it.
 */
final class MotionMetric extends NamedMetric {
  private final Function<Grid, double[]> column;
  private final double reachS;
  private final String below;
  private final String above;

  /** Where the card names no limit and nuPlan's upper one is not the lower one's opposite. */
  private final double ownUpper;

  private MotionMetric(
      String id,
      String title,
      String unit,
      Function<Grid, double[]> column,
      double reachS,
      String below,
      String above,
      double ownUpper) {
    super(id, title, unit);
    this.column = column;
    this.reachS = reachS;
    this.below = below;
    this.above = above;
    this.ownUpper = ownUpper;
  }

  static MotionMetric longitudinalAcceleration() {
    return new MotionMetric(
        "acceleration.longitudinal",
        "Longitudinal acceleration",
        "m/s2",
        g -> g.longitudinal,
        Grid.REACH_S,
        "Braked hard",
        "Accelerated hard",
        2.40);
  }

  static MotionMetric lateralAcceleration() {
    return new MotionMetric(
        "acceleration.lateral",
        "Lateral acceleration",
        "m/s2",
        g -> g.lateral,
        Grid.REACH_S,
        "Cornered hard to the right",
        "Cornered hard to the left",
        Double.NaN);
  }

  static MotionMetric longitudinalJerk() {
    return new MotionMetric(
        "jerk.longitudinal",
        "Longitudinal jerk",
        "m/s3",
        g -> g.longitudinalJerk,
        Grid.JERK_REACH_S,
        "Jerked backward",
        "Jerked forward",
        Double.NaN);
  }

  static MotionMetric jerkMagnitude() {
    return new MotionMetric(
        "jerk.magnitude",
        "Jerk of the acceleration's magnitude",
        "m/s3",
        g -> g.jerkMagnitude,
        Grid.JERK_REACH_S,
        "Jerked",
        "Jerked",
        Double.NaN);
  }

  static MotionMetric yawRate() {
    return new MotionMetric(
        "yaw_rate",
        "Yaw rate",
        "rad/s",
        g -> g.yawRate,
        Grid.REACH_S,
        "Turned fast to the right",
        "Turned fast to the left",
        Double.NaN);
  }

  static MotionMetric yawAcceleration() {
    return new MotionMetric(
        "yaw_acceleration",
        "Yaw acceleration",
        "rad/s2",
        g -> g.yawAcceleration,
        Grid.REACH_S,
        "Turned in abruptly to the right",
        "Turned in abruptly to the left",
        Double.NaN);
  }

  double lower(Scorecard.Entry card) {
    return card.parameter("lower", -Math.abs(card.limit()));
  }

  double upper(Scorecard.Entry card) {
    boolean own = card.threshold() == null && !Double.isNaN(ownUpper);
    return card.parameter("upper", own ? ownUpper : Math.abs(card.limit()));
  }

  /** On the grid; NaN where it is not known. */
  double[] values(Grid grid) {
    return column.apply(grid);
  }

  /** True where the quantity is out of the card's bounds. */
  boolean[] outOfBounds(Grid grid, Scorecard.Entry card) {
    double[] values = column.apply(grid);
    boolean[] out = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      out[i] = Bound.excessOfBoth(values[i], lower(card), upper(card)) > 0;
    }
    return out;
  }

  @Override
  public Judgement judge(RunData run, Scorecard.Entry card) {
    double[] values = column.apply(run.grid());
    double[] t = run.grid().t;
    double lower = lower(card);
    double upper = upper(card);
    double[] measured = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
    if (measured.length == 0) {
      return Judgement.notApplicable("neither measured nor to be derived from the samples");
    }
    double min = Arrays.stream(measured).min().getAsDouble();
    double max = Arrays.stream(measured).max().getAsDouble();
    Judgement judgement =
        Judgement.of(-min > max ? min : max, measured.length)
            .drop("not measured", values.length - measured.length)
            .detail("min", min)
            .detail("max", max)
            .detail("lower_limit", lower)
            .detail("upper_limit", upper);
    for (Excursion e : Excursion.of(t, i -> Bound.excessOfBoth(values[i], lower, upper))) {
      double worst = values[e.worst()];
      judgement.violation(
          Violation.during(
                  t[e.first()],
                  t[e.last()],
                  t[e.worst()],
                  worst,
                  worst <= lower ? lower : upper,
                  Rounding.text(
                      "%s: %.2f %s where %.2f is the limit, for %.1f s.",
                      worst <= lower ? below : above,
                      worst,
                      unit(),
                      worst <= lower ? lower : upper,
                      t[e.last()] - t[e.first()] + Grid.STEP_S))
              .reaching(reachS));
    }
    return judgement;
  }
}
