package io.yardang.streamjobs.job;

import static java.util.Comparator.comparing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the newest complete checkpoint below a directory: the one whose metadata was written last.
 * A job may be at work there.
 */
final class Checkpoints {
  private record Complete(Path checkpoint, FileTime writtenAt) {}

  private Checkpoints() {}

  /** Complete checkpoints, the newest first. */
  static List<Path> newestFirst(Path directory) {
    List<Complete> complete = new ArrayList<>();
    try {
      for (Path job : entries(directory)) {
        for (Path checkpoint : entries(job)) {
          modified(checkpoint.resolve("_metadata"))
              .ifPresent(writtenAt -> complete.add(new Complete(checkpoint, writtenAt)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the checkpoints in " + directory, e);
    }
    complete.sort(comparing(Complete::writtenAt).reversed());
    return complete.stream().map(Complete::checkpoint).toList();
  }

  static Optional<Path> newest(Path directory) {
    return newestFirst(directory).stream().findFirst();
  }

  /** Of what is no directory, or no longer there: none. */
  private static List<Path> entries(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      List<Path> all = new ArrayList<>();
      entries.forEach(all::add);
      return all;
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
  }

  /** Flink writes _metadata last and renames it into place; a chk-N without it is unfinished. */
  private static Optional<FileTime> modified(Path metadata) throws IOException {
    try {
      return Files.isRegularFile(metadata)
          ? Optional.of(Files.getLastModifiedTime(metadata))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
