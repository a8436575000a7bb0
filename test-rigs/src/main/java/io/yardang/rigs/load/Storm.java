package io.yardang.rigs.load;

import io.yardang.rigs.client.Backlog;
import io.yardang.rigs.client.BacklogDrain;
import io.yardang.rigs.client.ClientConfig;
import io.yardang.rigs.client.ClientLoops;
import io.yardang.v1.TelemetryFrame;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * What all vehicles have left over, sent at the same time. The frames are made as the gateway takes
 * them, so that millions need no memory.
 */
final class Storm implements AutoCloseable {
  private final LoadSettings settings;
  private final List<TelemetryFrame> templates;
  private final LongSupplier monotonicNs;
  private final InstantSource clock;
  private final long beginUnixNs;
  private final List<BacklogDrain> drains = new ArrayList<>();
  private final Queue<Long> doneNs = new ConcurrentLinkedQueue<>();
  // Apart from the live frames, which would wait here while backlog is encoded.
  private final ClientLoops loops;
  private long beginNs;

  Storm(
      LoadSettings settings,
      List<TelemetryFrame> templates,
      LongSupplier monotonicNs,
      InstantSource clock) {
    this.settings = settings;
    this.templates = templates;
    this.monotonicNs = monotonicNs;
    this.clock = clock;
    loops = ClientLoops.start(settings.networkThreads());
    Instant now = clock.instant();
    beginUnixNs = now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  /** One more vehicle comes back. */
  void begin(ClientConfig config) {
    if (drains.isEmpty()) {
      beginNs = monotonicNs.getAsLong();
    }
    Backlog backlog =
        new Backlog(
            config.stream(),
            LongStream.rangeClosed(1, settings.backlogFrames()).mapToObj(this::frame).iterator());
    drains.add(
        BacklogDrain.start(
            config, backlog, loops, clock, () -> doneNs.add(monotonicNs.getAsLong())));
  }

  /** The last frame was sampled one period before the begin. */
  private TelemetryFrame frame(long seq) {
    long periodNs = 1_000_000_000L / settings.hz();
    return templates.get((int) (seq % templates.size())).toBuilder()
        .setSeq(seq)
        .setSampleTimeUnixNs(beginUnixNs - (settings.backlogFrames() + 1 - seq) * periodNs)
        .build();
  }

  boolean isOver() {
    return doneNs.size() == drains.size();
  }

  /** Waits until each backlog is durable, or for so long in all. */
  void awaitOver(Duration limit) {
    long endNs = monotonicNs.getAsLong() + limit.toNanos();
    try {
      for (BacklogDrain drain : drains) {
        drain.awaitDone(Duration.ofNanos(Math.max(0, endNs - monotonicNs.getAsLong())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("load interrupted", e);
    }
  }

  LoadResult.BacklogResult result() {
    List<Double> seconds = doneNs.stream().map(ns -> (ns - beginNs) / 1e9).sorted().toList();
    boolean anyDone = !seconds.isEmpty();
    return new LoadResult.BacklogResult(
        (long) drains.size() * settings.backlogFrames(),
        drains.stream().mapToLong(drain -> drain.statistics().acked()).sum(),
        anyDone ? seconds.get(0) : 0,
        anyDone ? seconds.get(seconds.size() / 2) : 0,
        // The last one has no time while one is not done.
        isOver() ? (anyDone ? seconds.get(seconds.size() - 1) : 0) : -1);
  }

  long rejected() {
    return drains.stream().mapToLong(drain -> drain.statistics().rejected()).sum();
  }

  @Override
  public void close() {
    drains.forEach(BacklogDrain::close);
    loops.close();
  }
}
