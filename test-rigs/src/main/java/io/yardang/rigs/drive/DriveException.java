package io.yardang.rigs.drive;

import java.io.IOException;

/**
 * A drive, or the input of an import, that cannot be used; the text says where, why and what to do.
 */
public final class DriveException extends IOException {
  private static final long serialVersionUID = 1;

  public DriveException(String message) {
    super(message);
  }
}
