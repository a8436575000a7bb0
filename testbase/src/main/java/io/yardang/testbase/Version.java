package io.yardang.testbase;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version of this software, from the build. */
public final class Version implements IVersionProvider {
  /** Such as "0.1.0". */
  public static String text() {
    try (InputStream in = Version.class.getResourceAsStream("/yardang-version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {"Yardang " + text()};
  }
}
