package io.yardang.testbase.bench.server;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** Everything that bench ingest can measure. */
public final class BenchSystems {
  public static final List<String> NAMES =
      List.of("yardang", "yardang-tls", "decode-limit", "kafka", "jetstream", "mosquitto", "redis");

  private BenchSystems() {}

  /** All of them; what they need beside the servers' data goes into {@code folder} and stays. */
  public static List<BenchSystem> all(Path folder) {
    return List.of(
        YardangSystem.plaintext(),
        YardangSystem.tls(folder.resolve("pki")),
        new DecodeLimit(),
        new KafkaSystem(folder.resolve("kafka")),
        new NatsSystem(),
        new MosquittoSystem(),
        new RedisSystem());
  }

  /** A folder beside the classes of the build: on the same disk as the software. */
  public static Path defaultFolder() {
    try {
      Path classes =
          Path.of(BenchSystems.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return classes.resolveSibling("bench");
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the place of our own classes is no path", e);
    }
  }
}
