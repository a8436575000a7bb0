package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How far the scoring has come in a journal for good, so that it never needs what is before it
 * again: a small file in the journal's directory, written by the scoring after each checkpoint. In
 * the result journal it says the same of those who follow that.
 */
public final class ScoredPosition {
  private static final String FILE = "scored.position";

  private ScoredPosition() {}

  /**
   * Everything up to and including this position is scored or in a checkpoint.
   *
   * @throws JournalException if the file cannot be written
   */
  public static void write(Path journalDir, JournalPosition position) {
    Path file = journalDir.resolve(FILE);
    try {
      Disk.REAL.replace(file, position.line().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new JournalException("cannot write " + file + ": " + e, e);
    }
  }

  /**
   * What was told, if anything was, counts no more: nothing may leave until a position is told
   * again.
   *
   * @throws JournalException if the file cannot be written
   */
  public static void takeBack(Path journalDir) {
    if (Files.exists(journalDir.resolve(FILE))) {
      write(journalDir, JournalPosition.BEFORE_FIRST);
    }
  }

  /** The position; empty when no scoring has told one. */
  public static Optional<JournalPosition> read(Path journalDir) {
    Path file = journalDir.resolve(FILE);
    try {
      return Optional.of(JournalPosition.ofLine(Files.readString(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      throw new JournalException("not a position of a journal: " + file + ": " + e, e);
    }
  }

  /**
   * How long the oldest entry that is not scored has been in the journal; 0 when all are, empty
   * when no scoring has told how far it is.
   */
  public static Optional<Double> oldestUnscoredAgeSeconds(Path journalDir, long nowNs) {
    return read(journalDir).map(position -> ageBehind(journalDir, position, nowNs));
  }

  private static double ageBehind(Path journalDir, JournalPosition position, long nowNs) {
    try (JournalReader reader = LocalJournalReader.open(journalDir)) {
      reader.seekAfter(position);
      return reader
          .poll()
          .map(record -> Math.max(0.0, (nowNs - record.receiveTimeNs()) / 1e9))
          .orElse(0.0);
    }
  }
}
