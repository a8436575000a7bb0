package io.yardang.testbase.cli;

import io.yardang.testbase.bench.Folders;
import io.yardang.testbase.torture.Torture;
import io.yardang.testbase.torture.TortureResult;
import io.yardang.testbase.torture.TortureSettings;
import io.yardang.v1.AckLevel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Kills the gateway, cuts its power, damages its journal, and looks for every frame. */
@Command(
    name = "torture",
    description =
        "Kill the gateway under load, cut the power of its file system (as root), damage its"
            + " journal; then look whether each acknowledged frame is readable once, in order, as"
            + " it was sent. Status 1 if not, 2 if the power could not be cut (see --power-cuts).",
    mixinStandardHelpOptions = true)
public final class BenchTortureCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--rounds", description = "Kills. Default: ${DEFAULT-VALUE}.")
  private int rounds = 50;

  @Option(names = "--power-cuts", description = "0 for none. Default: two for five kills.")
  private Integer powerCuts;

  @Option(names = "--damages", description = "Damaged journals. Default: as many as kills.")
  private Integer damages;

  @Option(names = "--vehicles", description = "Default: ${DEFAULT-VALUE}.")
  private int vehicles = 4;

  @Option(names = "--seed", description = "Of frames, moments and damage; default: a new one.")
  private Long seed;

  @Option(names = "--work", paramLabel = "DIR", description = "For journals and images.")
  private Path work;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path parent = work == null ? Path.of(System.getProperty("java.io.tmpdir")) : work;
    Path scratch = Files.createTempDirectory(Files.createDirectories(parent), "yardang-torture");
    TortureSettings settings =
        new TortureSettings(
            rounds,
            powerCuts == null ? rounds * 2 / 5 : powerCuts,
            damages == null ? rounds : damages,
            List.of(AckLevel.ACK_LEVEL_PAGE_CACHE, AckLevel.ACK_LEVEL_DISK),
            vehicles,
            seed == null ? System.nanoTime() : seed,
            scratch);
    TortureResult result = new Torture(settings, text -> say(out, text)).run();
    if (result.isSound()) {
      Folders.delete(scratch);
    } else {
      say(out, "what failed is in " + scratch + "; try --seed " + settings.seed());
    }
    say(out, result.line());
    if (!result.isSound()) {
      return 1;
    }
    return result.powerCutsSkipped() ? 2 : 0;
  }

  private static void say(PrintWriter out, String text) {
    out.println(text);
    out.flush();
  }
}
