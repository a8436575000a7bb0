package io.yardang.ingest.journal;

/** The journal cannot be read or written as asked; the message carries index, path and values. */
public class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public JournalException(String message) {
    super(message);
  }

  public JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
