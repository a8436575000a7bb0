package io.yardang.testbase.torture;

import io.yardang.rigs.client.ClientConfig;
import io.yardang.rigs.client.ClientException;
import io.yardang.rigs.client.ClientListener;
import io.yardang.rigs.client.ClientLoops;
import io.yardang.rigs.client.VehicleClient;
import io.yardang.v1.Reject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Vehicles that send as fast as the gateway acknowledges, and go on where they were whenever it
 * comes back. What they send and what they were promised is in the {@link Ledger}.
 */
final class FlatOut implements AutoCloseable {
  private static final int UNACKED_BYTES_MAX = 512 << 10;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final int port;
  private final TortureFrames frames;
  private final Ledger ledger;
  private final Random ids;
  private final ClientLoops loops = ClientLoops.start(1);
  private final List<Vehicle> vehicles = new ArrayList<>();

  /**
   * @param vehicles how many
   * @param port of a gateway on loopback, which need not be there yet
   * @param seed of the stream ids
   */
  FlatOut(int vehicles, int port, TortureFrames frames, Ledger ledger, long seed) {
    this.port = port;
    this.frames = frames;
    this.ledger = ledger;
    ids = new Random(seed);
    for (int vehicle = 0; vehicle < vehicles; vehicle++) {
      this.vehicles.add(new Vehicle("VX-" + (vehicle + 1)));
    }
  }

  /** A vehicle boots anew: what it had not yet sent is gone, its next frames are a new stream. */
  void reboot(int vehicle) {
    Vehicle before = vehicles.get(vehicle);
    before.close();
    vehicles.set(vehicle, new Vehicle(before.id));
  }

  /** Waits until each vehicle has a session and was promised more than now. */
  void awaitAcks() {
    List<Long> before = vehicles.stream().map(Vehicle::ackedSeq).toList();
    await(
        "acknowledgements",
        () -> {
          for (int vehicle = 0; vehicle < vehicles.size(); vehicle++) {
            if (!vehicles.get(vehicle).connected
                || vehicles.get(vehicle).ackedSeq() <= before.get(vehicle)) {
              return false;
            }
          }
          return true;
        });
  }

  /** Waits until each vehicle has read all that the dead gateway still said. */
  void awaitDisconnected() {
    await("the end of each connection", () -> vehicles.stream().noneMatch(v -> v.connected));
  }

  private void await(String what, BooleanSupplier condition) {
    long giveUpNs = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      vehicles.forEach(Vehicle::throwIfFailed);
      if (System.nanoTime() > giveUpNs) {
        throw new IllegalStateException("no " + what + " within " + LIMIT.toSeconds() + " s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  @Override
  public void close() {
    vehicles.forEach(Vehicle::close);
    loops.close();
  }

  private final class Vehicle implements ClientListener {
    final String id;
    final UUID stream = new UUID(ids.nextLong(), ids.nextLong());
    volatile boolean connected;
    private final VehicleClient client;
    private final Thread thread;
    private volatile boolean closed;
    private volatile RuntimeException failure;

    Vehicle(String id) {
      this.id = id;
      ledger.open(stream, id);
      ClientConfig config =
          ClientConfig.vehicle("127.0.0.1", port, Optional.empty(), id, stream)
              .withBackoff(Duration.ofMillis(10), Duration.ofMillis(100))
              .withBuffer(UNACKED_BYTES_MAX, LIMIT);
      client = VehicleClient.connect(config, loops, this, InstantSource.system());
      thread = new Thread(this::send, "flat-out-" + id);
      thread.setDaemon(true);
      thread.start();
    }

    private void send() {
      try {
        for (long seq = 1; !closed; seq++) {
          ledger.offered(stream, seq);
          client.send(frames.frame(stream, seq));
        }
      } catch (ClientException e) {
        if (!closed) {
          failure = e;
        }
      }
    }

    long ackedSeq() {
      return client.ackedSeq();
    }

    @Override
    public void onConnected(long durableSeq) {
      connected = true;
      ledger.acked(stream, durableSeq);
    }

    @Override
    public void onAcked(long durableSeq) {
      ledger.acked(stream, durableSeq);
    }

    @Override
    public void onRejected(Reject reject) {
      failure = new IllegalStateException(id + " was refused a good frame: " + reject);
    }

    @Override
    public void onDisconnected(String reason) {
      connected = false;
    }

    void throwIfFailed() {
      if (failure != null) {
        throw new IllegalStateException(failure.getMessage(), failure);
      }
    }

    void close() {
      closed = true;
      client.close();
      try {
        thread.join(TimeUnit.SECONDS.toMillis(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
