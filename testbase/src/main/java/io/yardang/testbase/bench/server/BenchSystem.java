package io.yardang.testbase.bench.server;

import io.yardang.testbase.bench.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A system that takes frames and acknowledges them: ours, a peer, or a bare limit. */
public interface BenchSystem {
  /** For options and tables. */
  String name();

  /** Why it does not take part in a tier, for people; empty where it does. */
  Optional<String> absentFrom(Tier tier);

  /** Name and version of what is measured. */
  String version();

  /** The settings that matter, and what its acknowledgement means. */
  String settings(Tier tier);

  /** Whether it is one that ours is compared with, where it promises as much. */
  default boolean isPeer() {
    return true;
  }

  /** Why its acknowledgement promises less than the tier does; empty where it promises as much. */
  default Optional<String> promisesLess(Tier tier) {
    return Optional.empty();
  }

  /** Whether its code gets faster while it runs, so that it must run before it is measured. */
  default boolean isJvm() {
    return false;
  }

  /** Starts its server in an empty directory and waits until it listens. */
  BenchServer start(Tier tier, Path dir) throws IOException;
}
