package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a start makes of files as a loss of power leaves them. */
@Timeout(120)
class PowerLossTest extends JournalOnDisk {
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
}
