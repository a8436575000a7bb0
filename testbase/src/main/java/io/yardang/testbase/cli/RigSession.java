package io.yardang.testbase.cli;

import io.yardang.rigs.replay.Replay;
import io.yardang.rigs.replay.ReplaySummary;
import io.yardang.rigs.replay.TimedFrames;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/** Sends frames to a gateway with progress, and prints what became of them. */
final class RigSession {
  private final CommandSpec spec;
  private final GatewayOptions gateway;

  RigSession(CommandSpec spec, GatewayOptions gateway) {
    this.spec = spec;
    this.gateway = gateway;
  }

  /** 0 when everything was acknowledged and nothing refused. */
  int replay(TimedFrames frames, double rate) {
    ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
    ReplaySummary summary =
        Replay.play(frames, gateway.replaySettings(rate), System::nanoTime, progress);
    progress.end();
    PrintWriter out = spec.commandLine().getOut();
    boolean whole = true;
    out.printf(
        "%-24s %9s %9s %9s %9s %12s%n", "sender", "sent", "acked", "had", "refused", "late p99 ms");
    for (ReplaySummary.Sender sender : summary.senders()) {
      out.printf(
          "%-24s %9d %9d %9d %9d %12.1f%n",
          sender.id(),
          sender.sent(),
          sender.acked(),
          sender.duplicates(),
          sender.rejected(),
          sender.latenessMsP99());
      whole &= sender.rejected() == 0;
    }
    out.printf("done in %.1f s%n", summary.elapsedSeconds());
    out.flush();
    return whole ? 0 : 1;
  }
}
