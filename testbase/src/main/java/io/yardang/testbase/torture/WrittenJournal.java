package io.yardang.testbase.torture;

import io.yardang.ingest.journal.JournalEntry;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.testbase.bench.Folders;
import io.yardang.testbase.bench.server.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A small journal as a gateway that is gone leaves it: written, forced now and then, not closed.
 *
 * @param dir where it lies
 * @param file its one file of entries
 * @param entries what was appended, and where that lies in the file
 */
record WrittenJournal(Path dir, Path file, List<Entry> entries) {
  static final String SENDER = "VX-1";
  static final UUID STREAM = new UUID(0x0123456789abcdefL, 0x7edcba9876543210L);

  static final int ENTRIES = 300;
  private static final int QUEUE_ALIGNMENT_BYTES = 4;
  private static final int ENTRIES_PER_FORCE = 10;
  private static final int MAX_FRAMES_PER_ENTRY = 5;

  /**
   * One entry.
   *
   * @param frameBytesFrom where its first frame begins in the file
   * @param end behind its last frame, and behind what the queue pads it with
   */
  record Entry(long firstSeq, long lastSeq, long frameBytesFrom, long end) {}

  /** Writes it into a folder that does not exist yet. */
  static WrittenJournal write(Path dir, TortureFrames frames, Random random) throws IOException {
    Path written = dir.resolveSibling(dir.getFileName() + ".written");
    List<long[]> seqs = new ArrayList<>();
    try (JournalWriter writer = JournalWriter.open(written, JournalSettings.SMALL)) {
      JournalEntry entry = new JournalEntry();
      long seq = 0;
      for (int n = 1; n <= ENTRIES; n++) {
        entry.begin(RecordKind.FRAME, SENDER, STREAM);
        long firstSeq = seq + 1;
        for (int frame = random.nextInt(MAX_FRAMES_PER_ENTRY); frame >= 0; frame--) {
          seq++;
          entry.add(seq, seq, frames.frame(STREAM, seq).toByteArray());
        }
        writer.append(entry, n);
        seqs.add(new long[] {firstSeq, seq});
        if (n % ENTRIES_PER_FORCE == 0) {
          writer.commit().await();
        }
      }
      // Copied while it is open: a close would tidy up.
      Commands.run("cp", "-r", "--sparse=always", written.toString(), dir.toString());
    }
    Folders.delete(written);
    Path file = onlyFile(dir);
    return new WrittenJournal(dir, file, locate(Files.readAllBytes(file), seqs, frames));
  }

  long dataBytes() {
    return entries.get(entries.size() - 1).end();
  }

  long lastSeq() {
    return entries.get(entries.size() - 1).lastSeq();
  }

  private static Path onlyFile(Path dir) throws IOException {
    try (Stream<Path> files = Files.list(dir)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(".cq4")).toList();
      // At the turn of an hour there are two; the damage is done to the newer.
      return found.stream().max(Path::compareTo).orElseThrow();
    }
  }

  /** Frames lie in the file byte by byte as they were sent, one after the other. */
  private static List<Entry> locate(byte[] file, List<long[]> seqs, TortureFrames frames) {
    List<Entry> entries = new ArrayList<>();
    int at = 0;
    for (long[] entry : seqs) {
      int from = -1;
      for (long seq = entry[0]; seq <= entry[1]; seq++) {
        byte[] frame = frames.frame(STREAM, seq).toByteArray();
        int found = find(file, frame, at);
        from = from < 0 ? found : from;
        at = found + frame.length;
      }
      int padded = (at + QUEUE_ALIGNMENT_BYTES - 1) / QUEUE_ALIGNMENT_BYTES * QUEUE_ALIGNMENT_BYTES;
      entries.add(new Entry(entry[0], entry[1], from, padded));
    }
    return entries;
  }

  private static int find(byte[] file, byte[] frame, int from) {
    for (int at = from; at <= file.length - frame.length; at++) {
      if (file[at] == frame[0]
          && Arrays.equals(file, at, at + frame.length, frame, 0, frame.length)) {
        return at;
      }
    }
    throw new IllegalStateException("a frame does not lie in the file as it was sent");
  }
}
