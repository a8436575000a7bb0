package io.yardang.ingest.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * The random number of a journal that each of its entries bears, in a small file beside it.
 *
 * <p>An entry keeps the bytes of frames as they came, and those may be a whole entry, checksum and
 * all. Where a chain is broken, the search for the next entry would find it, of whatever vehicle
 * the sender likes, and skip honest ones to its index. No sender knows the stamp, so nothing that
 * was sent passes for an entry.
 *
 * <p>The file may be lost: as each entry bears the stamp, the first of a file, which stands where
 * no frame can, tells it again. It is needed only where the beginning of a file is damaged. A stamp
 * mixed into the checksum would spare eight bytes of an entry, but the journal would be lost with
 * the file, and readers elsewhere would have to be told.
 */
final class JournalStamp {
  static final String FILE = "journal.stamp";

  private static final int BYTES = Long.BYTES + Integer.BYTES;

  private JournalStamp() {}

  /** What the file of the journal in {@code dir} says; empty if there is none, or it is damaged. */
  static OptionalLong read(Path dir) throws IOException {
    try {
      byte[] read = Files.readAllBytes(dir.resolve(FILE));
      ByteBuffer in = ByteBuffer.wrap(read);
      boolean isWhole = read.length == BYTES && in.getInt(Long.BYTES) == crcOf(read);
      return isWhole ? OptionalLong.of(in.getLong(0)) : OptionalLong.empty();
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    }
  }

  /**
   * The stamp of the journal in {@code dir}, from now on also in the file. Entries that no damage
   * lies before know best, then the file, and then what is found behind damage.
   */
  static long recover(Path dir, Disk disk, Consumer<String> remark) throws IOException {
    OptionalLong written = read(dir);
    List<CycleFile> files = CycleFile.list(dir);
    Optional<EntryHead> told = newest(files, false);
    if (told.isEmpty() && written.isEmpty()) {
      // It may be what a frame carries, but there is nothing better to go by.
      told = newest(files, true);
    }
    long stamp =
        told.map(EntryHead::stamp)
            .orElseGet(() -> written.orElseGet(() -> new SecureRandom().nextLong()));
    if (written.isEmpty() || written.getAsLong() != stamp) {
      write(dir, stamp, disk);
      told.ifPresent(
          head ->
              remark.accept(
                  FILE + ": was not that of the entries; written anew from index=" + head.index()));
    }
    return stamp;
  }

  /** The first entry of the newest file that has one. */
  private static Optional<EntryHead> newest(List<CycleFile> files, boolean isBehindDamageToo)
      throws IOException {
    Optional<EntryHead> head = Optional.empty();
    for (int file = files.size() - 1; file >= 0 && head.isEmpty(); file--) {
      head = FileScan.first(files.get(file), isBehindDamageToo);
    }
    return head;
  }

  /** Gives an archive the stamp of the journal whose files it takes. */
  static void copy(Path dir, Path archive, Disk disk) throws IOException {
    OptionalLong stamp = read(dir);
    if (stamp.isPresent() && !stamp.equals(read(archive))) {
      write(archive, stamp.getAsLong(), disk);
    }
  }

  private static void write(Path dir, long stamp, Disk disk) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).putLong(0, stamp);
    bytes.putInt(Long.BYTES, crcOf(bytes.array()));
    disk.replace(dir.resolve(FILE), bytes.array());
  }

  private static int crcOf(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, Long.BYTES);
    return (int) crc.getValue();
  }
}
