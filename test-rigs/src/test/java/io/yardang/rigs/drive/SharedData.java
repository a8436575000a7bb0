package io.yardang.rigs.drive;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The real recordings; where they are absent the tests are left out, save in CI. */
public final class SharedData {
  private SharedData() {}

  public static Path path(String name) {
    Path path = Path.of(System.getProperty("yardang.shared", "../../shared")).resolve(name);
    if ("true".equals(System.getenv("CI"))) {
      assertThat(path).as("test data, which CI needs").exists();
    }
    Assumptions.assumeTrue(Files.exists(path), "no test data at " + path);
    return path;
  }
}
