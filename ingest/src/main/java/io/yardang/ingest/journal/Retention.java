package io.yardang.ingest.journal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When files leave a journal: whole files, oldest first, never the newest.
 *
 * <p>A file leaves when one of three rules says so: it is old, the journal is too large, or it is
 * scored. Unless told otherwise, none leaves before it is scored; the file in which the scoring
 * stands stays too, as it resumes there. What is kept for that reason counts towards {@code
 * maxBytes} all the same: rather than delete it, the journal is short of room ({@link
 * JournalRoom}).
 *
 * @param maxAge a file leaves so long after its hour, or day, is over; 0: never for its age
 * @param maxBytes what the journal may take on disk; 0: what the disk has
 * @param leavesWhenScored whether a file leaves as soon as it is scored
 * @param keepsUnscored whether a file stays until it is scored, also in a journal of which no
 *     scoring has ever told how far it is
 * @param archive where a file is copied, and brought to disk, before it leaves
 * @param forgetStreamsAfter what is known of a stream is forgotten when its last entry has left and
 *     it has been silent for so long
 */
public record Retention(
    Duration maxAge,
    long maxBytes,
    boolean leavesWhenScored,
    boolean keepsUnscored,
    Optional<Path> archive,
    Duration forgetStreamsAfter) {
  // A run takes what was received up to a day after its end: a frame that is sent again later, by
  // a stream that is not known any more, can be in no run twice.
  private static final Duration MIN_FORGET_AFTER = Duration.ofDays(2);

  /** Nothing ever leaves. */
  public static final Retention KEEP_ALL =
      new Retention(Duration.ZERO, 0, false, true, Optional.empty(), Duration.ofDays(30));

  /** A file and what it takes on disk. */
  record Stored(CycleFile file, long bytes) {}

  public Retention {
    require(!maxAge.isNegative(), "journal.max_age_s", maxAge.toSeconds(), "0 or more");
    require(maxBytes >= 0, "journal.max_bytes", maxBytes, "0 or more");
    require(
        forgetStreamsAfter.compareTo(MIN_FORGET_AFTER) >= 0,
        "journal.forget_streams_after_s",
        forgetStreamsAfter.toSeconds(),
        MIN_FORGET_AFTER.toSeconds() + " or more");
  }

  private static void require(boolean holds, String key, Object value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(key + "=" + value + ": must be " + rule);
    }
  }

  /** Whether the rules can make a file leave. */
  boolean isKeepingAll() {
    return maxAge.isZero() && maxBytes == 0 && !leavesWhenScored;
  }

  /**
   * The files that are to leave now.
   *
   * @param files all of the journal, oldest first
   * @param scored how far the scoring is; empty: it never told
   * @param spareBytes so much of {@code maxBytes} is to be free for what comes
   */
  List<CycleFile> leaving(
      List<Stored> files, Optional<JournalPosition> scored, long nowMs, long spareBytes) {
    List<CycleFile> leaving = new ArrayList<>();
    long bytes = files.stream().mapToLong(Stored::bytes).sum();
    for (Stored stored : files.subList(0, Math.max(0, files.size() - 1))) {
      CycleFile file = stored.file;
      boolean isScored =
          scored.filter(s -> CycleFile.cycleOf(s.index()) > file.cycle()).isPresent();
      boolean isOld = !maxAge.isZero() && file.endMs() + maxAge.toMillis() <= nowMs;
      boolean isTooMuch = maxBytes > 0 && bytes > maxBytes - spareBytes;
      boolean mayLeave = isScored || !keepsUnscored;
      if (!mayLeave || !(isOld || isTooMuch || (leavesWhenScored && isScored))) {
        // Those behind it are newer: the journal has no holes.
        break;
      }
      leaving.add(file);
      bytes -= stored.bytes;
    }
    return leaving;
  }
}
