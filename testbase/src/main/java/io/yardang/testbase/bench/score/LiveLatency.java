package io.yardang.testbase.bench.score;

import io.yardang.ingest.journal.JournalReader;
import io.yardang.ingest.journal.LocalJournalReader;
import io.yardang.rigs.client.ClientConfig;
import io.yardang.rigs.load.LoadGenerator;
import io.yardang.rigs.load.LoadResult;
import io.yardang.rigs.load.LoadSettings;
import io.yardang.rigs.simulate.Simulation;
import io.yardang.rigs.simulate.SimulationSettings;
import io.yardang.streamjobs.job.ScoringConfig;
import io.yardang.streamjobs.job.ScoringService;
import io.yardang.streamjobs.job.Silences;
import io.yardang.streamjobs.source.Journals;
import io.yardang.testbase.bench.Tier;
import io.yardang.testbase.bench.server.BenchServer;
import io.yardang.testbase.bench.server.YardangSystem;
import io.yardang.testbase.embedded.WireRunControl;
import io.yardang.v1.LiveUpdate;
import io.yardang.v1.MetricResult;
import io.yardang.v1.Participant;
import io.yardang.v1.Result;
import io.yardang.v1.RunPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * From the wire to the live page: vehicles, each in a run of its own, send to a gateway in its own
 * process; the scoring job follows its journal in this JVM; a reader follows the results as the
 * console does. A sample's time is when it was due to be sent, so the age of the newest sample of a
 * live update, when that is read, is its whole way. How often a run is told of, and how often its
 * score is judged anew, are other figures: they are the job's pace, not delays.
 *
 * @param vehicles at 10 Hz
 * @param seconds that they send
 */
record LiveLatency(int vehicles, int seconds) {
  private static final int HZ = 10;
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final long REST_MS = 2;
  private static final UUID CONSOLE = new UUID(2, 2);
  private static final Silences SILENCES =
      new Silences(Duration.ofSeconds(5), Duration.ofSeconds(600));

  /**
   * What came out, in ms.
   *
   * @param load what was sent, and acknowledged
   * @param ageMs of the newest sample of a live update when it is read
   * @param pauseMs between two live updates of a run
   * @param judgedMs between two scores of a run
   * @param runsTold how many of the runs were told of
   */
  record Latencies(
      LoadResult load, Histogram ageMs, Histogram pauseMs, Histogram judgedMs, int runsTold) {}

  /** Follows the results until told to stop; used by its thread, then read by another. */
  private static final class Page implements Runnable {
    private final Path results;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Histogram ageMs = new Histogram(3);
    private final Histogram pauseMs = new Histogram(3);
    private final Histogram judgedMs = new Histogram(3);
    private final Map<String, Long> toldNs = new HashMap<>();
    private final Map<String, Long> judgedNs = new HashMap<>();
    private final Map<String, Long> samplesJudged = new HashMap<>();
    private final Set<String> runs = ConcurrentHashMap.newKeySet();
    private volatile long fromNs = Long.MAX_VALUE;

    Page(Path results) {
      this.results = results;
    }

    @Override
    public void run() {
      try (JournalReader reader = LocalJournalReader.open(results)) {
        do {
          for (var record = reader.poll(); record.isPresent(); record = reader.poll()) {
            Result result = Result.parseFrom(record.get().bytes());
            runs.add(result.getRunId());
            if (result.hasLive()) {
              take(result.getRunId(), result.getLive(), nowNs());
            }
          }
        } while (!stop.await(REST_MS, TimeUnit.MILLISECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        throw new IllegalStateException("results cannot be read", e);
      }
    }

    /** Until the job has taken up so many. */
    void awaitRuns(int count) throws InterruptedException {
      long limitNs = System.nanoTime() + START_LIMIT.toNanos();
      while (runs.size() < count) {
        if (System.nanoTime() > limitNs) {
          throw new IllegalStateException(runs.size() + " of " + count + " runs begun");
        }
        Thread.sleep(REST_MS);
      }
    }

    private void take(String run, LiveUpdate live, long nowNs) {
      if (nowNs < fromNs || live.getVehiclesCount() == 0) {
        return;
      }
      record(ageMs, nowNs - live.getVehicles(0).getSampleTimeUnixNs());
      Long told = toldNs.put(run, nowNs);
      if (told != null) {
        record(pauseMs, nowNs - told);
      }
      long samples =
          live.getMetricsList().stream().mapToLong(MetricResult::getSamplesUsed).max().orElse(0);
      Long before = samplesJudged.put(run, samples);
      if (before == null || before != samples) {
        Long judged = judgedNs.put(run, nowNs);
        if (judged != null) {
          record(judgedMs, nowNs - judged);
        }
      }
    }

    private static void record(Histogram histogram, long ns) {
      histogram.recordValue(Math.max(0, ns / 1_000_000));
    }
  }

  /** Runs it; all data lies in an empty {@code dir}. */
  Latencies run(Path dir, Consumer<String> progress) throws IOException {
    Files.createDirectories(dir);
    try (BenchServer gateway = YardangSystem.plaintext().start(Tier.PAGE_CACHE, dir);
        ScoringService scoring = ScoringService.start(scoring(dir))) {
      progress.accept("starting " + vehicles + " runs");
      Page page = new Page(scoring(dir).results());
      Thread reader = new Thread(page, "live-page");
      reader.start();
      startRuns(gateway);
      page.awaitRuns(vehicles);
      progress.accept("sending for " + seconds + " s");
      page.fromNs = nowNs() + WARM_UP.toNanos();
      LoadResult load = LoadGenerator.run(load(gateway), System::nanoTime, InstantSource.system());
      page.stop.countDown();
      reader.join();
      if (scoring.ended().isDone()) {
        throw new IllegalStateException("the scoring job has ended");
      }
      return new Latencies(load, page.ageMs, page.pauseMs, page.judgedMs, page.toldNs.size());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static ScoringConfig scoring(Path dir) {
    return new ScoringConfig(
        Journals.in(dir.resolve("data/journals")),
        dir.resolve("results"),
        dir.resolve("checkpoints"),
        Duration.ofSeconds(5),
        SILENCES,
        1);
  }

  private void startRuns(BenchServer gateway) {
    ClientConfig controller =
        ClientConfig.controller(
            gateway.address().getHostString(),
            gateway.address().getPort(),
            Optional.empty(),
            "console",
            CONSOLE);
    RunPlan plan = Simulation.patrol(SimulationSettings.atKaramay(1, HZ, 0)).plan();
    try (WireRunControl control = WireRunControl.connect(controller, InstantSource.system())) {
      for (int vehicle = 1; vehicle <= vehicles; vehicle++) {
        String id = "LOAD-" + vehicle; // The load generator's own names.
        Participant participant = plan.getParticipants(0).toBuilder().setVehicleId(id).build();
        control.start(
            plan.toBuilder().clearParticipants().addParticipants(participant).build(), id);
      }
    }
  }

  private LoadSettings load(BenchServer gateway) {
    return new LoadSettings(
        gateway.address().getHostString(),
        gateway.address().getPort(),
        id -> Optional.empty(),
        vehicles,
        HZ,
        seconds,
        0,
        1,
        1);
  }

  private static long nowNs() {
    return ChronoUnit.NANOS.between(Instant.EPOCH, Instant.now());
  }
}
