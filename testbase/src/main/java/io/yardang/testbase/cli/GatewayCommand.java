package io.yardang.testbase.cli;

import io.yardang.ingest.admin.AdminServer;
import io.yardang.ingest.gateway.VehicleGateway;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.testbase.embedded.Configs;
import io.yardang.testbase.embedded.DataDirectory;
import io.yardang.testbase.settings.Settings;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs a gateway alone: accepts telemetry and makes it durable, scores nothing. */
@Command(
    name = "gateway",
    description = "Run a gateway alone: telemetry in, journal out.",
    mixinStandardHelpOptions = true)
public final class GatewayCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOption settingsOption;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = settingsOption.load();
    Configs configs = new Configs(settings);
    InstantSource clock = InstantSource.system();
    try (StopSignal stop = new StopSignal();
        DataDirectory data = DataDirectory.take(settings.data());
        JournalWriter journal =
            JournalWriter.open(
                data.journals().resolve(settings.gateway().id()), configs.journal());
        VehicleGateway gateway = VehicleGateway.launch(configs.gateway(clock), journal, clock);
        AdminServer admin = configs.admin(gateway, data).orElse(null)) {
      PrintWriter out = spec.commandLine().getOut();
      out.println("gateway   port " + gateway.port());
      out.println("journal   " + journal.dir());
      if (admin != null) {
        out.println("admin     " + admin.uri() + " (/metrics /health /ready)");
      }
      out.println("Ctrl-C ends it.");
      out.flush();
      stop.await();
      // Before the admin port closes: whoever asks is told that the gateway is not ready.
      gateway.drain();
    }
    return 0;
  }
}
