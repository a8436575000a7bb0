package io.yardang.ingest.journal;

/** What the bytes of a journal record are. */
public enum RecordKind {
  /** A {@code yardang.v1.TelemetryFrame} as the vehicle sent it. */
  FRAME((byte) 1),
  /** A {@code yardang.v1.RunEvent} as the controller sent it. */
  RUN_EVENT((byte) 2),
  /** A {@code yardang.v1.Result} as the scoring job emitted it; only in result journals. */
  RESULT((byte) 3);

  private final byte code;

  RecordKind(byte code) {
    this.code = code;
  }

  public byte code() {
    return code;
  }

  /**
   * @throws JournalException if no kind has this code
   */
  public static RecordKind of(byte code) {
    for (RecordKind kind : values()) {
      if (kind.code == code) {
        return kind;
      }
    }
    throw new JournalException("unknown record kind: code=" + code);
  }
}
