package io.yardang.testbase.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.yardang.v1.AckLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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
    TortureResult result = run(50, 0);

    assertThat(result.isSound()).as(result.line()).isTrue();
    assertThat(result.kills()).isEqualTo(50);
    assertThat(result.acked()).isPositive();
  }

  @Test
  @Timeout(120)
  void shouldLoseFramesInAPowerCutWhenTheyWereAcknowledgedFromThePageCache() throws IOException {
    assumeThat(LoopImage.unavailable(scratch)).isEmpty();

    TortureSettings once = settings(0, 1);
    TortureResult result =
        new PowerCutRounds(once, AckLevel.ACK_LEVEL_PAGE_CACHE, System.out::println).run();

    // Otherwise the cut cuts nothing, and would prove nothing of level DISK.
    assertThat(result.lost()).isPositive();
  }

  private TortureResult run(int kills, int powerCuts) throws IOException {
    return new Torture(settings(kills, powerCuts), System.out::println).run();
  }

  private TortureSettings settings(int kills, int powerCuts) {
    return new TortureSettings(
        kills,
        powerCuts,
        0,
        List.of(AckLevel.ACK_LEVEL_PAGE_CACHE, AckLevel.ACK_LEVEL_DISK),
        4,
        SEED,
        scratch);
  }
}
