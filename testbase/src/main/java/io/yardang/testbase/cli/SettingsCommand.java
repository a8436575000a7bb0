package io.yardang.testbase.cli;

import io.yardang.testbase.settings.SettingsLoader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints every setting with its default and its meaning, as a file to start from. */
@Command(
    name = "settings",
    description = "Print all settings with their defaults and meaning.",
    mixinStandardHelpOptions = true)
public final class SettingsCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().getOut().print(SettingsLoader.defaultsText());
    spec.commandLine().getOut().flush();
  }
}
