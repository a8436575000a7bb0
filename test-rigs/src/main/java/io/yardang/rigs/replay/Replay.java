package io.yardang.rigs.replay;

import io.yardang.rigs.client.ClientConfig;
import io.yardang.rigs.client.ClientException;
import io.yardang.rigs.client.ClientListener;
import io.yardang.rigs.client.ClientLoops;
import io.yardang.rigs.client.ClientStatistics;
import io.yardang.rigs.client.VehicleClient;
import io.yardang.v1.RunEvent;
import io.yardang.v1.TelemetryFrame;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * Plays recorded or simulated frames to a gateway, one client per vehicle, in the order of their
 * sample times and, unless the rate is 0, on their schedule. Sample times and seqs stay as they
 * are.
 *
 * <p>Run events go through a client of their own and are barriers: what came before is acknowledged
 * before the event is sent, and the event before what comes behind it. A run's start goes before
 * frames of the same time, its end after them. When the gateway is away the replay waits for it,
 * and then catches up.
 */
public final class Replay {
  private static final long PROGRESS_NS = TimeUnit.SECONDS.toNanos(1);

  private final ReplaySettings settings;
  private final LongSupplier monotonicNs;
  private final Consumer<ReplayProgress> progress;
  private final List<Player> players = new ArrayList<>();
  private long startNs;
  private long toldNs;
  private long firstTimeNs;

  private Replay(
      ReplaySettings settings, LongSupplier monotonicNs, Consumer<ReplayProgress> progress) {
    this.settings = settings;
    this.monotonicNs = monotonicNs;
    this.progress = progress;
  }

  /**
   * Plays all of it and waits until all is durable.
   *
   * @param monotonicNs a clock that never steps, such as {@code System::nanoTime}
   * @param progress told about once per second, and at the end
   * @throws ClientException if a sender is refused, or acknowledgements do not come in time
   */
  public static ReplaySummary play(
      TimedFrames drive,
      ReplaySettings settings,
      LongSupplier monotonicNs,
      Consumer<ReplayProgress> progress) {
    Replay replay = new Replay(settings, monotonicNs, progress);
    try (ClientLoops loops = ClientLoops.start(1)) {
      try {
        return replay.run(drive, loops);
      } finally {
        replay.players.forEach(player -> player.client.close());
      }
    }
  }

  private ReplaySummary run(TimedFrames drive, ClientLoops loops) {
    PriorityQueue<Player> next = open(drive, loops);
    startNs = monotonicNs.getAsLong();
    toldNs = startNs;
    firstTimeNs = next.isEmpty() ? 0 : next.peek().timeNs();
    while (!next.isEmpty()) {
      Player player = next.poll();
      long timeNs = player.timeNs();
      long dueNs = dueNs(timeNs);
      waitUntil(dueNs);
      if (player.isController) {
        awaitAllAcked();
      }
      player.sendHead();
      if (player.isController) {
        awaitAllAcked();
      }
      if (settings.rate() > 0) {
        player.lateness.recordValue(Math.max(0, monotonicNs.getAsLong() - dueNs));
      }
      tell(timeNs, PROGRESS_NS);
      if (player.advance()) {
        next.add(player);
      } else {
        tell(timeNs, next.isEmpty() ? 0 : PROGRESS_NS);
      }
    }
    awaitAllAcked();
    double elapsedSeconds = (monotonicNs.getAsLong() - startNs) / 1e9;
    return new ReplaySummary(players.stream().map(Player::summary).toList(), elapsedSeconds);
  }

  private PriorityQueue<Player> open(TimedFrames drive, ClientLoops loops) {
    PriorityQueue<Player> queue =
        new PriorityQueue<>(
            Comparator.comparingLong(Player::timeNs)
                .thenComparingInt(Player::rank)
                .thenComparing(player -> player.config.senderId()));
    for (TimedFrames.Track track : drive.tracks()) {
      ClientConfig config =
          ClientConfig.vehicle(
              settings.host(),
              settings.port(),
              settings.tls().apply(track.vehicle()),
              track.vehicle(),
              streamOf(track.vehicle(), track.stream()));
      add(queue, new Player(config, loops, false, track.iterator()));
    }
    if (!drive.runEvents().isEmpty()) {
      String id = settings.controllerId();
      ClientConfig config =
          ClientConfig.controller(
              settings.host(),
              settings.port(),
              settings.tls().apply(id),
              id,
              streamOf(id, Optional.empty()));
      add(queue, new Player(config, loops, true, drive.runEvents().iterator()));
    }
    return queue;
  }

