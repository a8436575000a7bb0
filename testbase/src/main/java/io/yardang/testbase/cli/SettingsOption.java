package io.yardang.testbase.cli;

import io.yardang.testbase.settings.Settings;
import io.yardang.testbase.settings.SettingsLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option --settings, shared by the commands that start something. */
final class SettingsOption {
  private static final Path HERE = Path.of("yardang.yaml");

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description = "Settings file; yardang.yaml of this folder if there is one.")
  private Path file;

  Settings load() {
    Optional<Path> named = Optional.ofNullable(file);
    Settings settings =
        SettingsLoader.load(
            named.or(() -> Files.exists(HERE) ? Optional.of(HERE) : Optional.empty()),
            System.getenv());
    LogFormat.use(settings.log().format());
    return settings;
  }
}
