package io.yardang.ingest.journal;

/** Nothing was appended, and nothing is wrong with the journal but that it has no room left. */
public final class JournalFullException extends JournalException {
  private static final long serialVersionUID = 1L;

  JournalFullException(String message) {
    super(message);
  }
}
