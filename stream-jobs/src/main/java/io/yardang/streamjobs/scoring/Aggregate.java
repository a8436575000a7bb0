package io.yardang.streamjobs.scoring;

/**
 * The score of a run: product of the gates x sum(w m) / sum(w). What does not apply is not added,
 * so it is in neither sum. nuPlan, NAVSIM and CARLA use this form: no weighted metric can buy back
 * a gate.
 */
public final class Aggregate {
  private double gates = 1;
  private double weighted;
  private double weights;

  /** Adds a gate, 0 to 1. */
  public void gate(double score) {
    gates *= score;
  }

  /** Adds a weighted metric, 0 to 1. */
  public void weighted(double weight, double score) {
    weighted += weight * score;
    weights += weight;
  }

  /** 0 to 1; NaN when nothing weighted was added. */
  public double score() {
    return weights > 0 ? gates * (weighted / weights) : Double.NaN;
  }
}
