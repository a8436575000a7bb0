package io.yardang.ingest.admin;

import java.nio.file.Path;

/**
 * Where wire logs are written to, each as SENDER.log.
 *
 * @param maxBytes of one log
 */
public record WireLogFolder(Path dir, long maxBytes) {
  private static final long MIN_BYTES = 1024;

  public WireLogFolder {
    if (maxBytes < MIN_BYTES) {
      throw new IllegalArgumentException(
          "gateway.wirelog_max_bytes=" + maxBytes + ": must be " + MIN_BYTES + " or more");
    }
  }

  Path fileOf(String sender) {
    return dir.resolve(sender + ".log");
  }
}
