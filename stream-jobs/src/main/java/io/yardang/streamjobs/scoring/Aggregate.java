package io.yardang.streamjobs.scoring;

/**
 * The score of a run: product of the gates x sum(w m) / sum(w). What does not apply is not added,
 * so it is in neither sum. nuPlan, NAVSIM and CARLA use this form: no weighted metric can buy back
 * a gate.
 */
public final class Aggregate {
  private double gates = 1;
  private boolean gated;
  private double weighted;
  private double weights;

  /** Adds a gate, 0 to 1. */
  public void gate(double score) {
    gates *= score;
    gated = true;
  }

  /** Adds a weighted metric, 0 to 1. */
  public void weighted(double weight, double score) {
    weighted += weight * score;
    weights += weight;
  }

  /** True when anything weighted was added. */
  public boolean isWeighted() {
    return weights > 0;
  }

  /** 0 to 1; the gates' alone when nothing weighted was added; NaN when nothing was. */
  public double score() {
    return weights > 0 ? gates * (weighted / weights) : gated ? gates : Double.NaN;
  }
}
