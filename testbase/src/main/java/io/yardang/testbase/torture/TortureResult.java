package io.yardang.testbase.torture;

/** What a torture came to; of acked, lost, doubled and invented the unit is frames. */
public record TortureResult(
    int kills, int powerCuts, int damages, long acked, long lost, long doubled, long invented) {
  static final TortureResult NOTHING = new TortureResult(0, 0, 0, 0, 0, 0, 0);

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
        invented + other.invented);
  }

  /** The one line for scripts. */
  public String line() {
    return "torture: rounds="
        + rounds()
        + " kills="
        + kills
        + " power_cuts="
        + powerCuts
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
