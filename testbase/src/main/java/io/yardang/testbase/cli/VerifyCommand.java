package io.yardang.testbase.cli;

import io.yardang.streamjobs.report.BundleVerifier;
import io.yardang.streamjobs.report.Verification;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a report bundle: every file against the manifest, the manifest against its signature. */
@Command(
    name = "verify",
    description =
        "Check a report bundle: hashes and signature. Exit status 1 if anything is wrong.",
    mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "BUNDLE.zip", description = "The bundle as downloaded.")
  private Path bundle;

  @Option(
      names = "--key",
      paramLabel = "PUBLIC-KEY.pem",
      description =
          "The test base's public key that you got by another way. Without it the bundle is only"
              + " checked against the key inside it.")
  private Path trustedKey;

  @Override
  public Integer call() throws Exception {
    Verification verification = BundleVerifier.verify(bundle, Optional.ofNullable(trustedKey));
    PrintWriter out = spec.commandLine().getOut();
    out.print(verification.text());
    out.flush();
    return verification.ok() ? 0 : 1;
  }
}
