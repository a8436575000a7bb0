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
 * @param burst frames that are written together, in one write
 * @param window frames of one connection on their way while the server is saturated
 * @param bufferBytes for what a connection has to write
 */
public record Shape(
    String name, int connections, Duration linger, int burst, int window, int bufferBytes) {
  private static final int MAX_FRAME_BYTES = 512;

  /** Vehicles: many connections, each frame sent when it is sampled. */
  public static final Shape FLEET = fleet("fleet", 1_000);

  /** A rig: one connection that batches and pipelines. */
  public static final Shape FIREHOSE_1 = firehose("firehose-1", 1);

  /** Ten rigs. */
  public static final Shape FIREHOSE_10 = firehose("firehose-10", 10);

  public static final List<Shape> ALL = List.of(FLEET, FIREHOSE_1, FIREHOSE_10);

  /** Fleet's way of sending over another number of connections. */
  public static Shape fleet(String name, int connections) {
    return bursts(name, connections, 1);
  }

  /** Each connection writes so many frames at once, when the last of them is sampled. */
  public static Shape bursts(String name, int connections, int burst) {
    int bufferBytes = Math.max(16 << 10, burst * MAX_FRAME_BYTES);
    return new Shape(name, connections, Duration.ZERO, burst, burst, bufferBytes);
  }

  private static Shape firehose(String name, int connections) {
    return new Shape(name, connections, Duration.ofMillis(3), 1, 16_384 / connections, 2 << 20);
  }

  public boolean isFirehose() {
    return !linger.isZero();
  }
}
