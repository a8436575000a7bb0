package io.yardang.testbase;

import io.yardang.streamjobs.scoring.SoftwareVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code yardang --version} prints. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"Yardang " + SoftwareVersion.TEXT};
  }
}
