package io.yardang.streamjobs.scoring.safety;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Post-encroachment time of two ways as they were driven: where they cross at 30 to 150 degrees,
 * the time from the exit of the first from the conflict area to the entry of the second, s;
 * negative when both were in it at once.
 *
 * <p>The conflict area is SUMO's: a vehicle enters half the other's width before the crossing of
 * the ways of the front bumpers' middles, and has left after its own length and the other's width.
 * Ways are looked up in a grid of cells, so the cost grows with their lengths, not their product.
 *
 * <p>Source: SUMO, SSM device (PET).
 */
public final class PostEncroachment {
  /** What passes this much later meets nobody, s (policy). */
  public static final double CONSIDERED_S = 10;

  private static final double CELL_M = 5;
  private static final double LEAST_ANGLE_SINE = 0.5;

  /**
   * A crossing: when the second entered, and how long after the first had left.
   *
   * @param fromS when the first entered, as far as its way is known
   * @param untilS when both had left, as far as their ways are known
   */
  public record Crossing(
      double secondEntryS, double petS, boolean egoSecond, double fromS, double untilS) {}

  private final TimedWay ego;
  private final Map<Long, List<Integer>> segmentsByCell = new HashMap<>();

  public PostEncroachment(TimedWay ego) {
    this.ego = ego;
    for (int i = 1; i < ego.size(); i++) {
      int segment = i;
      ego.cells(
          i,
          CELL_M,
          cell -> segmentsByCell.computeIfAbsent(cell, c -> new ArrayList<>()).add(segment));
    }
  }

  /** All crossings with the other's way, in its order. */
  public List<Crossing> with(TimedWay other) {
    List<Crossing> crossings = new ArrayList<>();
    BitSet near = new BitSet();
    for (int j = 1; j < other.size(); j++) {
      double whenS = other.timeS(j);
      other.cells(
          j,
          CELL_M,
          cell -> {
            for (int i : segmentsByCell.getOrDefault(cell, List.of())) {
              if (StrictMath.abs(ego.timeS(i) - whenS) <= CONSIDERED_S) {
                near.set(i);
              }
            }
          });
      for (int i = near.nextSetBit(0); i >= 0; i = near.nextSetBit(i + 1)) {
        Crossing crossing = crossing(i, other, j);
        if (crossing != null) {
          crossings.add(crossing);
        }
        near.clear(i);
      }
    }
    return crossings;
  }

  private Crossing crossing(int i, TimedWay other, int j) {
    double[] at = ego.intersection(i, other, j);
    if (at == null || StrictMath.abs(at[2]) < LEAST_ANGLE_SINE) {
      return null;
    }
    double egoEntryM = at[0] - other.widthM() / 2;
    double egoExitM = egoEntryM + ego.lengthM() + other.widthM();
    double otherEntryM = at[1] - ego.widthM() / 2;
    double otherExitM = otherEntryM + other.lengthM() + ego.widthM();
    double egoEntryS = ego.timeAtArc(egoEntryM);
    double egoExitS = ego.timeAtArc(egoExitM);
    double otherEntryS = other.timeAtArc(otherEntryM);
    double otherExitS = other.timeAtArc(otherExitM);
    boolean egoSecond = !(egoEntryS < otherEntryS);
    double firstExitS = egoSecond ? otherExitS : egoExitS;
    double secondEntryS = egoSecond ? egoEntryS : otherEntryS;
    double petS = secondEntryS - firstExitS;
    return Double.isNaN(petS) || petS > CONSIDERED_S
        ? null
        : new Crossing(
            secondEntryS,
            petS,
            egoSecond,
            min(ego.timeS(i), other.timeS(j), egoEntryS, otherEntryS),
            max(ego.timeS(i), other.timeS(j), egoExitS, otherExitS));
  }

  private static double min(double... times) {
    return Arrays.stream(times).filter(t -> !Double.isNaN(t)).min().orElseThrow();
  }

  private static double max(double... times) {
    return Arrays.stream(times).filter(t -> !Double.isNaN(t)).max().orElseThrow();
  }
}
