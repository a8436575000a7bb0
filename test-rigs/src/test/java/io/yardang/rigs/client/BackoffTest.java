package io.yardang.rigs.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void shouldDoubleUpToTheMaximumAndShortenByUpToHalf() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 1);
    for (long fullMs : new long[] {100, 200, 400, 800, 1000, 1000}) {
      assertThat(backoff.next())
          .isBetween(Duration.ofMillis(fullMs / 2), Duration.ofMillis(fullMs));
    }
    backoff.reset();
    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(100));
  }

  @Test
  void shouldWaitTheSameForTheSameSeed() {
    assertThat(new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 7).next())
        .isEqualTo(new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1), 7).next());
  }

  @Test
  void shouldNotOverflowAfterManyFailures() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), 1);
    for (int i = 0; i < 200; i++) {
      assertThat(backoff.next()).isBetween(Duration.ofMillis(50), Duration.ofSeconds(5));
    }
  }
}
