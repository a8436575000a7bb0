package io.yardang.streamjobs.scoring;

/** A scorecard that cannot be used; the message says which key, its value, and the line. */
public final class ScorecardException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ScorecardException(String message) {
    super(message);
  }
}
