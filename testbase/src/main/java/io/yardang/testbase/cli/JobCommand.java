package io.yardang.testbase.cli;

import picocli.CommandLine.Command;

/** What is about the scoring job on a Flink cluster. */
@Command(
    name = "job",
    description = "The scoring job for a Flink cluster.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = JobJarCommand.class)
public final class JobCommand {}
