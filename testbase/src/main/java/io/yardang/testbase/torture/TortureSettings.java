package io.yardang.testbase.torture;

import io.yardang.v1.AckLevel;
import java.nio.file.Path;
import java.util.List;

/**
 * How much to torture.
 *
 * @param kills how often the gateway is killed; in turn at each level
 * @param powerCuts how often its file system loses its power
 * @param damages how often a file of a journal is damaged
 * @param levels of acknowledgement that the gateway is killed at
 * @param vehicles that send at the same time
 * @param seed of the frames, of the moments and of the damage
 * @param scratch an existing folder for journals and images; what fails stays there
 */
public record TortureSettings(
    int kills,
    int powerCuts,
    int damages,
    List<AckLevel> levels,
    int vehicles,
    long seed,
    Path scratch) {
  public TortureSettings {
    levels = List.copyOf(levels);
    if (kills < 0 || powerCuts < 0 || damages < 0) {
      throw new IllegalArgumentException(
          "rounds must be 0 or more: kills="
              + kills
              + ", power cuts="
              + powerCuts
              + ", damages="
              + damages);
    }
    if (vehicles < 1 || levels.isEmpty()) {
      throw new IllegalArgumentException("at least one vehicle and one level of acknowledgement");
    }
  }
}
