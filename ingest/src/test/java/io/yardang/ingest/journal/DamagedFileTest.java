package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.ingest.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a start, and a reader, make of files that a bad disk has damaged. */
@Timeout(120)
class DamagedFileTest extends JournalOnDisk {
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
    assertThat(seqs()).isEqualTo(allBut(100, 701));
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
    assertThat(seqs()).isEqualTo(allBut(650, 700));
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
  void shouldTellOnceInTheLogOfEntriesThatAStartHasFoundLost() throws IOException {
    writeForcedThenUnforced(600, 700);
    List<Long> places = places();
    zero(places.get(99), places.get(102) + 2);
    open().close();
    String name = EntryDecoder.class.getName();
    try (LogLines log = new LogLines(name);
        LocalJournalReader reader = LocalJournalReader.open(dir())) {
      assertThat(seqs(reader)).hasSize(696);
      assertThat(reader.skippedEntries()).isEqualTo(4);
      assertThat(log.lines()).singleElement().asString().contains("WARN", "left out 4 entries");
    }
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
    assertThat(seqs()).isEqualTo(allBut(50, 201));
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
  void shouldReadEveryEntryOfAFileThatHasLostItsHeadAndOfTheOthers() throws IOException {
    for (int number : List.of(0, 1)) {
      for (int headBytes : List.of(4, 512)) {
        String lost = headBytes + " bytes of file " + number;
        for (long first : List.of(1L, 101L, 201L)) {
          write(first, first + 99);
          nowMs.addAndGet(HOUR_MS);
        }
        zero(file(number), 0, headBytes);
        try (LocalJournalReader reader = LocalJournalReader.open(dir())) {
          assertThat(seqs(reader)).as(lost).isEqualTo(range(1, 300));
          assertThat(reader.skippedEntries()).as(lost).isEqualTo(1);
        }
        for (long seq : List.of(99L, 100L, 150L, 250L)) {
          try (JournalReader reader = LocalJournalReader.open(dir())) {
            reader.seekAfter(positionOf(seq));
            assertThat(seqs(reader)).as(lost).isEqualTo(range(seq + 1, 300));
          }
        }
        try (JournalReader reader = LocalJournalReader.open(dir());
            JournalWriter writer = open()) {
          assertThat(seqs(reader)).as(lost).isEqualTo(range(1, 300));
          append(writer, 301);
          assertThat(seqs(reader)).as(lost).containsExactly(301L);
        }
        deleteJournal();
      }
    }
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

  /** From 1 to the last. */
  private static List<Long> allBut(long missing, long last) {
    List<Long> all = range(1, last);
    all.remove(missing);
    return all;
  }
}
