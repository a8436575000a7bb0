package io.yardang.testbase.cli;

import io.yardang.testbase.bench.Folders;
import io.yardang.testbase.bench.score.ScoreBench;
import io.yardang.testbase.bench.score.ScoreReport;
import io.yardang.testbase.bench.server.BenchSystems;
import io.yardang.testbase.bench.server.Pinning;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What scoring costs, and how soon it shows. */
@Command(
    name = "score",
    description =
        "The scoring job beside the same pipeline without a scorer, the scorer alone, and the way"
            + " from the wire to the live page. About 5 minutes.",
    mixinStandardHelpOptions = true)
public final class BenchScoreCommand implements Callable<Integer> {
  private static final String TITLE = "Scoring (bench score)";

  @Spec private CommandSpec spec;

  @Option(names = "--quick", description = "A little of everything, to see that it works.")
  private boolean quick;

  @Option(names = "--work", paramLabel = "DIR", description = "For journals and frames; 1 GB.")
  private Path work;

  @Mixin private WriteOption write;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Path parent = Files.createDirectories(work == null ? BenchSystems.defaultFolder() : work);
    Path dir = Files.createTempDirectory(parent, "score");
    try {
      ScoreReport report = new ScoreBench(quick, text -> say(out, text)).run(dir);
      say(out, report.tables());
      write.write(TITLE, () -> section(report));
      say(out, report.line());
      return report.isSound() ? 0 : 1;
    } finally {
      Folders.delete(dir);
    }
  }

  private String section(ScoreReport report) throws IOException {
    return """
        %s, on %s, by `./yardang bench score%s`.

        %s
        ```
        %s
        ```
        """
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            Pinning.machine(),
            quick ? " --quick" : "",
            report.tables(),
            report.line());
  }

  private static void say(PrintWriter out, String text) {
    out.println(text);
    out.flush();
  }
}
