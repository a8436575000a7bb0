package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A reader that goes on in an old file begins near its position, or, at worst, at the start. */
@Timeout(120)
class QueueIndexTest extends JournalOnDisk {
  private static final int ENTRIES = 3_000;
  private static final int SPACING = 256;

  private CycleFile old;

  @BeforeEach
  void writeAnOldFileAndANewOne() {
    write(1, ENTRIES);
    nowMs.addAndGet(HOUR_MS);
    write(ENTRIES + 1, ENTRIES + 1);
    old = CycleFile.list(dir()).get(0);
  }

  @Test
  void shouldKnowAPlaceCloseBeforeEachEntry() throws IOException {
    List<Long> places = placesOf(0);
    for (long sequence : new long[] {0, 1, 255, 256, 257, 1000, 2048, ENTRIES - 1}) {
      long known = sequence / SPACING * SPACING;
      QueueIndex.Place found = QueueIndex.before(old, old.firstIndex() + sequence);
      assertThat(found.index()).isEqualTo(old.firstIndex() + known);
      assertThat(found.at()).isEqualTo(known == 0 ? 0 : places.get((int) known));
    }
  }

  @Test
  void shouldGoOnBehindAnyPositionWhateverIsLeftOfTheIndex() throws IOException {
    List<Long> places = placesOf(0);
    List<Long> ofQueue = new ArrayList<>();
    FileScan.scan(
        old,
        new FileScan.Visitor() {
          @Override
          public void entry(EntryHead head, long at, ByteBuffer bytes) {}

          @Override
          public void ofQueue(long at, int length, FileWindow file) {
            ofQueue.add(at);
          }
        });
    JournalPosition position = positionOf(2_900);
    assertGoesOnBehind(position);
    // The entry that the index names: the one before it serves.
    put(old.path(), places.get(2_816) + 80, 0x1234);
    assertThat(QueueIndex.before(old, position.index()).at()).isEqualTo(places.get(2_560));
    assertGoesOnBehind(position);
    // Then the pages, and the page of pages; what is first in a file, the queue cannot do without.
    for (int page = ofQueue.size() - 1; page > 0; page--) {
      for (int at = 0; at < 512; at += 4) {
        put(old.path(), ofQueue.get(page) + 4 + at, 0x7fff_ff10 + at);
      }
      assertGoesOnBehind(position);
    }
    assertThat(QueueIndex.before(old, position.index()).at()).isZero();
  }

  private void assertGoesOnBehind(JournalPosition position) {
    try (JournalReader reader = LocalJournalReader.open(dir())) {
      reader.seekAfter(position);
      assertThat(seqs(reader)).isEqualTo(range(2_901, ENTRIES + 1));
    }
  }
}
