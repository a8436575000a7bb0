package io.yardang.streamjobs.scoring.oracles;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Published cases with expected numbers, read from the shared data beside the source tree. */
public final class Oracles {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private Oracles() {}

  /** A folder of cases; without it the test is skipped, but in CI it fails. */
  public static Path folder(String name) {
    Path folder = Path.of(System.getProperty("yardang.shared", "../shared"), "oracles", name);
    if (!Files.isDirectory(folder)) {
      String message = "published cases are missing: put them at " + folder.toAbsolutePath();
      if ("true".equals(System.getenv("CI"))) {
        throw new IllegalStateException(message);
      }
      Assumptions.abort(message);
    }
    return folder;
  }

  /** All JSON files in and under a folder, by name. */
  static List<Path> jsonFiles(String folder) {
    return files(folder).stream().filter(file -> file.toString().endsWith(".json")).toList();
  }

  /** nuPlan's fixtures of one metric. */
  public static Stream<Path> nuplan(String metric) {
    return jsonFiles("nuplan/fixtures").stream()
        .filter(file -> file.getParent().getFileName().toString().equals(metric));
  }

  /** All files in and under a folder but those that explain, by name. */
  static List<Path> files(String folder) {
    try (Stream<Path> files = Files.walk(folder(folder))) {
      return files
          .filter(file -> Files.isRegularFile(file) && !file.endsWith("README.md"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("cannot list " + folder, e);
    }
  }

  public static JsonNode read(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }
}
