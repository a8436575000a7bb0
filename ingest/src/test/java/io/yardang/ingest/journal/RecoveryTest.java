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
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a start makes of files as a kill, a loss of power or a bad disk leaves them. */
@Timeout(120)
class RecoveryTest {
  private static final UUID STREAM = new UUID(1, 2);
  private static final long HOUR_MS = 3_600_000;
  private static final JournalSettings SETTINGS =
      new JournalSettings(1 << 20, JournalSettings.Roll.HOURLY, Duration.ZERO);

  @TempDir Path root;
  private final AtomicLong nowMs = new AtomicLong(1_700_000_000_000L);

  @Test
  void shouldFindNothingWrongAfterAClose() {
    write(1, 1000);
    try (JournalWriter writer = open()) {
      assertThat(writer.recovery().remarks()).isEmpty();
      assertThat(writer.durableSeq(STREAM)).isEqualTo(1000);
      assertThat(writer.recovery().entries()).isEqualTo(1000);
    }
  }

  @Test
  void shouldRebuildTheSameLedgerFromTheSnapshotAndWithoutIt() throws IOException {
    write(1, 100);
    nowMs.addAndGet(HOUR_MS);
    write(205, 300);
    nowMs.addAndGet(HOUR_MS);
    write(301, 400);
    StreamLedger.StreamEnd withSnapshot;
    try (JournalWriter writer = open()) {
      withSnapshot = writer.ledger().of(STREAM).orElseThrow();
      assertThat(writer.recovery().entries()).as("only the last file is read").isEqualTo(100);
    }
    Files.delete(dir().resolve("streams.snapshot"));
    try (JournalWriter writer = open()) {
      assertThat(writer.recovery().entries()).isEqualTo(296);
      assertThat(writer.ledger().of(STREAM)).contains(withSnapshot);
    }
    assertThat(withSnapshot.durableSeq()).isEqualTo(400);
    assertThat(withSnapshot.gaps()).isEqualTo(1);
    assertThat(withSnapshot.missing()).isEqualTo(104);
  }

  @Test
  void shouldReadTheWholeJournalWhenTheSnapshotIsDamaged() throws IOException {
    write(1, 100);
    Path snapshot = dir().resolve("streams.snapshot");
    byte[] bytes = Files.readAllBytes(snapshot);
    bytes[10] ^= 1;
    Files.write(snapshot, bytes);
    try (JournalWriter writer = open()) {
      assertThat(writer.durableSeq(STREAM)).isEqualTo(100);
    }
  }

  @Test
  void shouldCutWhatAnUnfinishedAppendLeft() throws IOException {
    write(1, 100);
    List<Long> places = places();
    long end = FileScan.next(last(places), intAt(last(places)));
    // The header of an entry that is being written, and half of it.
    put(end, FileScan.NOT_COMPLETE | 500);
    put(end + 40, 0x01020304);
    try (JournalWriter writer = open()) {
      assertThat(writer.recovery().remarks()).singleElement().asString().contains("cut");
      assertThat(writer.recovery().cutBytes()).isBetween(44L, 52L);
      append(writer, 101);
    }
    assertThat(seqs()).isEqualTo(range(1, 101));
    assertSound();
  }

  @Test
  void shouldCutTheTornEndThatALossOfPowerLeavesBehindWhatWasForced() throws IOException {
    long lastForced = writeForcedThenUnforced(500, 700);
    List<Long> places = places();
    // The page with some later entries never reached the disk, those behind it did.
    zero(places.get(550), places.get(560));
    try (JournalWriter writer = open()) {
      assertThat(writer.durableSeq(STREAM)).isEqualTo(550);
      assertThat(writer.recovery().cutEntries()).isEqualTo(140);
      assertThat(writer.recovery().rebuiltFiles()).isEqualTo(1);
      assertThat(writer.recovery().lastIndex()).isGreaterThanOrEqualTo(lastForced);
      for (long seq = 551; seq <= 900; seq++) {
        append(writer, seq);
      }
    }
    assertThat(seqs()).isEqualTo(range(1, 900));
    assertThat(dir().resolve("quarantine")).isNotEmptyDirectory();
    assertSound();
  }

