package io.yardang.testbase.bench;

import io.yardang.rigs.client.ClientConfig;
import io.yardang.rigs.client.ClientListener;
import io.yardang.rigs.client.ClientLoops;
import io.yardang.rigs.client.TlsFiles;
import io.yardang.rigs.client.VehicleClient;
import io.yardang.testbase.bench.server.TlsGateway;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * What a gateway keeps for sessions that say nothing but Ping: opens them all, each vehicle with a
 * certificate of its own, lets each ping, and looks at the process from outside.
 *
 * @param sessions how many; each takes a file descriptor here and one in the gateway's process
 * @param sessionsPerVehicle streams that one vehicle has open
 * @param hold from the last login to the last look; every session pings in it
 */
public record IdleBench(int sessions, int sessionsPerVehicle, Duration hold) {
  // So many logins are under way at a time: a storm of them is another benchmark.
  private static final int LOGINS_AT_ONCE = 100;
  private static final Duration LOGIN_LIMIT = Duration.ofSeconds(60);

  /**
   * @param live sessions that were still there at the end
   * @param rssEmpty of the gateway's process before the first session, in bytes
   * @param rssAfterLogins once all had logged in
   * @param rss at the end
   * @param gatewayCpu what the gateway's process spent, from the first login to the end
   */
  public record Result(
      int sessions, int live, long rssEmpty, long rssAfterLogins, long rss, Duration gatewayCpu) {
    public double rssMb() {
      return rss / 1e6;
    }

    public double kibPerSession() {
      return (rss - rssEmpty) / 1024.0 / sessions;
    }
  }

  /** Counts the sessions that are there, and lets the next log in when one is. */
  private static final class Sessions implements ClientListener {
    private final Semaphore mayLogIn = new Semaphore(LOGINS_AT_ONCE);
    private final AtomicInteger live = new AtomicInteger();

    @Override
    public void onConnected(long durableSeq) {
      live.incrementAndGet();
      mayLogIn.release();
    }

    @Override
    public void onDisconnected(String reason) {
      live.decrementAndGet();
    }

    void await(int permits) {
      try {
        if (!mayLogIn.tryAcquire(permits, LOGIN_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
          throw new IllegalStateException(
              "no login for " + LOGIN_LIMIT.toSeconds() + " s; live sessions: " + live);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }

  /** Runs against a gateway whose limits allow it. */
  public Result run(TlsGateway gateway, Consumer<String> progress) throws IOException {
    long rssEmpty = gateway.rssBytes();
    long cpuBeforeNs = gateway.cpuNs();
    Sessions all = new Sessions();
    List<VehicleClient> clients = new ArrayList<>();
    ClientLoops loops = ClientLoops.start(1);
    try {
      for (int i = 0; i < sessions; i++) {
        all.await(1);
        clients.add(connect(gateway, "VX-" + i / sessionsPerVehicle, loops, all));
        if ((i + 1) % 1000 == 0) {
          progress.accept(i + 1 + " of " + sessions + " sessions");
        }
      }
      all.await(LOGINS_AT_ONCE);
      long rssAfterLogins = gateway.rssBytes();
      progress.accept("all logged in; " + hold.toSeconds() + " s with pings of each");
      LockSupport.parkNanos(hold.toNanos());
      return new Result(
          sessions,
          all.live.get(),
          rssEmpty,
          rssAfterLogins,
          gateway.rssBytes(),
          Duration.ofNanos(gateway.cpuNs() - cpuBeforeNs));
    } finally {
      clients.forEach(VehicleClient::close);
      loops.close();
    }
  }

  private VehicleClient connect(
      TlsGateway gateway, String vehicle, ClientLoops loops, ClientListener listener) {
    TlsFiles certificate = gateway.vehicle(vehicle);
    ClientConfig config =
        ClientConfig.vehicle(
                "127.0.0.1",
                gateway.address().getPort(),
                Optional.of(certificate),
                vehicle,
                UUID.randomUUID())
            .withIdlePing(hold.dividedBy(2));
    return VehicleClient.connect(config, loops, listener, InstantSource.system());
  }
}
