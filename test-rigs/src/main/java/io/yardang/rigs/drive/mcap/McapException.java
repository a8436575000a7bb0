package io.yardang.rigs.drive.mcap;

import java.io.IOException;

/** A file that breaks the MCAP specification or our limits; the text says where. */
public final class McapException extends IOException {
  private static final long serialVersionUID = 1;

  public McapException(String message) {
    super(message);
  }

  McapException(String message, Throwable cause) {
    super(message, cause);
  }
}