  @Test
  void shouldKeepEverythingBehindADamagedEntryThatHadBeenForced() throws IOException {
    writeForcedThenUnforced(500, 700);
    List<Long> places = places();
    flip(places.get(99) + 70);
    try (JournalWriter writer = open()) {
      assertThat(writer.recovery().damagedEntries()).isEqualTo(1);
      assertThat(writer.recovery().rebuiltFiles()).as("the queue can step over it").isZero();
      assertThat(writer.recovery().remarks()).singleElement().asString().contains("quarantine");
      assertThat(writer.durableSeq(STREAM)).isEqualTo(700);
      append(writer, 701);
    }
    List<Long> expected = range(1, 701);
    expected.remove(100L);
    assertThat(seqs()).isEqualTo(expected);
  }

  @Test
  void shouldKeepTheLastEntriesThatWereForcedWhenOneOfThemIsDamaged() throws IOException {
    writeForcedThenUnforced(700, 700);
    flip(places().get(649) + 70);
    try (JournalWriter writer = open()) {
      assertThat(writer.durableSeq(STREAM)).isEqualTo(700);
      assertThat(writer.recovery().cutEntries()).isZero();
      assertThat(writer.recovery().damagedEntries()).isEqualTo(1);
    }
    List<Long> expected = range(1, 700);
    expected.remove(650L);
    assertThat(seqs()).isEqualTo(expected);
  }

  @Test
  void shouldDoWithoutTheMarkOfWhatWasForcedWhenItIsDamaged() throws IOException {
    writeForcedThenUnforced(500, 700);
    byte[] bytes = Files.readAllBytes(mark());
    bytes[0] ^= 0x40;
    Files.write(mark(), bytes);
    List<Long> places = places();
    zero(places.get(600), FileScan.next(last(places), intAt(last(places))));
    try (JournalWriter writer = open()) {
      assertThat(writer.durableSeq(STREAM)).isEqualTo(600);
      append(writer, 601);
    }
    assertThat(seqs()).isEqualTo(range(1, 601));
  }

  @Test
  void shouldMendTheEndMarkOfAnOldFileAndAddNothingToIt() throws IOException {
    write(1, 100);
    nowMs.addAndGet(HOUR_MS);
    write(101, 200);
    Files.delete(dir().resolve("streams.snapshot"));
    long endMark = FileScan.scan(CycleFile.list(dir()).get(0), (head, at, bytes) -> {}).end();
    put(file(0), endMark, FileScan.END_OF_FILE ^ 0x10);
    try (JournalWriter writer = open()) {
      assertThat(writer.recovery().rebuiltFiles()).isEqualTo(1);
      append(writer, 201);
    }
    assertThat(seqs()).isEqualTo(range(1, 201));
    assertSound();
  }

  @Test
  void shouldWriteAFileAnewWhenADamageBreaksItsChainAndLeaveEveryIndexAsItWas() throws IOException {
    writeForcedThenUnforced(600, 700);
    List<JournalRecord> before = records();
    List<Long> places = places();
    // Two whole entries, a bit of the next, and the header of another one.
    zero(places.get(99), places.get(102) + 2);
    put(places.get(299), 0x1234);
    try (JournalWriter writer = open()) {
      assertThat(writer.recovery().rebuiltFiles()).isEqualTo(1);
      assertThat(writer.recovery().damagedEntries()).isEqualTo(2);
      assertThat(writer.durableSeq(STREAM)).isEqualTo(700);
    }
    List<Long> lost = List.of(100L, 101L, 102L, 103L, 300L);
    List<JournalRecord> kept =
        before.stream().filter(record -> !lost.contains(record.seq())).toList();
    assertThat(records())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyElementsOf(kept);
    try (JournalReader reader = LocalJournalReader.open(dir())) {
      for (JournalRecord record : List.of(kept.get(0), kept.get(200), kept.get(600))) {
        reader.seekAfter(record.position());
        assertThat(reader.poll().orElseThrow().seq()).isEqualTo(record.seq() + 1);
      }
    }
    assertSound();
  }

  @Test
  void shouldNotBelieveAWritePositionBehindTheEnd() throws IOException {
    writeForcedThenUnforced(500, 700);
    List<Long> places = places();
    long end = FileScan.next(last(places), intAt(last(places)));
    // The header was written back, the entries from 601 on were not.
    zero(places.get(600), end);
    try (JournalWriter writer = open()) {
      assertThat(writer.durableSeq(STREAM)).isEqualTo(600);
      assertThat(writer.recovery().rebuiltFiles()).isEqualTo(1);
      for (long seq = 601; seq <= 800; seq++) {
        append(writer, seq);
      }
    }
    assertThat(seqs()).isEqualTo(range(1, 800));
    assertSound();
  }

