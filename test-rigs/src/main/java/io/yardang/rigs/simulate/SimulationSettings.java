package io.yardang.rigs.simulate;

/**
 * What a simulated drive depends on, besides its scenario: the same settings give the same bytes.
 *
 * @param seed of the sensor noise
 * @param hz samples per second, 10 to 100
 * @param startTimeNs sample time of the first frames, ns since the epoch
 * @param originLatitudeDeg where the plan's local frame has its zero
 * @param originLongitudeDeg the same
 */
public record SimulationSettings(
    long seed, int hz, long startTimeNs, double originLatitudeDeg, double originLongitudeDeg) {
  public SimulationSettings {
    if (hz < 10 || hz > 100) {
      throw new IllegalArgumentException("hz must be 10 to 100: hz=" + hz);
    }
  }

  /** On the test base near Karamay. */
  public static SimulationSettings atKaramay(long seed, int hz, long startTimeNs) {
    return new SimulationSettings(seed, hz, startTimeNs, 45.58, 84.87);
  }
}
