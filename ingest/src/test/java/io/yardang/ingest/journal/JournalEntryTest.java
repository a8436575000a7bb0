package io.yardang.ingest.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An entry with a right checksum that is none all the same. */
class JournalEntryTest {
  private static final int SENDER_BYTES = 5;
  private static final int RECORD_LENGTH_AT = JournalEntry.SENDER_AT + 1 + SENDER_BYTES + 16;

  @Test
  void shouldReadBackWhatItWrote() {
    assertThat(JournalEntry.decode(7, sealed()))
        .singleElement()
        .satisfies(record -> assertThat(record.bytes()).containsExactly(1, 2, 3));
  }

  @Test
  void shouldRefusePartsThatDoNotFitInIt() {
    for (int length : new int[] {-1, 4, Integer.MAX_VALUE}) {
      assertRefused(with(RECORD_LENGTH_AT, length));
    }
    for (int count : new int[] {2, Integer.MAX_VALUE}) {
      assertRefused(with(JournalEntry.COUNT_AT, count));
    }
    byte[] longSender = sealed();
    longSender[JournalEntry.SENDER_AT] = (byte) 200;
    assertRefused(longSender);
  }

  private static void assertRefused(byte[] entry) {
    put(entry, JournalEntry.CRC_AT, JournalEntry.crcOf(entry, entry.length));
    assertThatThrownBy(() -> JournalEntry.decode(7, entry))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("its parts do not fit in it");
  }

  private static byte[] with(int at, int number) {
    byte[] entry = sealed();
    put(entry, at, number);
    return entry;
  }

  private static void put(byte[] entry, int at, int number) {
    ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN).putInt(at, number);
  }

  private static byte[] sealed() {
    JournalEntry entry = new JournalEntry().begin(RecordKind.FRAME, "VX-12", new UUID(1, 2));
    entry.add(1, 1, new byte[] {1, 2, 3});
    return Arrays.copyOf(entry.seal(1, 7, 0, 0), entry.sizeBytes());
  }
}
