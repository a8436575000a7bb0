package io.yardang.rigs.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.yardang.v1.ClientMessage;
import io.yardang.v1.Reject;
import io.yardang.v1.RunEvent;
import io.yardang.v1.TelemetryFrame;
import io.yardang.v1.Welcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one stream to a gateway and does not forget a message before the gateway has made it
 * durable.
 *
 * <p>{@code connect} returns at once; the connection is made, and made again whenever it is lost,
 * in the background. {@code send} puts a message into a bounded buffer and returns its seq; it
 * blocks while the buffer is full. The network thread writes from the buffer as far as the
 * gateway's window and pauses allow; acknowledgements release. After a reconnect everything behind
 * the gateway's durable seq is written again, in order. {@code awaitAcked} waits until all is
 * durable; {@code close} does not wait.
 *
 * <p>A message that the gateway refuses is counted, told to the listener and released. A refusal
 * that a new login would meet again (not authorised, bad id, certificate …) ends the client: from
 * then on every call throws a {@link ClientException} with the reason.
 *
 * <p>Thread-safe; the messages of one stream should come from one thread, or their order is chance.
 */
// Netty futures of fire-and-forget writes and closes: their failure shows as a disconnect.
@SuppressWarnings("FutureReturnValueIgnored")
public final class VehicleClient implements AutoCloseable {
  private enum State {
    CONNECTING,
    STREAMING,
    WAITING,
    FAILED,
    CLOSED
  }

  private static final Logger log = LoggerFactory.getLogger(VehicleClient.class);
  // What a message takes on the wire beside the frame in it, its seq included.
  private static final int ENVELOPE_BYTES_MAX = 32;

  private final ClientConfig config;
  private final ClientListener listener;
  private final ClientLoops loops;
  private final boolean ownsLoops;
  private final Bootstrap bootstrap;
  private final Backoff backoff;
  private final AtomicBoolean pumpIsDue = new AtomicBoolean();

  // All below is guarded by the lock.
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final UnackedBuffer unacked = new UnackedBuffer();
  private State state = State.CONNECTING;
  private ClientException failure;
  private Channel channel;
  private long windowBytes = Long.MAX_VALUE;
  private long pausedUntilNs = Long.MIN_VALUE;
  private boolean isPaused;
  private boolean numbersItself;
  private long lastSeq;
  private long ackedSeq;
  private long offered;
  private long acked;
  private long alreadyDurable;
  private long rejected;
  private long connections;
  private Duration clockOffset;

  private VehicleClient(
      ClientConfig config,
      ClientLoops loops,
      boolean ownsLoops,
      ClientListener listener,
      InstantSource clock) {
    this.config = config;
    this.listener = listener;
    this.loops = loops;
    this.ownsLoops = ownsLoops;
    this.backoff = new Backoff(config.backoffMin(), config.backoffMax(), config.seed());
    this.bootstrap = Wire.bootstrap(config, loops, () -> new ClientSession(this, config, clock));
  }

  /** A client with a network thread of its own. */
  public static VehicleClient connect(ClientConfig config) {
    ClientLoops own = ClientLoops.start(1);
    try {
      return start(
          new VehicleClient(config, own, true, ClientListener.NONE, InstantSource.system()));
    } catch (RuntimeException e) {
      own.close();
      throw e;
    }
  }

  /** A client on network threads that it shares with others and that the caller closes. */
  public static VehicleClient connect(
      ClientConfig config, ClientLoops loops, ClientListener listener, InstantSource clock) {
    return start(new VehicleClient(config, loops, false, listener, clock));
  }

  private static VehicleClient start(VehicleClient client) {
    client.connectNow();
    return client;
  }

  /**
   * Sends a frame: with the seq it has, or, when that is 0, with the next.
   *
   * @return its seq
   * @throws IllegalArgumentException if its seq is not above the last
   * @throws ClientException if the client has failed, is closed, or its buffer stays full
   */
  public long send(TelemetryFrame frame) {
    return offer(
        frame.getSeq(),
        seq -> {
          TelemetryFrame numbered =
              frame.getSeq() == seq ? frame : frame.toBuilder().setSeq(seq).build();
          return ClientMessage.newBuilder().setFrame(numbered).build();
        });
  }

  /** Sends a frame as {@link #send(TelemetryFrame)} does. */
  public long send(TelemetryFrame.Builder frame) {
    return send(frame.build());
  }

