package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;

/** A journal of one stream in small files, and hands that spoil them. */
abstract class JournalOnDisk {
  static final UUID STREAM = new UUID(1, 2);
  static final long HOUR_MS = 3_600_000;
  static final JournalSettings SETTINGS =
      new JournalSettings(1 << 20, JournalSettings.Roll.HOURLY, Duration.ZERO);

  @TempDir Path root;
  final AtomicLong nowMs = new AtomicLong(1_700_000_000_000L);

  /** As if the last writer had been at work at that time, and had not closed. */
  void workedIn(String boot) throws IOException {
    long firstCycle = WriterMark.read(dir()).orElseThrow().firstCycle();
    new WriterMark(firstCycle, boot).write(dir(), Disk.REAL);
  }

  JournalPosition positionOf(long seq) {
    return records().stream()
        .filter(record -> record.seq() == seq)
        .findFirst()
        .orElseThrow()
        .position();
  }

  static List<Long> seqs(JournalReader reader) {
    return JournalTest.readAll(reader).stream().map(JournalRecord::seq).toList();
  }

  void deleteJournal() throws IOException {
    try (var files = Files.walk(dir())) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  long writeForcedThenUnforced(long forced, long last) throws IOException {
    long index = 0;
    try (JournalWriter writer = open()) {
      for (long seq = 1; seq <= last; seq++) {
        append(writer, seq);
        if (seq == forced) {
          index = writer.commit().await();
          Files.copy(mark(), root.resolve("mark"), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    // As if the process had ended without a close, which forces the rest.
    Files.delete(dir().resolve("streams.snapshot"));
    Files.copy(root.resolve("mark"), mark(), StandardCopyOption.REPLACE_EXISTING);
    return index;
  }

  void write(long first, long last) {
    try (JournalWriter writer = open()) {
      for (long seq = first; seq <= last; seq++) {
        append(writer, seq);
      }
    }
  }

  static void append(JournalWriter writer, long seq) {
    JournalEntry entry = new JournalEntry().begin(RecordKind.FRAME, "VX-12", STREAM);
    writer.append(entry.add(seq, seq, new byte[(int) (100 + seq % 90)]), seq);
  }

  JournalWriter open() {
    return JournalWriter.open(dir(), SETTINGS, nowMs::get);
  }

  Path mark() {
    return dir().resolve(ForcedMark.FILE);
  }

  Path dir() {
    return root.resolve("gw");
  }

  Path file(int number) {
    return CycleFile.list(dir()).get(number).path();
  }

  List<JournalRecord> records() {
    try (JournalReader reader = LocalJournalReader.open(dir())) {
      return JournalTest.readAll(reader);
    }
  }

  List<Long> seqs() {
    return records().stream().map(JournalRecord::seq).toList();
  }

  static List<Long> range(long first, long last) {
    return new ArrayList<>(LongStream.rangeClosed(first, last).boxed().toList());
  }

  /** Another start finds nothing wrong, with nothing but the journal to go by. */
  void assertSound() throws IOException {
    Files.delete(dir().resolve("streams.snapshot"));
    try (JournalWriter writer = open()) {
      assertThat(writer.recovery().cutBytes()).isZero();
      assertThat(writer.recovery().rebuiltFiles()).isZero();
    }
  }

  /** Where the headers of the entries lie in the newest file. */
  List<Long> places() throws IOException {
    return placesOf(CycleFile.list(dir()).size() - 1);
  }

  List<Long> placesOf(int number) throws IOException {
    List<Long> places = new ArrayList<>();
    FileScan.scan(CycleFile.list(dir()).get(number), (head, at, bytes) -> places.add(at));
    return places;
  }

  static long last(List<Long> places) {
    return places.get(places.size() - 1);
  }

  Path newest() {
    return file(CycleFile.list(dir()).size() - 1);
  }

  int intAt(long at) throws IOException {
    try (FileWindow window = new FileWindow(newest())) {
      return window.intAt(at);
    }
  }

  void put(long at, int value) throws IOException {
    put(newest(), at, value);
  }

  static void put(Path path, long at, int value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value);
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
      file.write(bytes, at);
    }
  }

  void flip(long at) throws IOException {
    put(at, intAt(at) ^ 0x10);
  }

  void zero(long from, long end) throws IOException {
    zero(newest(), from, end);
  }

  static void zero(Path path, long from, long end) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate((int) (end - from)), from);
    }
  }
}
