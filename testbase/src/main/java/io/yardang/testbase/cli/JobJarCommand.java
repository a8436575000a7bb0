package io.yardang.testbase.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the jar that {@code flink run} takes; the build has made it beside the job's classes. */
@Command(
    name = "jar",
    description = {
      "Write the scoring job's jar for a Flink cluster: self-contained, without Flink itself.",
      "Then: flink run -d yardang-job.jar --gateways HOST:PORT,… --results HOST:PORT --certificates"
          + " DIR"
    },
    mixinStandardHelpOptions = true)
public final class JobJarCommand implements Callable<Integer> {
  private static final String JAR = "yardang-job.jar";

  @Spec private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = JAR,
      description = "Where to write it. Default: ${DEFAULT-VALUE}")
  private Path out;

  @Override
  public Integer call() throws IOException {
    Files.copy(built(), out, StandardCopyOption.REPLACE_EXISTING);
    spec.commandLine().getOut().println(out.toAbsolutePath());
    return 0;
  }

  /** The launcher runs these classes in the place where the build has left them. */
  private static Path built() {
    try {
      Path classes =
          Path.of(JobJarCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path jar = classes.resolve("../../../stream-jobs/target").resolve(JAR).normalize();
      if (!Files.exists(jar)) {
        throw new IllegalStateException(
            jar + " is missing: build it with mvn -DskipTests package, or by ./yardang");
      }
      return jar;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
