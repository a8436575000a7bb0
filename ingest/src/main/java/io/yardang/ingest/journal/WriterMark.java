package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From which file on a journal's writer may append, in a small file beside the journal.
 *
 * <p>Readers see an entry before it is on disk. A loss of power can take such entries back, even
 * without a trace: the file then simply ends earlier. If their indexes were given to other entries,
 * a reader that has seen the lost ones would go on behind entries that it has never seen. So
 * wherever entries may have been taken back, the journal goes on in a file that never was begun,
 * whose indexes are above all that can have been handed out. The end of a process alone takes
 * nothing back, as the kernel keeps the pages: hence the boot.
 *
 * @param firstCycle older files take no entry any more
 * @param boot of the machine, while the writer is at work; {@link #CLOSED} when it has closed with
 *     everything on disk
 */
record WriterMark(long firstCycle, String boot) {
  static final String FILE = "writer.mark";
  static final String CLOSED = "closed";

  private static final Pattern TEXT = Pattern.compile("first_cycle=(\\d{1,18}) boot=(\\S+)\\s*");

  /** The mark of the journal in {@code dir}; empty if there is none that can be read. */
  static Optional<WriterMark> read(Path dir) {
    Path file = dir.resolve(FILE);
    try {
      Matcher text = TEXT.matcher(Files.readString(file));
      return text.matches()
          ? Optional.of(new WriterMark(Long.parseLong(text.group(1)), text.group(2)))
          : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new JournalException("cannot read " + file + ": " + e, e);
    }
  }

  /** Replaces the mark of the journal in {@code dir}, and forces it to disk. */
  void write(Path dir, Disk disk) throws IOException {
    String text = "first_cycle=" + firstCycle + " boot=" + boot + "\n";
    disk.replace(dir.resolve(FILE), text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a writer that was at work in {@code before} has left all its entries behind. */
  static boolean hasKeptEverything(Optional<WriterMark> before, String boot) {
    return before.map(mark -> mark.boot.equals(CLOSED) || mark.boot.equals(boot)).orElse(false);
  }
}
