package io.yardang.streamjobs.scoring;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The version of this software, from the build. */
public final class SoftwareVersion {
  /** Such as "0.1.0". */
  public static final String TEXT = read();

  private SoftwareVersion() {}

  private static String read() {
    try (InputStream in = SoftwareVersion.class.getResourceAsStream("/yardang-version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
