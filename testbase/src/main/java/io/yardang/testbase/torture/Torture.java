package io.yardang.testbase.torture;

import io.yardang.v1.AckLevel;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** Kills, power cuts and damage, one after the other, and what came of them. */
public final class Torture {
  private final TortureSettings settings;
  private final Consumer<String> progress;

  /**
   * @param progress told a line now and then
   */
  public Torture(TortureSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /** Power cuts are left out, and said to be, where no image can be mounted. */
  public TortureResult run() throws IOException {
    progress.accept("seed " + settings.seed());
    return new KillRounds(settings, progress)
        .run()
        .plus(powerCuts())
        .plus(new DamageRounds(settings, progress).run());
  }

  private TortureResult powerCuts() throws IOException {
    if (settings.powerCuts() == 0) {
      return TortureResult.NOTHING;
    }
    Optional<String> unavailable = LoopImage.unavailable(settings.scratch());
    if (unavailable.isPresent()) {
      progress.accept("no power cuts: " + unavailable.get());
      return TortureResult.NO_POWER_CUTS;
    }
    return new PowerCutRounds(settings, AckLevel.ACK_LEVEL_DISK, progress).run();
  }
}
