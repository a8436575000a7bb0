package io.yardang.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** While runs go on, judging them has a bounded share of the time, and each has its turn. */
class LiveTurnsTest {
  private static final long MS = 1_000_000;

  private final LiveTurns turns = new LiveTurns();

  @Test
  void shouldJudgeAtOnceWhenNothingElseWasJudged() {
    turns.ask("a");
    assertThat(turns.next(0, 0)).isEqualTo("a");
    assertThat(turns.next(0, 0)).isNull();
  }

  @Test
  void shouldPauseAsLongAsTheLastJudgementTook() {
    turns.judged(0, 30 * MS);
    turns.ask("a");
    assertThat(turns.next(59 * MS, 0)).isNull();
    assertThat(turns.next(60 * MS, 0)).isEqualTo("a");
  }

  @Test
  void shouldPauseLongerWhileTheJobIsBehind() {
    turns.judged(0, 30 * MS);
    turns.ask("a");
    assertThat(turns.next(599 * MS, 3_000)).isNull();
    assertThat(turns.next(600 * MS, 3_000)).isEqualTo("a");
  }

  @Test
  void shouldForgetARunThatIsOver() {
    turns.ask("a");
    turns.ask("b");
    turns.forget("a");
    assertThat(turns.next(0, 0)).isEqualTo("b");
  }

  @Test
  void shouldGiveEachRunItsTurnHoweverOftenOthersAsk() {
    Map<String, Integer> judged = new HashMap<>();
    long nowNs = 0;
    for (int frame = 0; frame < 10_000; frame++) {
      nowNs += MS;
      // Run 0 brings a frame each millisecond, the other nine one each 10 ms.
      turns.ask("run-0");
      turns.ask("run-" + frame % 10);
      String next = turns.next(nowNs, 0);
      if (next != null) {
        judged.merge(next, 1, Integer::sum);
        turns.judged(nowNs, nowNs + 5 * MS);
        nowNs += 5 * MS;
      }
    }
    assertThat(judged).hasSize(10);
    int most = judged.values().stream().max(Integer::compare).orElseThrow();
    assertThat(judged.values()).allSatisfy(n -> assertThat(n).isBetween(most / 2, most));
  }
}
