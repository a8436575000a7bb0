package io.yardang.rigs.drive.csv;

import java.nio.file.Path;
import java.util.Map;

/**
 * What an import did.
 *
 * @param rows rows of the main file
 * @param emptyRows rows of one vehicle that had no value at all, so that no frame was made
 * @param incompletePositions positions or poses left out because one of their coordinates was empty
 * @param objects perceived objects in all frames
 * @param startTimeNs sample time of the first frame, 0 when there is none
 */
public record ImportSummary(
    Path drive,
    long rows,
    Map<String, Long> framesOfVehicle,
    long emptyRows,
    long incompletePositions,
    long objects,
    long startTimeNs,
    long endTimeNs) {
  public long frames() {
    return framesOfVehicle.values().stream().mapToLong(Long::longValue).sum();
  }
}