  @Test
  void shouldGoOnInTheNextFileWhenTheNewestOneIsEmpty() throws IOException {
    write(1, 100);
    nowMs.addAndGet(HOUR_MS);
    write(101, 101);
    try (FileChannel file = FileChannel.open(file(1), StandardOpenOption.WRITE)) {
      long size = file.size();
      file.truncate(0);
      file.write(ByteBuffer.allocate(1), size - 1);
    }
    Files.delete(dir().resolve("streams.snapshot"));
    try (JournalWriter writer = open()) {
      assertThat(writer.durableSeq(STREAM)).isEqualTo(100);
      append(writer, 101);
      append(writer, 102);
    }
    assertThat(seqs()).isEqualTo(range(1, 102));
  }

  @Test
  void shouldMakeMetadataAnewThatCannotBeReadAndFreeLocksOfTheDead() throws IOException {
    write(1, 100);
    Path metadata = dir().resolve("metadata.cq4t");
    try (FileChannel file = FileChannel.open(metadata, StandardOpenOption.WRITE)) {
      // The write lock, held by process 1, which is somebody else and alive.
      file.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1), 0x128);
    }
    write(101, 200);
    try (FileChannel file = FileChannel.open(metadata, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(4096), 0);
    }
    try (JournalWriter writer = open()) {
      assertThat(writer.recovery().remarks()).singleElement().asString().contains("metadata");
      append(writer, 201);
    }
    assertThat(seqs()).isEqualTo(range(1, 201));
  }

  @Test
  void shouldWriteAnOldFileAnewAndPassFromThatFileToTheNext() throws IOException {
    write(1, 100);
    nowMs.addAndGet(HOUR_MS);
    write(101, 200);
    Files.delete(dir().resolve("streams.snapshot"));
    put(file(0), placesOf(0).get(49), 0x1234);
    try (JournalWriter writer = open()) {
      assertThat(writer.recovery().rebuiltFiles()).isEqualTo(1);
      append(writer, 201);
    }
    List<Long> expected = range(1, 201);
    expected.remove(50L);
    assertThat(seqs()).isEqualTo(expected);
    assertSound();
  }

  @Test
  void shouldReadOnBehindADamageInAFileOlderThanTheSnapshot() throws IOException {
    for (int header : new int[] {0, FileScan.NOT_COMPLETE, 0x1234, 0x3fff_ffff, 0x10000, -1}) {
      write(1, 100);
      nowMs.addAndGet(HOUR_MS);
      write(101, 200);
      put(file(0), placesOf(0).get(49), header);
      List<Long> expected = range(1, 201);
      expected.remove(50L);
      try (JournalWriter writer = open()) {
        append(writer, 201);
        try (LocalJournalReader reader = LocalJournalReader.open(dir())) {
          assertThat(seqs(reader)).as("header=%x", header).isEqualTo(expected);
          assertThat(reader.skippedEntries()).as("header=%x", header).isEqualTo(1);
        }
        for (long seq : List.of(49L, 60L, 100L, 150L)) {
          JournalPosition position = positionOf(seq);
          try (JournalReader reader = LocalJournalReader.open(dir())) {
            reader.seekAfter(position);
            List<Long> behind = expected.stream().filter(other -> other > seq).toList();
            assertThat(seqs(reader)).as("header=%x", header).isEqualTo(behind);
          }
        }
      }
      deleteJournal();
      nowMs.addAndGet(HOUR_MS);
    }
  }

  @Test
  void shouldNotUseIndexesAgainThatReadersHaveSeenBeforeALossOfPower() throws IOException {
    writeForcedThenUnforced(500, 700);
    JournalPosition lost = positionOf(700);
    List<Long> places = places();
    zero(places.get(600), FileScan.next(last(places), intAt(last(places))));
    try (JournalWriter writer = open();
        JournalReader reader = LocalJournalReader.open(dir())) {
      assertThat(writer.durableSeq(STREAM)).isEqualTo(600);
      // It has seen all 700, and waits where nothing is now.
      reader.seekAfter(lost);
      assertThat(reader.poll()).isEmpty();
      for (long seq = 601; seq <= 900; seq++) {
        append(writer, seq);
      }
      assertThat(seqs(reader)).isEqualTo(range(601, 900));
    }
    try (JournalReader reader = LocalJournalReader.open(dir())) {
      reader.seekAfter(lost);
      assertThat(seqs(reader)).isEqualTo(range(601, 900));
    }
    assertThat(seqs()).isEqualTo(range(1, 900));
    assertSound();
  }

  @Test
  void shouldGoOnInANewFileAfterTheMachineWasStartedAnew_asWhatIsLostMayNotShow()
      throws IOException {
    writeForcedThenUnforced(500, 500);
    long seen = CycleFile.list(dir()).get(0).firstIndex() + 600;
    workedIn("another boot");
    try (JournalWriter writer = open();
        JournalReader reader = LocalJournalReader.open(dir())) {
      assertThat(writer.recovery().isClean()).isTrue();
      reader.seekAfter(new JournalPosition(seen, 0));
      append(writer, 501);
      assertThat(seqs(reader)).containsExactly(501L);
    }
    assertThat(CycleFile.list(dir())).hasSize(2);
    assertThat(seqs()).isEqualTo(range(1, 501));
  }

  @Test
  void shouldGoOnInTheSameFileAfterAKillAlone() throws IOException {
    writeForcedThenUnforced(500, 600);
    workedIn(Disk.REAL.bootId());
    for (long seq = 601; seq <= 603; seq++) {
      try (JournalWriter writer = open()) {
        append(writer, seq);
      }
      workedIn(Disk.REAL.bootId());
    }
    assertThat(CycleFile.list(dir())).hasSize(1);
  }

  @Test
  void shouldBeginOneFileForOneLossOfPowerHoweverOftenItStartsAfterThat() throws IOException {
    writeForcedThenUnforced(500, 600);
    workedIn("another boot");
    for (int start = 0; start < 3; start++) {
      open().close();
      workedIn(Disk.REAL.bootId());
    }
    try (JournalWriter writer = open()) {
      append(writer, 601);
    }
    List<CycleFile> files = CycleFile.list(dir());
    assertThat(files).hasSize(2);
    assertThat(files.get(1).cycle()).isEqualTo(files.get(0).cycle() + 1);
  }

  @Test
  void shouldNotBeginAFileAgainWhoseNameAloneHasReachedTheDisk() throws IOException {
    writeForcedThenUnforced(500, 600);
    CycleFile file = CycleFile.list(dir()).get(0);
    nowMs.addAndGet(HOUR_MS);
    write(601, 700);
    JournalPosition lost = positionOf(700);
    // What the queue's rename, and all entries, leave when they do not reach the disk.
    Path second = file(1);
    Path prepared = dir().resolve(second.getFileName().toString().replace("F.cq4", "F.precreated"));
    Files.delete(second);
    Files.createFile(prepared);
    Files.delete(dir().resolve("streams.snapshot"));
    Files.copy(root.resolve("mark"), mark(), StandardCopyOption.REPLACE_EXISTING);
    workedIn("another boot");
    try (JournalWriter writer = open();
        JournalReader reader = LocalJournalReader.open(dir())) {
      assertThat(writer.durableSeq(STREAM)).isEqualTo(600);
      reader.seekAfter(lost);
      append(writer, 601);
      assertThat(seqs(reader)).containsExactly(601L);
    }
    assertThat(CycleFile.list(dir()).get(1).cycle()).isEqualTo(file.cycle() + 2);
  }

  @Test
  void shouldTakeAReaderThatStaysOpenFromAMendedFileToTheNextOne() throws IOException {
    writeForcedThenUnforced(500, 700);
    List<Long> places = places();
    try (JournalReader reader = LocalJournalReader.open(dir())) {
      assertThat(seqs(reader)).hasSize(700);
      put(places.get(299), 0x1234);
      zero(places.get(650), FileScan.next(last(places), intAt(last(places))));
      try (JournalWriter writer = open()) {
        assertThat(writer.recovery().rebuiltFiles()).isEqualTo(1);
        append(writer, 651);
        append(writer, 652);
        assertThat(seqs(reader)).containsExactly(651L, 652L);
      }
    }
  }

  /** As if the last writer had been at work at that time, and had not closed. */
  private void workedIn(String boot) throws IOException {
    long firstCycle = WriterMark.read(dir()).orElseThrow().firstCycle();
    new WriterMark(firstCycle, boot).write(dir(), Disk.REAL);
  }

  private JournalPosition positionOf(long seq) {
    return records().stream()
        .filter(record -> record.seq() == seq)
        .findFirst()
        .orElseThrow()
        .position();
  }

  private static List<Long> seqs(JournalReader reader) {
    return JournalTest.readAll(reader).stream().map(JournalRecord::seq).toList();
  }

  /** Any 4 KiB pages of the unforced part may be missing: never an invented or doubled record. */
  @Test
  void shouldKeepEveryForcedEntryWhateverPagesBehindItAreMissing() throws IOException {
    for (int seed = 0; seed < 12; seed++) {
      Random random = new Random(seed);
      long last = 300L + random.nextInt(400);
      writeForcedThenUnforced(300, last);
      List<Long> places = places();
      long unforcedFrom = (places.get(299) + 4095 + 4096) & -4096L;
      for (long page = unforcedFrom; page < last(places); page += 4096) {
        if (random.nextBoolean()) {
          zero(page, page + 4096);
        }
      }
      if (random.nextInt(4) == 0) {
        zero(0x40, 0x50);
      } else if (random.nextInt(4) == 0) {
        put(0x40, (int) (long) places.get(100));
        put(0x48, (int) (long) places.get(100));
        put(0x4c, 100);
      }
      try (JournalWriter writer = open()) {
        long durable = writer.durableSeq(STREAM);
        assertThat(durable).as("seed=%d", seed).isBetween(300L, last);
        for (long seq = durable + 1; seq <= durable + 300; seq++) {
          append(writer, seq);
        }
        assertThat(seqs()).as("seed=%d", seed).isEqualTo(range(1, durable + 300));
      }
      assertSound();
      nowMs.addAndGet(HOUR_MS);
      deleteJournal();
    }
  }

  private void deleteJournal() throws IOException {
    try (var files = Files.walk(dir())) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private long writeForcedThenUnforced(long forced, long last) throws IOException {
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

  private void write(long first, long last) {
    try (JournalWriter writer = open()) {
      for (long seq = first; seq <= last; seq++) {
        append(writer, seq);
      }
    }
  }

  private static void append(JournalWriter writer, long seq) {
    JournalEntry entry = new JournalEntry().begin(RecordKind.FRAME, "VX-12", STREAM);
    writer.append(entry.add(seq, seq, new byte[(int) (100 + seq % 90)]), seq);
  }

  private JournalWriter open() {
    return JournalWriter.open(dir(), SETTINGS, nowMs::get);
  }

  private Path mark() {
    return dir().resolve(ForcedMark.FILE);
  }

  private Path dir() {
    return root.resolve("gw");
  }

  private Path file(int number) {
    return CycleFile.list(dir()).get(number).path();
  }

  private List<JournalRecord> records() {
    try (JournalReader reader = LocalJournalReader.open(dir())) {
      return JournalTest.readAll(reader);
    }
  }

  private List<Long> seqs() {
    return records().stream().map(JournalRecord::seq).toList();
  }

  private static List<Long> range(long first, long last) {
    return new ArrayList<>(LongStream.rangeClosed(first, last).boxed().toList());
  }

  /** Another start finds nothing wrong, with nothing but the journal to go by. */
  private void assertSound() throws IOException {
    Files.delete(dir().resolve("streams.snapshot"));
    try (JournalWriter writer = open()) {
      assertThat(writer.recovery().cutBytes()).isZero();
      assertThat(writer.recovery().rebuiltFiles()).isZero();
    }
  }

  /** Where the headers of the entries lie in the newest file. */
  private List<Long> places() throws IOException {
    return placesOf(CycleFile.list(dir()).size() - 1);
  }

  private List<Long> placesOf(int number) throws IOException {
    List<Long> places = new ArrayList<>();
    FileScan.scan(CycleFile.list(dir()).get(number), (head, at, bytes) -> places.add(at));
    return places;
  }

  private static long last(List<Long> places) {
    return places.get(places.size() - 1);
  }

  private Path newest() {
    return file(CycleFile.list(dir()).size() - 1);
  }

  private int intAt(long at) throws IOException {
    try (FileWindow window = new FileWindow(newest())) {
      return window.intAt(at);
    }
  }

  private void put(long at, int value) throws IOException {
    put(newest(), at, value);
  }

  private static void put(Path path, long at, int value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value);
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
      file.write(bytes, at);
    }
  }

  private void flip(long at) throws IOException {
    put(at, intAt(at) ^ 0x10);
  }

  private void zero(long from, long end) throws IOException {
    try (FileChannel file = FileChannel.open(newest(), StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate((int) (end - from)), from);
    }
  }
}
