package io.yardang.testbase.cli;

import io.yardang.testbase.embedded.TestBase;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs gateway, scoring, database and console in this process until Ctrl-C. */
@Command(
    name = "serve",
    description = "Run everything in one process: gateway, scoring, database, console.",
    mixinStandardHelpOptions = true)
public final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOption settings;

  @Override
  public Integer call() throws InterruptedException {
    AtomicBoolean failed = new AtomicBoolean();
    PrintWriter out = spec.commandLine().getOut();
    try (StopSignal stop = new StopSignal();
        TestBase base = TestBase.launch(settings.load(), InstantSource.system())) {
      out.println("gateway   port " + base.gatewayPort());
      base.adminUri()
          .ifPresent(uri -> out.println("admin     " + uri + " (/metrics /health /ready)"));
      base.resultsUri()
          .ifPresent(uri -> out.println("scoring   on a cluster, results come to " + uri));
      out.println("console   " + base.consoleUri());
      out.println("results   " + base.databaseUrl());
      out.println("Ctrl-C ends it.");
      out.flush();
      base.scoringEnded()
          .exceptionally(
              e -> {
                if (stop.hasCome()) {
                  return null; // Ended with everything else.
                }
                out.println("scoring has failed for good: " + e.getMessage());
                out.flush();
                failed.set(true);
                stop.now();
                return null;
              });
      stop.await();
    }
    return failed.get() ? 1 : 0;
  }
}
