package io.yardang.streamjobs.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the newest complete checkpoint below a directory: the one whose metadata was written last.
 */
final class Checkpoints {
  private Checkpoints() {}

  /** Complete checkpoints, the newest first. */
  static List<Path> newestFirst(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory, 3)) {
      // Flink writes _metadata last and renames it into place; a chk-N without it is unfinished.
      return files
          .filter(file -> file.getFileName().toString().equals("_metadata"))
          .sorted(Comparator.comparing(Checkpoints::modified).reversed())
          .map(Path::getParent)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the checkpoints in " + directory, e);
    }
  }

  static Optional<Path> newest(Path directory) {
    return newestFirst(directory).stream().findFirst();
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
