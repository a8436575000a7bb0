package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A journal on disk: {@code <root>/<id>/} is the journal of the gateway of that id.
 *
 * @param id the gateway's id
 * @param path the journal's directory, to be given to {@link LocalJournalReader#open}
 */
public record JournalDirectory(String id, Path path) {
  static final String METADATA = "metadata.cq4t";
  static final String FILE_SUFFIX = ".cq4";

  /** The journals under {@code root}, ordered by id; none when there is no such directory. */
  public static List<JournalDirectory> list(Path root) {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> children = Files.list(root)) {
      return children
          .filter(dir -> Files.exists(dir.resolve(METADATA)))
          .sorted()
          .map(dir -> new JournalDirectory(dir.getFileName().toString(), dir))
          .toList();
    } catch (IOException e) {
      throw new JournalException("cannot list journals: root=" + root, e);
    }
  }

  /** Of the files with entries. */
  public record Size(int files, long bytes) {}

  /** How large the journal in {@code dir} is. */
  public static Size sizeOf(Path dir) {
    try (Stream<Path> children = Files.list(dir)) {
      int files = 0;
      long bytes = 0;
      for (Path file : children.filter(f -> f.toString().endsWith(FILE_SUFFIX)).toList()) {
        files++;
        // Retention may delete it in this moment: then it has no bytes, and no error.
        bytes += file.toFile().length();
      }
      return new Size(files, bytes);
    } catch (IOException e) {
      throw new JournalException("cannot list journal: dir=" + dir, e);
    }
  }
}
