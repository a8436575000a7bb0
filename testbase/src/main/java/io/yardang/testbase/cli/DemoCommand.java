package io.yardang.testbase.cli;

import io.yardang.rigs.replay.Replay;
import io.yardang.rigs.replay.ReplaySettings;
import io.yardang.rigs.simulate.SimulatedDrive;
import io.yardang.rigs.simulate.Simulation;
import io.yardang.rigs.simulate.SimulationSettings;
import io.yardang.streamjobs.report.Revision;
import io.yardang.testbase.embedded.TestBase;
import io.yardang.testbase.embedded.WireRunControl;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Shows the main job with nothing but this project: simulates a patrol and a sweeping drive,
 * replays both through the real gateway, and prints what the score says.
 */
@Command(
    name = "demo",
    description = "Simulated patrol and sweeping runs through the real gateway, scored and shown.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final Duration REPORT_LIMIT = Duration.ofSeconds(60);

  @Spec private CommandSpec spec;
  @Mixin private SettingsOption settings;

  @Option(names = "--exit", description = "End when both runs are scored.")
  private boolean exit;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "10",
      description = "Times as fast as driven; 0: as fast as the gateway takes it. Default: 10.")
  private double rate;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of the simulated sensor noise. Default: 1.")
  private long seed;

  @Option(names = "--hz", defaultValue = "20", description = "Frames per second. Default: 20.")
  private int hz;

  @Override
  public Integer call() throws Exception {
    InstantSource clock = InstantSource.system();
    PrintWriter out = spec.commandLine().getOut();
    say(out, "Starting database, gateway, scoring and console …");
    try (StopSignal stop = new StopSignal();
        TestBase base = TestBase.launch(settings.load(), clock)) {
      say(out, "Live page: " + base.consoleUri());
      Map<String, CompletableFuture<Revision>> scored = new ConcurrentHashMap<>();
      base.onReport(
          revision ->
              scored
                  .computeIfAbsent(revision.runId(), id -> new CompletableFuture<>())
                  .complete(revision));
      List<SimulatedDrive> drives = simulate(clock.instant(), startTimeNs(base, clock));
      for (SimulatedDrive drive : drives) {
        say(
            out,
            String.format(
                "Replaying %s: %.0f s driven, at %s times the speed",
                drive.runId(), (drive.endTimeNs() - drive.startTimeNs()) / 1e9, number(rate)));
      }
      List<CompletableFuture<Void>> replays =
          drives.stream()
              .map(drive -> CompletableFuture.runAsync(() -> replay(drive, base)))
              .toList();
      for (CompletableFuture<Void> replay : replays) {
        replay.get();
      }
      for (SimulatedDrive drive : drives) {
        Revision revision =
            scored
                .computeIfAbsent(drive.runId(), id -> new CompletableFuture<>())
                .get(REPORT_LIMIT.toSeconds(), TimeUnit.SECONDS);
        new ReportText(out)
            .print(
                base.reports().report(revision.runId(), revision.number()),
                base.consoleUri().resolve("run.html?id=" + revision.runId()).toString());
      }
      if (!exit) {
        say(out, "\nThe live page stays at " + base.consoleUri() + "; Ctrl-C ends it.");
        stop.await();
      }
      return 0;
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "no report within " + REPORT_LIMIT.toSeconds() + " s after the end of the drive", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  // Replayed faster than driven, a demo's samples reach into the future; the same vehicles must not
  // be at two places at once when the demo is started again before that.
  private static long startTimeNs(TestBase base, InstantSource clock) {
    long lastEndNs =
        base.reports().runs().stream()
            .map(run -> base.reports().latest(run.runId()).orElseThrow())
            .mapToLong(
                revision ->
                    base.reports().report(revision.runId(), revision.number()).getEndTimeUnixNs())
            .max()
            .orElse(0);
    long nowS = clock.instant().getEpochSecond();
    return Math.max(nowS, lastEndNs / 1_000_000_000L + 10) * 1_000_000_000L;
  }

  private List<SimulatedDrive> simulate(Instant now, long startTimeNs) {
    SimulationSettings simulation = SimulationSettings.atKaramay(seed, hz, startTimeNs);
    return List.of(
        named(Simulation.patrol(simulation), now), named(Simulation.sweep(simulation), now));
  }

  private static SimulatedDrive named(SimulatedDrive drive, Instant now) {
    return drive.withRunId(WireRunControl.newRunId(drive.plan(), now));
  }

  private void replay(SimulatedDrive drive, TestBase base) {
    ReplaySettings to = base.replaySettings(rate, "demo-" + drive.plan().getScorecardId());
    Replay.play(drive, to, System::nanoTime, progress -> {});
  }

  private static void say(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }

  static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
