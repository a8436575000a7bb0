package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.Box;

/**
 * Whether an outline is within a single lane of the plan: found out when first asked for, since the
 * answer costs more than all else that is done with an outline, and few encounters need it.
 */
final class OneLane {
  private final LaneMap lanes;
  private final Box outline;
  private Boolean answer;

  OneLane(LaneMap lanes, Box outline) {
    this.lanes = lanes;
    this.outline = outline;
  }

  boolean isTrue() {
    if (answer == null) {
      answer = lanes.isInOneLane(outline);
    }
    return answer;
  }
}
