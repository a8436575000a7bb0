package io.yardang.streamjobs.report;

/** A report, bundle or key cannot be read or written; the message says which and why. */
public class ReportException extends RuntimeException {
  public ReportException(String message) {
    super(message);
  }

  public ReportException(String message, Throwable cause) {
    super(message, cause);
  }
}
