package io.yardang.testbase.cli;

import io.yardang.rigs.drive.csv.CsvImport;
import io.yardang.rigs.drive.csv.ImportSummary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Turns recorded CSV files into a drive, as a mapping says. */
@Command(
    name = "import",
    description = "Turn recorded CSV files into a drive (MCAP) by a mapping.",
    mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE.csv",
      description = "The main file first; joined files are also looked for beside it.")
  private List<Path> files;

  @Option(
      names = "--mapping",
      required = true,
      paramLabel = "MAPPING",
      description = "A mapping file (YAML), or a built-in one: zalazone-openacc, comma2k19.")
  private String mapping;

  @Option(names = "--out", required = true, paramLabel = "DRIVE.mcap")
  private Path out;

  @Override
  public Integer call() throws Exception {
    ImportSummary summary = CsvImport.toDrive(DriveFiles.mapping(mapping), files, out);
    PrintWriter print = spec.commandLine().getOut();
    print.printf(
        "%d rows gave %d frames and %d objects, %.1f s, in %s%n",
        summary.rows(),
        summary.frames(),
        summary.objects(),
        (summary.endTimeNs() - summary.startTimeNs()) / 1e9,
        out);
    summary.framesOfVehicle().forEach((id, count) -> print.printf("  %-24s %d%n", id, count));
    if (summary.emptyRows() > 0 || summary.incompletePositions() > 0) {
      print.printf(
          "  left out: %d empty rows, %d incomplete positions%n",
          summary.emptyRows(), summary.incompletePositions());
    }
    print.flush();
    return 0;
  }
}
