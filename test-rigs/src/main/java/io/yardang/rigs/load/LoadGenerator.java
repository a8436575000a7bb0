package io.yardang.rigs.load;

import io.yardang.rigs.client.ClientConfig;
import io.yardang.rigs.client.ClientListener;
import io.yardang.rigs.client.ClientLoops;
import io.yardang.rigs.client.ClientStatistics;
import io.yardang.rigs.client.VehicleClient;
import io.yardang.rigs.simulate.Simulation;
import io.yardang.rigs.simulate.SimulationSettings;
import io.yardang.v1.TelemetryFrame;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Many vehicles at a fixed rate, open loop: a frame is due at its time whether or not those before
 * it were acknowledged. The vehicles' frames are spread evenly over each period. The frames are
 * those of a simulated patrol vehicle, with the time at which they were due as sample time.
 *
 * <p>With a backlog it is a reconnect storm: when the live frames begin, each vehicle also opens a
 * session for what it has left over, of the time right before, and sends that as fast as it can.
 */
public final class LoadGenerator {
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final LoadSettings settings;
  private final LongSupplier monotonicNs;
  private final InstantSource clock;
  private final List<TelemetryFrame> templates;
  private final Random ids;
  private final Histogram latency = new ConcurrentHistogram(3);
  private final List<VehicleClient> clients = new ArrayList<>();
  private final Storm storm;
  private volatile long startNs;

  private LoadGenerator(LoadSettings settings, LongSupplier monotonicNs, InstantSource clock) {
    this.settings = settings;
    this.monotonicNs = monotonicNs;
    this.clock = clock;
    ids = new Random(settings.seed());
    templates =
        Simulation.patrol(SimulationSettings.atKaramay(settings.seed(), 10, 0)).tracks().stream()
            .findFirst()
            .map(track -> copy(track.frames()))
            .orElseThrow();
    storm = new Storm(settings, templates, monotonicNs, clock);
  }

  /**
   * Connects all vehicles, sends for the set time, waits up to 30 s for the last acknowledgements.
   *
   * @throws io.yardang.rigs.client.ClientException if a vehicle is refused or its buffer stays full
   */
  public static LoadResult run(
      LoadSettings settings, LongSupplier monotonicNs, InstantSource clock) {
    LoadGenerator generator = new LoadGenerator(settings, monotonicNs, clock);
    try (ClientLoops loops = ClientLoops.start(settings.networkThreads())) {
      try {
        generator.connect(loops);
        generator.send();
        return generator.result();
      } finally {
        generator.storm.close();
        generator.clients.forEach(VehicleClient::close);
      }
    }
  }

  private void connect(ClientLoops loops) {
    for (int vehicle = 0; vehicle < settings.vehicles(); vehicle++) {
      clients.add(VehicleClient.connect(config(vehicle), loops, new AckClock(vehicle), clock));
    }
    for (VehicleClient client : clients) {
      if (!client.awaitConnected(DRAIN)) {
        throw new IllegalStateException(
            "no gateway at "
                + settings.host()
                + ":"
                + settings.port()
                + " within "
                + DRAIN.toSeconds()
                + " s");
      }
    }
  }

  private ClientConfig config(int vehicle) {
    String id = "LOAD-" + (vehicle + 1);
    UUID stream = new UUID(ids.nextLong(), ids.nextLong());
    return ClientConfig.vehicle(
        settings.host(), settings.port(), settings.tls().apply(id), id, stream);
  }

  private void send() {
    long perVehicle = (long) settings.hz() * settings.seconds();
    startNs = monotonicNs.getAsLong();
    if (settings.backlogFrames() > 0) {
      for (int vehicle = 0; vehicle < clients.size(); vehicle++) {
        storm.begin(config(vehicle));
      }
    }
    for (long n = 0; n < perVehicle && !(settings.backlogFrames() > 0 && storm.isOver()); n++) {
      TelemetryFrame template = templates.get((int) (n % templates.size()));
      for (int vehicle = 0; vehicle < clients.size(); vehicle++) {
        long dueNs = dueNs(vehicle, n + 1);
        waitUntil(dueNs);
        long dueUnixNs = nowUnixNs() - (monotonicNs.getAsLong() - dueNs);
        clients
            .get(vehicle)
            .send(template.toBuilder().setSeq(n + 1).setSampleTimeUnixNs(dueUnixNs));
      }
    }
  }

  private LoadResult result() {
    for (VehicleClient client : clients) {
      client.awaitAcked(DRAIN);
    }
    storm.awaitOver(DRAIN);
    double seconds = (monotonicNs.getAsLong() - startNs) / 1e9;
    LoadResult.BacklogResult backlog = storm.result();
    long offered = backlog.frames();
    long acked = backlog.acked();
    long rejected = storm.rejected();
    long reconnects = 0;
    for (VehicleClient client : clients) {
      ClientStatistics statistics = client.statistics();
      offered += statistics.offered();
      acked += statistics.acked();
      rejected += statistics.rejected();
      reconnects += Math.max(0, statistics.connections() - 1);
    }
    return new LoadResult(
        offered,
        acked,
        rejected,
        reconnects,
        seconds,
        acked / seconds,
        latency.getValueAtPercentile(50) / 1e6,
        latency.getValueAtPercentile(90) / 1e6,
        latency.getValueAtPercentile(99) / 1e6,
        latency.getValueAtPercentile(99.9) / 1e6,
        latency.getMaxValue() / 1e6,
        backlog);
  }

  /** When a frame is due: seq 1 of vehicle v at v / vehicles of the first period. */
  private long dueNs(int vehicle, long seq) {
    double periodNs = 1e9 / settings.hz();
    return startNs + (long) (periodNs * (seq - 1 + (double) vehicle / settings.vehicles()));
  }

  private void waitUntil(long dueNs) {
    long leftNs;
    while ((leftNs = dueNs - monotonicNs.getAsLong()) > 0) {
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("load interrupted");
      }
      LockSupport.parkNanos(leftNs);
    }
  }

  private long nowUnixNs() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private static List<TelemetryFrame> copy(Iterable<TelemetryFrame> frames) {
    List<TelemetryFrame> all = new ArrayList<>();
    frames.forEach(all::add);
    return all;
  }

  /** Takes the latency of every frame that an acknowledgement covers. */
  private final class AckClock implements ClientListener {
    private final int vehicle;
    private long acked;

    AckClock(int vehicle) {
      this.vehicle = vehicle;
    }

    @Override
    public void onConnected(long durableSeq) {
      // What was made durable before the connection was lost is known only now.
      onAcked(durableSeq);
    }

    @Override
    public void onAcked(long durableSeq) {
      long nowNs = monotonicNs.getAsLong();
      while (acked < durableSeq) {
        acked++;
        latency.recordValue(Math.max(0, nowNs - dueNs(vehicle, acked)));
      }
    }
  }
}
