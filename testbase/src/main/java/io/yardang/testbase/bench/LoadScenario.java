package io.yardang.testbase.bench;

/** The shapes of load that a test base knows. */
public enum LoadScenario {
  FLEET(1_000, 10, 0, "1,000 vehicles at 10 Hz"),
  FAST(100, 100, 0, "100 vehicles at 100 Hz"),
  RIGS(10, 1_000, 0, "10 rigs at 1 kHz"),
  STORM(1_000, 10, 6_000, "1,000 vehicles at 10 Hz come back, each with 10 minutes of backlog");

  private static final int SECONDS = 20;

  private final int vehicles;
  private final int hz;
  private final int backlogFrames;
  private final String text;

  LoadScenario(int vehicles, int hz, int backlogFrames, String text) {
    this.vehicles = vehicles;
    this.hz = hz;
    this.backlogFrames = backlogFrames;
    this.text = text;
  }

  /** How many; a tenth, but no fewer than ten, in a quick run. */
  public int vehicles(boolean quick) {
    return quick ? Math.max(10, vehicles / 10) : vehicles;
  }

  public int hz() {
    return hz;
  }

  /** Of each vehicle; a fifth in a quick run. */
  public int backlogFrames(boolean quick) {
    return quick ? backlogFrames / 5 : backlogFrames;
  }

  public int seconds() {
    return SECONDS;
  }

  public String text() {
    return text;
  }
}
