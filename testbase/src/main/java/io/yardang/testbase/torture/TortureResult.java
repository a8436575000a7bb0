package io.yardang.testbase.torture;

/**
 * What a torture came to; of acked, lost, doubled and invented the unit is frames.
 *
 * @param powerCutsSkipped whether power cuts were asked for and could not be made
 */
public record TortureResult(
    int kills,
    int powerCuts,
    int damages,
    long acked,
    long lost,
    long doubled,
    long invented,
    boolean powerCutsSkipped) {
  static final TortureResult NOTHING = new TortureResult(0, 0, 0, 0, 0, 0, 0);
  static final TortureResult NO_POWER_CUTS = new TortureResult(0, 0, 0, 0, 0, 0, 0, true);

  TortureResult(
      int kills, int powerCuts, int damages, long acked, long lost, long doubled, long invented) {
    this(kills, powerCuts, damages, acked, lost, doubled, invented, false);
  }

  public int rounds() {
    return kills + powerCuts + damages;
  }

  public boolean isSound() {
    return lost == 0 && doubled == 0 && invented == 0;
  }

  TortureResult plus(TortureResult other) {
    return new TortureResult(
        kills + other.kills,
        powerCuts + other.powerCuts,
        damages + other.damages,
        acked + other.acked,
        lost + other.lost,
        doubled + other.doubled,
        invented + other.invented,
        powerCutsSkipped || other.powerCutsSkipped);
  }

  /** The one line for scripts. */
  public String line() {
    return "torture: rounds="
        + rounds()
        + " kills="
        + kills
        + " power_cuts="
        + (powerCutsSkipped ? "skipped" : Integer.toString(powerCuts))
        + " damages="
        + damages
        + " acked="
        + acked
        + " lost="
        + lost
        + " doubled="
        + doubled
        + " invented="
        + invented;
  }
}
