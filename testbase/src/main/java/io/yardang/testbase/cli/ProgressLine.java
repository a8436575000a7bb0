package io.yardang.testbase.cli;

import io.yardang.rigs.replay.ReplayProgress;
import java.io.PrintWriter;
import java.util.function.Consumer;

/**
 * How far a replay is: one line that is written over, or a line now and then where it is not a
 * terminal.
 */
final class ProgressLine implements Consumer<ReplayProgress> {
  private static final double LINE_EVERY_S = 10;

  private final PrintWriter err;
  private final boolean terminal = Boolean.getBoolean("yardang.terminal");
  private double toldAtS;

  ProgressLine(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void accept(ReplayProgress progress) {
    String line =
        String.format(
            "%.0f s of the drive sent in %.0f s: %d messages, %d acknowledged",
            progress.recordedSeconds(),
            progress.elapsedSeconds(),
            progress.sent(),
            progress.acked());
    if (terminal) {
      err.print("\r" + line);
      err.flush();
    } else if (progress.elapsedSeconds() >= toldAtS + LINE_EVERY_S) {
      toldAtS = progress.elapsedSeconds();
      err.println(line);
      err.flush();
    }
  }

  void end() {
    if (terminal) {
      err.println();
      err.flush();
    }
  }
}
