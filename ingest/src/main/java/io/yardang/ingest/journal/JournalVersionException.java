package io.yardang.ingest.journal;

/** The journal is in order, but of another version of Yardang than this one. */
public final class JournalVersionException extends JournalException {
  private static final long serialVersionUID = 1L;

  JournalVersionException(int version, String where) {
    super(
        "journal is of another version of Yardang: entry version="
            + version
            + ", known="
            + JournalEntry.VERSION
            + ", "
            + where
            + "; nothing was changed: read it with the version that wrote it, or move its directory"
            + " away to begin a new journal");
  }
}
