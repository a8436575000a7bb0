package io.yardang.testbase.bench.load;

import io.yardang.testbase.bench.Shape;
import io.yardang.testbase.bench.wire.WireProtocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Sends frames over many connections on one thread, and times their acknowledgements.
 *
 * <p>Open loop: frame i is due i intervals after the start, on connection i modulo n (or burst i
 * modulo n, where frames are written in bursts), whether or not earlier ones are acknowledged; its
 * latency counts from then. A generator that cannot keep up makes latencies longer, never fewer.
 * Not thread-safe; it spins, so give it a core of its own.
 */
public final class Generator implements AutoCloseable {
  private static final long CONNECT_LIMIT_NS = Duration.ofSeconds(30).toNanos();
  private static final long DRAIN_LIMIT_NS = Duration.ofSeconds(20).toNanos();
  private static final long HOPELESS_AFTER_NS = Duration.ofMillis(300).toNanos();
  private static final long CHECK_EVERY_NS = Duration.ofMillis(10).toNanos();
  // Until sockets, caches and branch predictors are in the swing, latencies are not counted.
  private static final double WARM_UP_OF_STEP = 0.2;
  // What a step writes stays in the page cache: about 250 MB; more would measure how the kernel
  // writes it back, and a disk takes seconds for that.
  private static final long MAX_FRAMES_PER_STEP = 1_000_000;

  private final Shape shape;
  private final Selector selector;
  private final Connection[] connections;
  private final Consumer<SelectionKey> onReady = this::serve;
  private Step step = new Step(0, 0, 0);
  private long sent;
  private long acked;

  private Generator(Shape shape, Selector selector) {
    this.shape = shape;
    this.selector = selector;
    connections = new Connection[shape.connections()];
  }

  /** Opens all connections and logs in on each. */
  public static Generator connect(InetSocketAddress server, WireProtocol protocol, Shape shape)
      throws IOException {
    Generator generator = new Generator(shape, Selector.open());
    try {
      generator.open(server, protocol);
      return generator;
    } catch (IOException | RuntimeException e) {
      generator.close();
      throw e;
    }
  }

  private void open(InetSocketAddress server, WireProtocol protocol) throws IOException {
    for (int i = 0; i < connections.length; i++) {
      connections[i] = Connection.open(i, server, protocol.tls(i), protocol.session(i), shape);
      connections[i].register(selector);
      // A gateway gives a connection only so long to log in.
      selector.selectNow(onReady);
    }
    long giveUpNs = System.nanoTime() + CONNECT_LIMIT_NS;
    for (Connection connection : connections) {
      while (!connection.isReady()) {
        selector.select(onReady, 100);
        if (System.nanoTime() > giveUpNs) {
          throw new IOException("no login within 30 s on connection " + connection.number);
        }
      }
    }
  }

  /**
   * Offers frames at a rate, then waits for their acknowledgements; at a very high rate for less
   * than the time.
   */
  public StepResult offer(double framesPerSecond, Duration time) throws IOException {
    long total = Math.max(1, (long) (framesPerSecond * time.toNanos() / 1e9));
    total = Math.min(total, MAX_FRAMES_PER_STEP);
    total = Math.max(1, total / shape.burst()) * shape.burst();
    begin(total, 1e9 / framesPerSecond);
    long checkNs = step.startNs;
    while (step.assigned < step.total) {
      long nowNs = System.nanoTime();
      sendDue(nowNs);
      selector.selectNow(onReady);
      if (nowNs >= checkNs) {
        checkNs = nowNs + CHECK_EVERY_NS;
        if (oldestAgeNs(nowNs) > HOPELESS_AFTER_NS) {
          step.hopeless = true;
          step.total = step.assigned;
        }
      }
    }
    drain();
    return end(framesPerSecond);
  }

  /** Keeps the shape's window full on each connection for a while: what the server can take. */
  public StepResult saturate(Duration time) throws IOException {
    begin(Long.MAX_VALUE, 0);
    long endNs = step.startNs + time.toNanos();
    while (System.nanoTime() < endNs && step.assigned < MAX_FRAMES_PER_STEP) {
      for (Connection connection : connections) {
        long free = shape.window() - (connection.due - connection.acked);
        // In large pieces, as a client that batches would.
        if (free >= Math.max(1, shape.window() / 4)) {
          connection.due += free;
          step.assigned += free;
          connection.send();
        }
      }
      selector.selectNow(onReady);
    }
    drain();
    return end(0);
  }

  /** Frames written in all steps so far. */
  public long sent() {
    return sent;
  }

