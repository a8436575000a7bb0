package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of a journal: the entries of one hour, or of one day.
 *
 * @param cycle hours, or days, since the epoch
 */
record CycleFile(Path path, long cycle) {
  /** Each roll that {@link JournalSettings} offers leaves so many bits of an index to a file. */
  static final int SEQUENCE_BITS = 32;

  static final String SUFFIX = ".cq4";

  /** Of a file that the queue will find, and rename, when it begins. */
  static final String PREPARED = ".precreated";

  private static final Pattern NAME = Pattern.compile("(\\d{8})(?:-(\\d{2}))?F\\.cq4");

  /** The files of the journal in {@code dir}, oldest first. */
  static List<CycleFile> list(Path dir) {
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .flatMap(file -> of(file).stream())
          .sorted(Comparator.comparingLong(CycleFile::cycle))
          .toList();
    } catch (IOException e) {
      throw new JournalException("cannot list journal: dir=" + dir, e);
    }
  }

  /**
   * The cycle of the newest file that was ever begun in {@code dir}, as far as can be told; also of
   * one that is only prepared, as the queue renames it before that is on disk. Empty if none was.
   */
  static OptionalLong highestCycle(Path dir) {
    try (Stream<Path> files = Files.list(dir)) {
      return files
          .map(file -> Path.of(file.getFileName().toString().replace(PREPARED, SUFFIX)))
          .flatMap(file -> of(file).stream())
          .mapToLong(CycleFile::cycle)
          .max();
    } catch (IOException e) {
      throw new JournalException("cannot list journal: dir=" + dir, e);
    }
  }

  static Optional<CycleFile> of(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    if (!name.matches()) {
      return Optional.empty();
    }
    long day = LocalDate.parse(name.group(1), DateTimeFormatter.BASIC_ISO_DATE).toEpochDay();
    long cycle = name.group(2) == null ? day : day * 24 + Long.parseLong(name.group(2));
    return Optional.of(new CycleFile(file, cycle));
  }

  /** The cycle of the file in which the entry of this index is. */
  static long cycleOf(long index) {
    return index >> SEQUENCE_BITS;
  }

  /** Index of its first entry. */
  long firstIndex() {
    return cycle << SEQUENCE_BITS;
  }

  /** The highest index that an entry in it can have. */
  long lastIndex() {
    return firstIndex() | (1L << SEQUENCE_BITS) - 1;
  }

  /** A time within its hour or day, in ms since the epoch. */
  long timeMs() {
    return cycle * (isHourly() ? 3_600_000L : 86_400_000L) + 1;
  }

  /** When its hour or day is over, in ms since the epoch. */
  long endMs() {
    return (cycle + 1) * (isHourly() ? 3_600_000L : 86_400_000L);
  }

  boolean isHourly() {
    return path.getFileName().toString().contains("-");
  }

  String name() {
    return path.getFileName().toString();
  }
}
