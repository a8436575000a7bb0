package io.yardang.streamjobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.v1.SeqRange;
import io.yardang.v1.StreamLedger;
import io.yardang.v1.TelemetryFrame;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A run from 10 s to 20 s, a frame per second, seq 1 at 1 s. */
class StreamLedgersTest {
  @Test
  void shouldKnowTheEdgesByTheFramesAroundTheRun() {
    StreamLedger ledger = ledger(frames(10, 19), frames(9, 9, 21, 21));
    assertThat(ledger.getBeginKnown()).isTrue();
    assertThat(ledger.getEndKnown()).isTrue();
    // The seq between the last frame and the first after the run may be of the run.
    assertThat(ledger.getMissingList()).containsExactly(range(20, 20));
  }

  @Test
  void shouldCountWhatWasLostBetweenTheFrameBeforeTheRunAndItsFirst() {
    StreamLedger ledger = ledger(frames(12, 15, 18, 20), frames(8, 8));
    assertThat(ledger.getMissingList()).containsExactly(range(9, 11), range(16, 17));
    assertThat(StreamLedgers.missing(List.of(ledger))).isEqualTo(5);
  }

  @Test
  void shouldNotClaimThatNothingIsMissingWhereAnEdgeIsNotKnown() {
    StreamLedger cut = ledger(frames(11, 19), List.of());
    assertThat(cut.getMissingList()).isEmpty();
    assertThat(cut.getBeginKnown()).isFalse();
    assertThat(cut.getEndKnown()).isFalse();
    assertThat(StreamLedgers.isWhole(List.of(cut))).isFalse();
    assertThat(StreamLedgers.isWhole(List.of())).isFalse();
  }

  @Test
  void shouldKnowTheEdgesWhereFramesLieOnThem() {
    StreamLedger ledger = ledger(frames(10, 20), List.of());
    assertThat(StreamLedgers.isWhole(List.of(ledger))).isTrue();
  }

  @Test
  void shouldNotMissAFrameWhoseClockStoodBeforeTheRun() {
    List<RunFrame> stepped = List.of(frame(15, 9));
    StreamLedger ledger = ledger(frames(10, 14, 16, 20), stepped);
    assertThat(ledger.getMissingList()).isEmpty();
  }

  private static StreamLedger ledger(List<RunFrame> inside, List<RunFrame> around) {
    return StreamLedgers.of(inside, around, 10, 20).get(0);
  }

  /** Frames of the seqs from the first to the second, and from the third to the fourth. */
  private static List<RunFrame> frames(long... ranges) {
    LongStream seqs = LongStream.empty();
    for (int i = 0; i < ranges.length; i += 2) {
      seqs = LongStream.concat(seqs, LongStream.rangeClosed(ranges[i], ranges[i + 1]));
    }
    return seqs.mapToObj(seq -> frame(seq, seq)).toList();
  }

  private static RunFrame frame(long seq, long time) {
    return new RunFrame(
        "V1",
        new UUID(1, 1),
        TelemetryFrame.newBuilder().setSeq(seq).setSampleTimeUnixNs(time).build());
  }

  private static SeqRange range(long first, long last) {
    return SeqRange.newBuilder().setFirstSeq(first).setLastSeq(last).build();
  }
}
