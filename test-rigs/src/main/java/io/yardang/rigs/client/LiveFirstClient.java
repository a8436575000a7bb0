package io.yardang.rigs.client;

import io.yardang.v1.TelemetryFrame;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A vehicle whose live frames do not wait behind old ones.
 *
 * <p>Frames go out on one stream and are numbered here. When the gateway was away for longer than a
 * limit and comes back, what has collected stays on its stream and drains; new frames go on a fresh
 * stream, in a session of its own, from seq 1. The report's gap ledger knows a vehicle by all its
 * streams. What an earlier boot had left over drains in the same way.
 *
 * <p>Thread-safe, but the order of frames from several threads is chance.
 */
public final class LiveFirstClient implements AutoCloseable {
  /** How long the gateway may be away before its return makes a fresh stream. */
  public static final Duration FRESH_STREAM_AFTER = Duration.ofSeconds(5);

  private final ClientConfig config;
  private final Duration freshStreamAfter;
  private final Supplier<UUID> freshStreams;
  private final ClientLoops loops;
  private final ClientListener listener;
  private final InstantSource clock;
  private final Optional<BacklogDrain> leftOver;
  private final List<Stream> streams = new ArrayList<>();

  /**
   * @param config its stream is the first that live frames go on
   * @param freshStreamAfter see {@link #FRESH_STREAM_AFTER}
   * @param freshStreams ids of further streams, random in earnest
   * @param leftOver by an earlier boot; drains at once
   * @param listener told of the stream that live frames go on
   */
  public LiveFirstClient(
      ClientConfig config,
      Duration freshStreamAfter,
      Supplier<UUID> freshStreams,
      Optional<Backlog> leftOver,
      ClientLoops loops,
      ClientListener listener,
      InstantSource clock) {
    this.config = config;
    this.freshStreamAfter = freshStreamAfter;
    this.freshStreams = freshStreams;
    this.loops = loops;
    this.listener = listener;
    this.clock = clock;
    open(config.stream());
    this.leftOver =
        leftOver.map(backlog -> BacklogDrain.start(config, backlog, loops, clock, () -> {}));
  }

  /** Sends a frame on the live stream; its seq is set here. */
  public synchronized void send(TelemetryFrame.Builder frame) {
    if (live().returnedLate) {
      open(freshStreams.get());
    }
    closeDrained();
    long seq = live().lastSeq + 1;
    live().lastSeq = seq;
    live().client.send(frame.setSeq(seq));
  }

  private void closeDrained() {
    for (Stream old : streams.subList(0, streams.size() - 1)) {
      if (!old.isClosed && old.isDrained()) {
        old.isClosed = true;
        old.client.close();
      }
    }
  }

  /** The streams so far, in the order in which live frames went on them. */
  public synchronized List<UUID> streams() {
    return streams.stream().map(stream -> stream.id).toList();
  }

  /** Waits until all frames of all streams are durable; false when that took longer. */
  public boolean awaitAcked(Duration timeout) throws InterruptedException {
    Instant end = clock.instant().plus(timeout);
    List<Stream> all;
    synchronized (this) {
      all = List.copyOf(streams);
    }
    for (Stream stream : all) {
      if (!stream.client.awaitAcked(left(end))) {
        return false;
      }
    }
    return leftOver.isEmpty() || leftOver.get().awaitDone(left(end));
  }

  /** What came of all its streams; of the clock offset and connections, those of the live one. */
  public synchronized ClientStatistics statistics() {
    List<ClientStatistics> all =
        new ArrayList<>(streams.stream().map(stream -> stream.client.statistics()).toList());
    ClientStatistics live = all.get(all.size() - 1);
    leftOver.ifPresent(drain -> all.add(drain.statistics()));
    return new ClientStatistics(
        all.stream().mapToLong(ClientStatistics::offered).sum(),
        all.stream().mapToLong(ClientStatistics::acked).sum(),
        all.stream().mapToLong(ClientStatistics::alreadyDurable).sum(),
        all.stream().mapToLong(ClientStatistics::rejected).sum(),
        all.stream().mapToLong(ClientStatistics::resent).sum(),
        live.connections(),
        all.stream().mapToLong(ClientStatistics::unackedBytes).sum(),
        live.clockOffset());
  }

  @Override
  public void close() {
    List<Stream> all;
    synchronized (this) {
      all = List.copyOf(streams);
    }
    all.forEach(stream -> stream.client.close());
    leftOver.ifPresent(BacklogDrain::close);
  }

  private Duration left(Instant end) {
    Duration left = Duration.between(clock.instant(), end);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Stream live() {
    return streams.get(streams.size() - 1);
  }

  private void open(UUID id) {
    streams.add(new Stream(id));
  }

  private final class Stream implements ClientListener {
    final UUID id;
    final VehicleClient client;
    volatile boolean returnedLate;
    // Written under the lock of the client, which the network thread must not wait for.
    private volatile long lastSeq;
    private Instant awaySince = clock.instant();
    private boolean isClosed;

    Stream(UUID id) {
      this.id = id;
      client = VehicleClient.connect(config.withStream(id), loops, this, clock);
    }

    boolean isDrained() {
      return client.statistics().unackedBytes() == 0;
    }

    @Override
    public void onDisconnected(String reason) {
      if (awaySince == null) {
        awaySince = clock.instant();
      }
      listener.onDisconnected(reason);
    }

    @Override
    public void onConnected(long durableSeq) {
      Duration away = Duration.between(awaySince, clock.instant());
      returnedLate |= away.compareTo(freshStreamAfter) > 0 && lastSeq > durableSeq;
      awaySince = null;
      listener.onConnected(durableSeq);
    }

    @Override
    public void onAcked(long durableSeq) {
      listener.onAcked(durableSeq);
    }
  }
}
