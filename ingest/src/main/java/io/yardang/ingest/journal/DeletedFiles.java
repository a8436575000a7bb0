package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Notes in the journal's directory up to which file it was deleted, so that a reader that was slow
 * can tell a hole from an hour in which nothing came.
 */
final class DeletedFiles {
  static final long NONE = -1;
  private static final String FILE = "deleted.cycle";

  private DeletedFiles() {}

  /** To be written before the file of this cycle, and with it all older ones, is deleted. */
  static void note(Path dir, long cycle) throws IOException {
    Path part = dir.resolve(FILE + ".part");
    Files.writeString(part, cycle + "\n");
    Files.move(
        part,
        dir.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** The cycle of the newest file that was deleted; {@link #NONE} if none was. */
  static long newest(Path dir) {
    try {
      return Long.parseLong(Files.readString(dir.resolve(FILE)).strip());
    } catch (NoSuchFileException e) {
      return NONE;
    } catch (IOException | NumberFormatException e) {
      throw new JournalException("cannot read " + dir.resolve(FILE) + ": " + e, e);
    }
  }
}