  /** Frames acknowledged in all steps so far. */
  public long acked() {
    return acked;
  }

  private void begin(long total, double intervalNs) {
    for (Connection connection : connections) {
      connection.beginStep();
    }
    step = new Step(System.nanoTime(), total, intervalNs);
  }

  private void sendDue(long nowNs) throws IOException {
    long due = Math.min(step.total, (long) ((nowNs - step.startNs) / step.intervalNs) + 1);
    if (shape.isFirehose()) {
      step.assigned = due;
      for (Connection connection : connections) {
        connection.due = dueOn(connection.number, due);
        boolean last = due == step.total;
        if (connection.written < connection.due && (nowNs >= connection.nextSendNs || last)) {
          connection.nextSendNs = nowNs + shape.linger().toNanos();
          connection.send();
        }
      }
      return;
    }
    due -= due % shape.burst();
    long endBurst = due / shape.burst();
    long firstBurst = Math.max(step.assigned / shape.burst(), endBurst - connections.length);
    for (long burst = firstBurst; burst < endBurst; burst++) {
      Connection connection = connections[(int) (burst % connections.length)];
      connection.due = dueOn(connection.number, due);
      connection.send();
    }
    step.assigned = due;
  }

  /** How many of the first {@code frames} frames are those of a connection. */
  private long dueOn(int connection, long frames) {
    long bursts = frames / shape.burst();
    return (bursts - connection + connections.length - 1) / connections.length * shape.burst();
  }

  private void drain() throws IOException {
    long giveUpNs = System.nanoTime() + DRAIN_LIMIT_NS;
    for (Connection connection : connections) {
      if (!step.isSaturating()) {
        connection.due = dueOn(connection.number, step.total);
      }
      connection.send();
    }
    while (step.acked < step.assigned && System.nanoTime() < giveUpNs) {
      selector.selectNow(onReady);
    }
  }

  private StepResult end(double framesPerSecond) {
    long written = 0;
    for (Connection connection : connections) {
      written += connection.written;
    }
    sent += written;
    acked += step.acked;
    double seconds = Math.max(1, step.lastAckNs - step.startNs) / 1e9;
    return new StepResult(
        framesPerSecond, written, step.acked, seconds, step.hopeless, step.latencyNs);
  }

  private long oldestAgeNs(long nowNs) {
    double oldest = 0;
    for (Connection connection : connections) {
      if (connection.acked < connection.due) {
        oldest = Math.max(oldest, nowNs - dueNs(connection));
      }
    }
    return (long) oldest;
  }

  /** When the oldest frame of a connection without an acknowledgement was due. */
  private double dueNs(Connection connection) {
    long burst = connection.acked / shape.burst() * connections.length + connection.number;
    long frame = burst * shape.burst() + connection.acked % shape.burst();
    return step.startNs + frame * step.intervalNs;
  }

  private void serve(SelectionKey key) {
    Connection connection = (Connection) key.attachment();
    try {
      if (key.isReadable()) {
        int more = connection.receive();
        if (more > 0) {
          onAcked(connection, more, System.nanoTime());
        }
      }
      // What the window or the socket held back; what lingers goes when its time has come.
      if (!shape.isFirehose() || key.isWritable() || step.assigned == step.total) {
        connection.send();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("connection " + connection.number + ": " + e.getMessage(), e);
    }
  }

  private void onAcked(Connection connection, int more, long nowNs) {
    step.acked += more;
    step.lastAckNs = nowNs;
    if (step.isSaturating()) {
      connection.acked += more;
      return;
    }
    for (int i = 0; i < more; i++) {
      double dueNs = dueNs(connection);
      if (dueNs >= step.countFromNs) {
        step.latencyNs.recordValue(Math.max(0, nowNs - (long) dueNs));
      }
      connection.acked++;
    }
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      if (connection != null) {
        connection.close();
      }
    }
    selector.close();
  }

  /** The state of the step under way. */
  private static final class Step {
    final long startNs;
    final double intervalNs;
    final double countFromNs;
    final Histogram latencyNs = new Histogram(3);
    long total;
    long assigned;
    long acked;
    long lastAckNs;
    boolean hopeless;

    Step(long startNs, long total, double intervalNs) {
      this.startNs = startNs;
      this.total = total;
      this.intervalNs = intervalNs;
      countFromNs = startNs + total * intervalNs * WARM_UP_OF_STEP;
      lastAckNs = startNs;
    }

    boolean isSaturating() {
      return intervalNs == 0;
    }
  }
}
