package io.yardang.testbase.settings;

/** A setting is missing, unknown or wrong; the message names the key, the value and the remedy. */
public final class SettingsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SettingsException(String message) {
    super(message);
  }
}
