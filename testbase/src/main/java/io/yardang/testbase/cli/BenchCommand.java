package io.yardang.testbase.cli;

import picocli.CommandLine.Command;

/** Measures on this machine, with the real parts; each benchmark is a subcommand of its own. */
@Command(
    name = "bench",
    description = "Measure on this machine.",
    synopsisSubcommandLabel = "BENCHMARK",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchIngestCommand.class,
      BenchLoadCommand.class,
      BenchIdleCommand.class,
      BenchScoreCommand.class,
      BenchTortureCommand.class
    })
public final class BenchCommand {}
