package io.yardang.testbase.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps server and generator on cores of their own. */
public final class Pinning {
  private static final boolean POSSIBLE =
      Runtime.getRuntime().availableProcessors() >= 2 && Commands.find("taskset").isPresent();

  private Pinning() {}

  /** Whether there are two cores and the command that pins. */
  public static boolean isPossible() {
    return POSSIBLE;
  }

  /** Pins every thread of this process, and those to come, to the generator's core. */
  public static void pinThisProcess() throws IOException {
    if (POSSIBLE) {
      Commands.run(
          "taskset",
          "-a",
          "-c",
          "-p",
          Integer.toString(ServerProcess.GENERATOR_CORE),
          Long.toString(ProcessHandle.current().pid()));
    }
  }

  /** What of the machine matters for the figures. */
  public static String machine() throws IOException {
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 2))
            .findFirst()
            .orElse(System.getProperty("os.arch"));
    return Commands.run("nproc", "--all").trim()
        + " cores ("
        + model
        + "), Linux "
        + System.getProperty("os.version")
        + ", Java "
        + System.getProperty("java.vm.version");
  }
}
