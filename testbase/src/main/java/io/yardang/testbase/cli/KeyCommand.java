package io.yardang.testbase.cli;

import io.yardang.streamjobs.report.KeyRotation;
import io.yardang.streamjobs.report.SigningKey;
import io.yardang.testbase.embedded.DataDirectory;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The key that signs reports: show it, replace it. */
@Command(
    name = "key",
    description = "Show or replace the key that signs reports.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class KeyCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOption settingsOption;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "show",
      description = "Print the public key, which whoever verifies reports needs.",
      mixinStandardHelpOptions = true)
  int show() {
    SigningKey key = SigningKey.openOrCreate(DataDirectory.keys(settingsOption.load().data()));
    PrintWriter out = spec.commandLine().getOut();
    out.println("# key id " + key.keyId());
    out.print(key.publicKeyPem());
    out.flush();
    return 0;
  }

  @Command(
      name = "rotate",
      description = "Replace the key; reports are signed by the new one from then on.",
      mixinStandardHelpOptions = true)
  int rotate() {
    Path root = settingsOption.load().data();
    try (DataDirectory data = DataDirectory.take(root)) {
      KeyRotation rotation = KeyRotation.rotate(data.keys());
      PrintWriter out = spec.commandLine().getOut();
      out.println("key " + rotation.oldKeyId() + " was replaced by " + rotation.newKeyId());
      out.println("give out: " + data.keys().resolve("public-key.pem"));
      out.println(
          "for those who trust the old key: "
              + rotation.retired()
              + " (old public key, its successor, the old key's signature over it)");
      out.flush();
    }
    return 0;
  }
}
