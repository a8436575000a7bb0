package io.yardang.testbase;

import io.yardang.rigs.replay.Replay;
import io.yardang.rigs.replay.TimedFrames;
import io.yardang.streamjobs.report.Revision;
import io.yardang.testbase.embedded.TestBase;
import io.yardang.testbase.settings.SettingsLoader;
import io.yardang.v1.Report;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A whole test base in this JVM on free ports, and how a test drives a run through it. */
record RunningBase(TestBase base) implements AutoCloseable {
  static RunningBase start(Path data) {
    return start(data, Map.of());
  }

  /** With more settings, named as environment variables. */
  static RunningBase start(Path data, Map<String, String> settings) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                "YARDANG_DATA", data.toString(),
                "YARDANG_GATEWAY_PORT", "0",
                "YARDANG_GATEWAY_ADMIN_PORT", "0",
                "YARDANG_CONSOLE_PORT", "0",
                "YARDANG_QUESTDB_PORT", "0",
                "YARDANG_SCORING_CHECKPOINT_INTERVAL_S", "1"));
    all.putAll(settings);
    return new RunningBase(
        TestBase.launch(SettingsLoader.load(Optional.empty(), all), InstantSource.system()));
  }

  /** Replays the frames and waits for the report of the run. */
  Report replay(TimedFrames frames, double rate, String runId) throws Exception {
    CompletableFuture<Revision> scored = new CompletableFuture<>();
    base.onReport(
        revision -> {
          if (revision.runId().equals(runId)) {
            scored.complete(revision);
          }
        });
    Replay.play(frames, base.replaySettings(rate, "rig"), System::nanoTime, progress -> {});
    Revision revision = scored.get(60, TimeUnit.SECONDS);
    return base.reports().report(runId, revision.number());
  }

  @Override
  public void close() {
    base.close();
  }
}
