package io.yardang.testbase.bench.server;

import io.yardang.testbase.bench.wire.WireProtocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.OptionalLong;

/** A running server. */
public interface BenchServer extends AutoCloseable {
  ServerProcess process();

  default InetSocketAddress address() {
    return process().address();
  }

  /**
   * Makes an empty place (a topic, a stream) for the frames of one cell of the benchmark.
   *
   * @param cell letters, digits and hyphens
   * @param connections that will write to it
   */
  WireProtocol open(String cell, int connections) throws IOException;

  /**
   * How many frames of the cell can be read back; empty where nothing is kept. Asked once, when all
   * are acknowledged; after that memory may be freed. Files stay until the server ends: fresh pages
   * may cost far more than those of a file that was just deleted, and everyone is to pay for them.
   */
  OptionalLong readable(String cell) throws IOException;

  /** CPU time that the server's processes have taken so far. */
  default long cpuNs() {
    return process().cpuNs();
  }

  /** What of {@link #cpuNs} was spent in the kernel. */
  default long kernelNs() {
    return process().kernelNs();
  }

  @Override
  default void close() {
    process().close();
  }
}
