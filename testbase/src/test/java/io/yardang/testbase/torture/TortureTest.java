package io.yardang.testbase.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.yardang.v1.AckLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The torture, with the number of rounds that every build can afford. */
class TortureTest {
  private static final long SEED = 20261124;

  @TempDir Path scratch;

  @Test
  @Timeout(600)
  void shouldLoseNoAcknowledgedFrameWhenTheGatewayIsKilled() throws IOException {
    TortureResult result = run(50, 0, 0);

    assertThat(result.isSound()).as(result.line()).isTrue();
    assertThat(result.kills()).isEqualTo(50);
    assertThat(result.acked()).isPositive();
  }

  @Test
  @Timeout(600)
  void shouldLoseNoFrameThatWasAcknowledgedFromTheDiskWhenThePowerIsCut() throws IOException {
    assumeThat(LoopImage.unavailable(scratch)).isEmpty();

    TortureResult result = run(0, 20, 0);

    assertThat(result.isSound()).as(result.line()).isTrue();
    assertThat(result.powerCuts()).isEqualTo(20);
    assertThat(result.acked()).isPositive();
  }

  @Test
  @Timeout(120)
  void shouldLoseNothingBeforeTheDamageWhenAJournalIsDamaged() throws IOException {
    TortureResult result = run(0, 0, 40);

    assertThat(result.isSound()).as(result.line()).isTrue();
    assertThat(result.damages()).isEqualTo(40);
  }

  @Test
  void shouldCountWhatIsMissingBeforeTheDamageAsLost() throws IOException {
    TortureSettings settings = settings(0, 0, 1);
    WrittenJournal journal =
        WrittenJournal.write(scratch.resolve("journal"), new TortureFrames(SEED), new Random(SEED));
    Damage damage =
        Damage.inflict(Damage.Kind.CUT, journal.file(), journal.dataBytes() / 2, new Random(SEED));
    Damage understated = new Damage(damage.kind(), journal.dataBytes(), journal.dataBytes());

    DamageRounds rounds = new DamageRounds(settings, System.out::println);
    assertThat(rounds.recover(journal, understated).lost()).isPositive();
  }

  @Test
  @Timeout(120)
  void shouldLoseFramesInAPowerCutWhenTheyWereAcknowledgedFromThePageCache() throws IOException {
    assumeThat(LoopImage.unavailable(scratch)).isEmpty();

    TortureSettings once = settings(0, 1, 0);
    TortureResult result =
        new PowerCutRounds(once, AckLevel.ACK_LEVEL_PAGE_CACHE, System.out::println).run();

    // Otherwise the cut cuts nothing, and would prove nothing of level DISK.
    assertThat(result.lost()).isPositive();
  }

  private TortureResult run(int kills, int powerCuts, int damages) throws IOException {
    return new Torture(settings(kills, powerCuts, damages), System.out::println).run();
  }

  private TortureSettings settings(int kills, int powerCuts, int damages) {
    return new TortureSettings(
        kills,
        powerCuts,
        damages,
        List.of(AckLevel.ACK_LEVEL_PAGE_CACHE, AckLevel.ACK_LEVEL_DISK),
        4,
        SEED,
        scratch);
  }
}
