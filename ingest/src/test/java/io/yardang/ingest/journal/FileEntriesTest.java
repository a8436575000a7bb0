package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a reader is given of the file that a writer is at work in, and when that is over. */
@Timeout(60)
class FileEntriesTest extends JournalOnDisk {
  @Test
  void shouldGiveWhatWasAppendedLastBeforeItStoppedToGrow() {
    try (JournalWriter writer = open()) {
      append(writer, 1);
      try (FileEntries entries = growing()) {
        assertThat(entries.next()).isPresent();
        assertThat(entries.next()).isEmpty();
        append(writer, 2);
        nowMs.addAndGet(HOUR_MS);
        append(writer, 3);
        entries.stopGrowing();
        assertThat(entries.next())
            .hasValueSatisfying(e -> assertThat((int) e.index()).isEqualTo(1));
        assertThat(entries.next()).isEmpty();
        assertThat(entries.brokenPlaces()).isZero();
      }
    }
  }

  @Test
  void shouldTakeWhatIsBeingWrittenForNoDamageAsLongAsItGrows() throws IOException {
    write(1, 10);
    put(last(places()), FileScan.NOT_COMPLETE | 7);
    try (FileEntries entries = growing()) {
      for (int entry = 0; entry < 9; entry++) {
        assertThat(entries.next()).isPresent();
      }
      assertThat(entries.next()).isEmpty();
      assertThat(entries.brokenPlaces()).isZero();
    }
  }

  @Test
  void shouldStepOverDamageInAFileThatGrows() throws IOException {
    try (JournalWriter writer = open()) {
      for (long seq = 1; seq <= 10; seq++) {
        append(writer, seq);
      }
      put(places().get(4), 0x1234);
      try (FileEntries entries = growing()) {
        for (int entry = 0; entry < 9; entry++) {
          assertThat(entries.next()).isPresent();
        }
        assertThat(entries.next()).isEmpty();
        assertThat(entries.brokenPlaces()).isEqualTo(1);
        append(writer, 11);
        assertThat(entries.next()).isPresent();
      }
    }
  }

  @Test
  void shouldGiveAReaderThatKeepsUpEveryEntryOnceAndInOrder() throws Exception {
    int last = 40_000;
    ExecutorService gateway = Executors.newSingleThreadExecutor();
    try (LocalJournalReader reader = LocalJournalReader.open(dir())) {
      Future<?> written = gateway.submit(() -> writeOverManyFiles(last));
      int read = 0;
      while (read < last) {
        boolean isOver = written.isDone();
        Optional<JournalRecord> record = reader.poll();
        if (record.isPresent()) {
          assertThat(record.get().seq()).isEqualTo(++read);
          assertThat(record.get().bytes()).containsOnly((byte) read);
        } else if (isOver) {
          break;
        }
      }
      written.get();
      assertThat(read).isEqualTo(last);
      assertThat(reader.skippedEntries()).isZero();
    } finally {
      gateway.shutdownNow();
    }
  }

  private void writeOverManyFiles(int last) {
    Random random = new Random(1);
    try (JournalWriter writer = open()) {
      JournalEntry entry = new JournalEntry();
      for (int seq = 1; seq <= last; seq++) {
        byte[] bytes = new byte[1 + random.nextInt(2_000)];
        Arrays.fill(bytes, (byte) seq);
        writer.append(entry.begin(RecordKind.FRAME, "VX-12", STREAM).add(seq, seq, bytes), seq);
        nowMs.addAndGet(seq % 3_000 == 0 ? HOUR_MS : 0);
      }
    }
  }

  private FileEntries growing() {
    CycleFile newest = CycleFile.list(dir()).get(0);
    return new FileEntries(newest, newest.firstIndex() - 1, true);
  }
}
