package io.yardang.ingest.journal;

/** The journal is in order, but does not hold, or no longer holds, the position asked for. */
public final class JournalPositionException extends JournalException {
  private static final long serialVersionUID = 1L;

  public JournalPositionException(String message) {
    super(message);
  }

  public JournalPositionException(String message, Throwable cause) {
    super(message, cause);
  }
}
