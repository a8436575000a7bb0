package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a start finds after a close or a kill, and in the small files beside the journal. */
@Timeout(120)
class RecoveryTest extends JournalOnDisk {
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
}
