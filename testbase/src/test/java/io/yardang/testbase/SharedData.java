package io.yardang.testbase;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Recorded drives that lie beside the project; who does not have them skips their tests. */
final class SharedData {
  private SharedData() {}

  /** The file; where it is absent the test is skipped, or in CI fails. */
  static Path require(String path) {
    Path file = Path.of(System.getProperty("yardang.shared", "../shared"), path).normalize();
    if (!Files.exists(file)) {
      if ("true".equals(System.getenv("CI"))) {
        throw new AssertionError("CI must have " + file);
      }
      Assumptions.abort("skipped: " + file + " is not there");
    }
    return file;
  }
}
