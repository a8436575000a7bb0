package io.yardang.testbase;

import io.yardang.testbase.cli.BenchCommand;
import io.yardang.testbase.cli.CertCommand;
import io.yardang.testbase.cli.DemoCommand;
import io.yardang.testbase.cli.ErrorsForPeople;
import io.yardang.testbase.cli.ExportCommand;
import io.yardang.testbase.cli.GatewayCommand;
import io.yardang.testbase.cli.ImportCommand;
import io.yardang.testbase.cli.JobCommand;
import io.yardang.testbase.cli.KeyCommand;
import io.yardang.testbase.cli.ReplayCommand;
import io.yardang.testbase.cli.ScoreCommand;
import io.yardang.testbase.cli.ScorecardCommand;
import io.yardang.testbase.cli.ServeCommand;
import io.yardang.testbase.cli.SettingsCommand;
import io.yardang.testbase.cli.SimulateCommand;
import io.yardang.testbase.cli.VerifyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: one subcommand per thing that Yardang does. */
@Command(
    name = "yardang",
    description = "Telemetry engine of a vehicle test base.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Tests: yardang test. Each command has its own --help."},
    subcommands = {
      DemoCommand.class,
      ServeCommand.class,
      GatewayCommand.class,
      CertCommand.class,
      ReplayCommand.class,
      SimulateCommand.class,
      ScoreCommand.class,
      ExportCommand.class,
      ScorecardCommand.class,
      ImportCommand.class,
      VerifyCommand.class,
      JobCommand.class,
      KeyCommand.class,
      BenchCommand.class,
      SettingsCommand.class
    })
public final class Yardang {
  private Yardang() {}

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs one command; 0 when it did what it says, 1 when it could not, 2 for wrong arguments. */
  public static int run(String... args) {
    return new CommandLine(new Yardang())
        .setExecutionExceptionHandler(new ErrorsForPeople())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(args.length == 0 ? new String[] {"--help"} : args);
  }
}
