package io.yardang.streamjobs.report;

/** There is no such run, or no such revision of its report. */
public final class NoSuchReportException extends ReportException {
  public NoSuchReportException(String message) {
    super(message);
  }
}
