package io.yardang.testbase.bench.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * Kafka's own jars, fetched by Maven into a folder of the benchmark, so that none of them meets our
 * class path.
 */
final class KafkaJars {
  private static final String POM = "/bench/kafka-pom.xml";

  private KafkaJars() {}

  /** Fetches them unless they are there; the folder that holds them. */
  static synchronized Path fetch(Path folder) throws IOException {
    Path pom = folder.resolve("pom.xml");
    Path jars = folder.resolve("lib");
    Path complete = folder.resolve("complete");
    if (Files.exists(complete)) {
      return jars;
    }
    Files.createDirectories(folder);
    try (InputStream in = KafkaJars.class.getResourceAsStream(POM)) {
      Files.copy(in, pom, StandardCopyOption.REPLACE_EXISTING);
    }
    Commands.run(
        "mvn",
        "-B",
        "-ntp",
        "-q",
        "-f",
        pom.toString(),
        "dependency:copy-dependencies",
        "-DincludeScope=runtime",
        "-DoutputDirectory=" + jars);
    Files.createFile(complete);
    return jars;
  }

  /** The version of the broker among the jars. */
  static String version(Path jars) throws IOException {
    try (Stream<Path> files = Files.list(jars)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("kafka-server-4") || name.startsWith("kafka-clients-"))
          .map(name -> name.replaceAll(".*-([0-9.]+)\\.jar", "$1"))
          .findFirst()
          .orElseThrow(() -> new IOException("no Kafka in " + jars));
    }
  }
}
