package io.yardang.testbase.bench;

import java.time.Duration;
import java.util.List;

/**
 * How clients send.
 *
 * @param name for options and tables
 * @param connections that share the frames evenly
 * @param linger how long a client collects frames before it writes them; zero: it writes each frame
 *     when it is sampled
 * @param window frames of one connection on their way while the server is saturated
 * @param bufferBytes for what a connection has to write
 */
public record Shape(String name, int connections, Duration linger, int window, int bufferBytes) {
  /** Vehicles: many connections, each frame sent when it is sampled. */
  public static final Shape FLEET = fleet("fleet", 1_000);

  /** A rig: one connection that batches and pipelines. */
  public static final Shape FIREHOSE_1 = firehose("firehose-1", 1);

  /** Ten rigs. */
  public static final Shape FIREHOSE_10 = firehose("firehose-10", 10);

  public static final List<Shape> ALL = List.of(FLEET, FIREHOSE_1, FIREHOSE_10);

  /** Fleet's way of sending over another number of connections. */
  public static Shape fleet(String name, int connections) {
    return new Shape(name, connections, Duration.ZERO, 1, 16 << 10);
  }

  private static Shape firehose(String name, int connections) {
    return new Shape(name, connections, Duration.ofMillis(3), 16_384 / connections, 2 << 20);
  }

  public boolean isFirehose() {
    return !linger.isZero();
  }
}
