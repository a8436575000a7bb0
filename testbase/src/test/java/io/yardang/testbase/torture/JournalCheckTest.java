package io.yardang.testbase.torture;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.ingest.journal.JournalEntry;
import io.yardang.ingest.journal.JournalPosition;
import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.JournalSettings;
import io.yardang.ingest.journal.JournalWriter;
import io.yardang.ingest.journal.RecordKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge of the torture must itself be able to say no. */
class JournalCheckTest {
  private static final UUID STREAM = new UUID(1, 2);
  private static final TortureFrames FRAMES = new TortureFrames(7);

  @TempDir Path dir;

  @Test
  void shouldFindNothingWrongWithWhatWasSent() {
    write(1, 2, 3, 4);

    assertThat(check(5, 3)).isEqualTo(new Verdict(4, 0, 0, 0, 0));
  }

  @Test
  void shouldCountAnAcknowledgedFrameThatIsNotThereAsLost() {
    write(1, 2, 3);

    assertThat(check(5, 5)).isEqualTo(new Verdict(3, 2, 0, 0, 0));
  }

  @Test
  void shouldCountAFrameMissingInTheMiddleAsLost() {
    write(1, 2, 5);

    assertThat(check(5, 1)).isEqualTo(new Verdict(3, 2, 0, 0, 0));
  }

  @Test
  void shouldCountEveryFrameAsLostWhenThereIsNoJournal() {
    assertThat(check(5, 5).lost()).isEqualTo(5);
  }

  @Test
  void shouldCountAFrameThatComesTwiceAsDoubled() {
    // The writer itself refuses a seq that it has: the copy comes from a writer that forgot.
    JournalCheck check = JournalCheck.against(FRAMES, sent(5, 2));
    for (long seq : new long[] {1, 2, 2, 1}) {
      check.add(
          new JournalRecord(
              new JournalPosition(seq, 0),
              RecordKind.FRAME,
              1,
              "VX-1",
              STREAM,
              seq,
              seq,
              0,
              FRAMES.frame(STREAM, seq).toByteArray()));
    }

    assertThat(check.verdict()).isEqualTo(new Verdict(2, 0, 2, 0, 0));
  }

  @Test
  void shouldCountAnAlteredFrameAsInventedAndLost() {
    try (JournalWriter writer = JournalWriter.open(dir, JournalSettings.SMALL)) {
      JournalEntry entry = new JournalEntry().begin(RecordKind.FRAME, "VX-1", STREAM);
      byte[] altered = FRAMES.frame(STREAM, 1).toByteArray();
      altered[altered.length - 1] ^= 1;
      writer.append(entry.add(1, 1, altered), 1);
    }

    assertThat(check(1, 1)).isEqualTo(new Verdict(0, 1, 0, 1, 0));
  }

  @Test
  void shouldCountWhatIsDamaged() throws IOException {
    write(1, 2, 3);
    Path file;
    try (Stream<Path> files = Files.list(dir)) {
      file = files.filter(path -> path.toString().endsWith(".cq4")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(file);
    String frame = new String(FRAMES.frame(STREAM, 2).toByteArray(), StandardCharsets.ISO_8859_1);
    bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf(frame)] ^= 1;
    Files.write(file, bytes);

    assertThat(check(3, 3)).isEqualTo(new Verdict(2, 1, 0, 0, 1));
  }

  @Test
  void shouldCountWhatNobodySentAsInvented() {
    write(1, 2, 3);

    assertThat(check(2, 2)).isEqualTo(new Verdict(2, 0, 0, 1, 0));
    assertThat(JournalCheck.of(dir, FRAMES, Map.of()).invented()).isEqualTo(3);
  }

  private void write(long... seqs) {
    try (JournalWriter writer = JournalWriter.open(dir, JournalSettings.SMALL)) {
      for (long seq : seqs) {
        JournalEntry entry = new JournalEntry().begin(RecordKind.FRAME, "VX-1", STREAM);
        writer.append(entry.add(seq, seq, FRAMES.frame(STREAM, seq).toByteArray()), seq);
      }
    }
  }

  private Verdict check(long offeredSeq, long ackedSeq) {
    return JournalCheck.of(dir, FRAMES, sent(offeredSeq, ackedSeq));
  }

  private static Map<UUID, Ledger.Sent> sent(long offeredSeq, long ackedSeq) {
    return Map.of(STREAM, new Ledger.Sent("VX-1", offeredSeq, ackedSeq));
  }
}