  /**
   * Sends a frame as {@link #send(TelemetryFrame)} does, but only if that need not wait.
   *
   * @return false, and nothing is sent, while the buffer is full
   */
  public boolean trySend(TelemetryFrame frame) {
    lock.lock();
    try {
      throwIfOver();
      if (!hasRoomFor(frame.getSerializedSize() + ENVELOPE_BYTES_MAX)) {
        return false;
      }
      send(frame);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Sends a run event, numbered as {@link #send(TelemetryFrame)} numbers frames. */
  public long send(RunEvent event) {
    return offer(
        event.getSeq(),
        seq -> {
          RunEvent numbered = event.getSeq() == seq ? event : event.toBuilder().setSeq(seq).build();
          return ClientMessage.newBuilder().setRunEvent(numbered).build();
        });
  }

  /**
   * Waits until everything sent is durable (or refused).
   *
   * @return false when that took longer
   * @throws ClientException if the client has failed or is closed
   */
  public boolean awaitAcked(Duration timeout) {
    lock.lock();
    try {
      long leftNs = timeout.toNanos();
      while (!unacked.isEmpty() || failure != null) {
        throwIfOver();
        if (leftNs <= 0) {
          return false;
        }
        leftNs = awaitChange(leftNs);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the gateway has welcomed this client at least once.
   *
   * @return false when that took longer
   */
  public boolean awaitConnected(Duration timeout) {
    lock.lock();
    try {
      long leftNs = timeout.toNanos();
      while (connections == 0) {
        throwIfOver();
        if (leftNs <= 0) {
          return false;
        }
        leftNs = awaitChange(leftNs);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Everything up to and including this seq is durable; 0 before the first acknowledgement. */
  public long ackedSeq() {
    lock.lock();
    try {
      return ackedSeq;
    } finally {
      lock.unlock();
    }
  }

  public ClientStatistics statistics() {
    lock.lock();
    try {
      return new ClientStatistics(
          offered,
          acked,
          alreadyDurable,
          rejected,
          unacked.resent(),
          connections,
          unacked.bytes(),
          Optional.ofNullable(clockOffset));
    } finally {
      lock.unlock();
    }
  }

  /** Ends the connection; what is not yet durable may be lost: {@link #awaitAcked} before. */
  @Override
  public void close() {
    Channel open;
    lock.lock();
    try {
      if (state == State.CLOSED) {
        return;
      }
      state = State.CLOSED;
      open = channel;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (open != null) {
      open.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
    if (ownsLoops) {
      loops.close();
    }
  }

  @FunctionalInterface
  private interface Numbered {
    ClientMessage with(long seq);
  }

  private long offer(long givenSeq, Numbered message) {
    boolean isNew;
    long seq;
    lock.lock();
    try {
      throwIfOver();
      long highest = Math.max(lastSeq, givenSeq == 0 ? ackedSeq : 0);
      seq = givenSeq == 0 ? highest + 1 : givenSeq;
      if (Long.compareUnsigned(seq, lastSeq) <= 0) {
        throw new IllegalArgumentException(
            config.senderId() + ": seq " + seq + " is not above the last, " + lastSeq);
      }
      isNew = seq > ackedSeq;
      if (isNew) {
        byte[] bytes = Wire.delimited(message.with(seq));
        awaitRoomFor(bytes.length);
        unacked.add(new UnackedBuffer.Message(seq, bytes));
      } else {
        alreadyDurable++;
        acked++;
      }
      numbersItself |= givenSeq == 0;
      lastSeq = seq;
      offered++;
    } finally {
      lock.unlock();
    }
    if (isNew) {
      pumpSoon();
    }
    return seq;
  }

  private void awaitRoomFor(int bytes) {
    long leftNs = config.sendTimeout().toNanos();
    while (!hasRoomFor(bytes)) {
      if (leftNs <= 0) {
        throw new ClientException(
            config.senderId()
                + ": buffer full for "
                + config.sendTimeout().toMillis()
                + " ms: "
                + unacked.bytes()
                + " bytes wait for their acknowledgement, at most "
                + config.unackedBytesMax()
                + "; is the gateway at "
                + gateway()
                + " up?");
      }
      leftNs = awaitChange(leftNs);
      throwIfOver();
    }
  }

  private boolean hasRoomFor(int bytes) {
    return unacked.isEmpty() || unacked.bytes() + bytes <= config.unackedBytesMax();
  }

  // Its callers loop.
  @SuppressWarnings("WaitNotInLoop")
  private long awaitChange(long leftNs) {
    try {
      return changed.awaitNanos(leftNs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientException(config.senderId() + ": interrupted", null, e);
    }
  }

  private void throwIfOver() {
    if (failure != null) {
      // A new exception, so that its trace is that of the caller.
      throw new ClientException(failure.getMessage(), failure.reason().orElse(null), failure);
    }
    if (state == State.CLOSED) {
      throw new ClientException(config.senderId() + ": the client is closed");
    }
  }

  private String gateway() {
    return config.host() + ":" + config.port();
  }

  // ---- From here on: called by the network thread.

  private void connectNow() {
    ChannelFuture connecting;
    lock.lock();
    try {
      if (state == State.CLOSED || state == State.FAILED) {
        return;
      }
      state = State.CONNECTING;
      // Under the lock, so that no answer comes before the channel is known.
      connecting = bootstrap.connect();
      channel = connecting.channel();
    } finally {
      lock.unlock();
    }
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            disconnected(connecting.channel(), String.valueOf(done.cause().getMessage()));
          } else if (isOver()) {
            connecting.channel().close();
          }
        });
  }

  private boolean isOver() {
    lock.lock();
    try {
      return state == State.CLOSED || state == State.FAILED;
    } finally {
      lock.unlock();
    }
  }

  void welcomed(Channel from, Welcome welcome) {
    long durableSeq = welcome.getDurableSeq();
    lock.lock();
    try {
      if (from != channel || isOver()) {
        return;
      }
      if (connections == 0 && durableSeq > 0 && numbersItself) {
        fail(
            new ClientException(
                config.senderId()
                    + ": the gateway already has stream "
                    + config.stream()
                    + " up to seq "
                    + durableSeq
                    + "; take a new stream id, or give the seqs"));
        return;
      }
      int released = unacked.release(durableSeq);
      acked += released;
      alreadyDurable += connections == 0 ? released : 0;
      ackedSeq = Math.max(ackedSeq, durableSeq);
      windowBytes =
          welcome.getMaxUnackedBytes() == 0
              ? Long.MAX_VALUE
              : Integer.toUnsignedLong(welcome.getMaxUnackedBytes());
      connections++;
      state = State.STREAMING;
      backoff.reset();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    log.debug("{} connected to {}, durable seq {}", config.senderId(), gateway(), durableSeq);
    listener.onConnected(durableSeq);
    pumpSoon();
  }

  void acked(Channel from, long durableSeq) {
    lock.lock();
    try {
      if (from != channel) {
        return;
      }
      acked += unacked.release(durableSeq);
      ackedSeq = Math.max(ackedSeq, durableSeq);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    listener.onAcked(durableSeq);
    pumpSoon();
  }

  void rejected(Channel from, Reject reject) {
    if (reject.getSessionEnds()) {
      if (Wire.isFinal(reject.getReason())) {
        fail(ClientException.refused(config.senderId(), reject));
      }
      // Else the gateway closes the connection, and the client comes back.
      return;
    }
    lock.lock();
    try {
      if (from != channel) {
        return;
      }
      rejected++;
      if (reject.hasSeq()) {
        unacked.releaseOnly(reject.getSeq());
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    log.debug("{}: {} {}", config.senderId(), reject.getReason(), reject.getDetail());
    listener.onRejected(reject);
    pumpSoon();
  }

  void throttled(Channel from, int pauseMs) {
    long pauseNs = TimeUnit.MILLISECONDS.toNanos(Integer.toUnsignedLong(pauseMs));
    lock.lock();
    try {
      if (from != channel) {
        return;
      }
      isPaused = true;
      pausedUntilNs = System.nanoTime() + pauseNs;
    } finally {
      lock.unlock();
    }
    from.eventLoop().schedule(this::pumpSoon, pauseNs, TimeUnit.NANOSECONDS);
  }

  void clockOffset(Duration offset) {
    lock.lock();
    try {
      clockOffset = offset;
    } finally {
      lock.unlock();
    }
  }

  void disconnected(Channel from, String reason) {
    Duration delay;
    lock.lock();
    try {
      if (from != channel || state == State.CLOSED || state == State.FAILED) {
        return;
      }
      if (state == State.STREAMING) {
        log.info("{} lost gateway {}: {}; reconnecting", config.senderId(), gateway(), reason);
      }
      state = State.WAITING;
      isPaused = false;
      unacked.rewind();
      delay = backoff.next();
    } finally {
      lock.unlock();
    }
    listener.onDisconnected(reason);
    if (!loops.group().isShuttingDown()) {
      loops.group().schedule(this::connectNow, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  void fail(ClientException reason) {
    Channel open;
    lock.lock();
    try {
      if (state == State.CLOSED || state == State.FAILED) {
        return;
      }
      state = State.FAILED;
      failure = reason;
      open = channel;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (open != null) {
      open.close();
    }
  }

  /** Has the network thread write what may be written; many calls may become one. */
  void pumpSoon() {
    Channel open;
    lock.lock();
    try {
      open = state == State.STREAMING ? channel : null;
    } finally {
      lock.unlock();
    }
    if (open != null && pumpIsDue.compareAndSet(false, true)) {
      open.eventLoop().execute(() -> pump(open));
    }
  }

  private void pump(Channel open) {
    pumpIsDue.set(false);
    lock.lock();
    try {
      if (state != State.STREAMING || open != channel) {
        return;
      }
      isPaused = isPaused && System.nanoTime() - pausedUntilNs < 0;
      while (!isPaused && open.isWritable()) {
        UnackedBuffer.Message next = unacked.nextWithin(windowBytes);
        if (next == null) {
          break;
        }
        open.write(Unpooled.wrappedBuffer(next.bytes()), open.voidPromise());
      }
    } finally {
      lock.unlock();
    }
    open.flush();
  }
}