  private void add(PriorityQueue<Player> queue, Player player) {
    players.add(player);
    if (player.advance()) {
      queue.add(player);
    }
  }

  private UUID streamOf(String sender, Optional<UUID> recorded) {
    UUID given = settings.streams().get(sender);
    return given != null ? given : recorded.orElseGet(UUID::randomUUID);
  }

  private long dueNs(long timeNs) {
    return settings.rate() == 0
        ? startNs
        : startNs + (long) ((timeNs - firstTimeNs) / settings.rate());
  }

  private void waitUntil(long dueNs) {
    long leftNs;
    while ((leftNs = dueNs - monotonicNs.getAsLong()) > 0) {
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("replay interrupted");
      }
      LockSupport.parkNanos(leftNs);
    }
  }

  private void awaitAllAcked() {
    for (Player player : players) {
      if (!player.client.awaitAcked(settings.ackTimeout())) {
        throw new IllegalStateException(
            "no acknowledgement for "
                + settings.ackTimeout().toSeconds()
                + " s: sender="
                + player.config.senderId()
                + ", acked seq="
                + player.client.ackedSeq()
                + "; is the gateway at "
                + settings.host()
                + ":"
                + settings.port()
                + " up?");
      }
    }
  }

  private void tell(long timeNs, long everyNs) {
    long nowNs = monotonicNs.getAsLong();
    if (nowNs - toldNs < everyNs) {
      return;
    }
    toldNs = nowNs;
    long sent = 0;
    long acked = 0;
    for (Player player : players) {
      ClientStatistics statistics = player.client.statistics();
      sent += statistics.offered();
      acked += statistics.acked();
    }
    progress.accept(
        new ReplayProgress(
            sent, acked, timeNs, (timeNs - firstTimeNs) / 1e9, (nowNs - startNs) / 1e9));
  }

  /** One sender with what it has yet to send. */
  private static final class Player {
    private final ClientConfig config;
    private final VehicleClient client;
    private final boolean isController;
    private final Iterator<?> messages;
    private final Histogram lateness = new Histogram(3);
    private Object head;

    Player(ClientConfig config, ClientLoops loops, boolean isController, Iterator<?> messages) {
      this.config = config;
      this.isController = isController;
      this.messages = messages;
      this.client =
          VehicleClient.connect(config, loops, ClientListener.NONE, InstantSource.system());
    }

    boolean advance() {
      head = messages.hasNext() ? messages.next() : null;
      return head != null;
    }

    long timeNs() {
      return head instanceof RunEvent event
          ? event.getEventTimeUnixNs()
          : ((TelemetryFrame) head).getSampleTimeUnixNs();
    }

    /** Among messages of the same time: starts, then frames, then ends. */
    int rank() {
      return head instanceof RunEvent event ? (event.hasStarted() ? 0 : 2) : 1;
    }

    void sendHead() {
      if (head instanceof RunEvent event) {
        client.send(event);
      } else {
        client.send((TelemetryFrame) head);
      }
    }

    ReplaySummary.Sender summary() {
      ClientStatistics statistics = client.statistics();
      return new ReplaySummary.Sender(
          config.senderId(),
          config.stream(),
          statistics.offered(),
          statistics.acked(),
          statistics.alreadyDurable(),
          statistics.rejected(),
          statistics.resent(),
          Math.max(0, statistics.connections() - 1),
          lateness.getValueAtPercentile(50) / 1e6,
          lateness.getValueAtPercentile(99) / 1e6,
          lateness.getMaxValue() / 1e6);
    }
  }
}
