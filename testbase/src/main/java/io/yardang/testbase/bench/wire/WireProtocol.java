package io.yardang.testbase.bench.wire;

import java.util.Optional;
import javax.net.ssl.SSLContext;

/** How the connections of one benchmark cell talk to a server. */
@FunctionalInterface
public interface WireProtocol {
  /** What connection 0, 1, 2 … says and understands. */
  WireSession session(int connection);

  /** With whose certificate it connects; empty for plaintext. */
  default Optional<SSLContext> tls(int connection) {
    return Optional.empty();
  }
}
