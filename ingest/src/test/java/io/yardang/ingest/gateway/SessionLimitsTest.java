package io.yardang.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionLimitsTest {
  private static final long SECOND_NS = 1_000_000_000;

  @Test
  void shouldNameTheSettingThatIsOutOfBounds() {
    assertThatThrownBy(() -> new SessionLimits.Sizes(4096, 4096, 8192, 4096, 4096))
        .hasMessage("gateway.max_hello_bytes=8192: must be 256..4096");
    assertThatThrownBy(() -> new SessionLimits.Sizes(4096, 4096, 1024, 4095, 4096))
        .hasMessage(
            "gateway.max_unacked_bytes=4095: must be at least gateway.max_message_bytes=4096");
    assertThatThrownBy(() -> new SessionLimits.Rates(-1, 0, 0))
        .hasMessageStartingWith("gateway.max_bytes_per_s=-1");
    assertThatThrownBy(() -> new SessionLimits.Counts(1, 1, 1, 0, 4))
        .hasMessageStartingWith("gateway.max_sessions_per_sender=0");
    Duration day = Duration.ofDays(1);
    assertThatThrownBy(() -> new SessionLimits.Times(day, day, day, day))
        .hasMessageStartingWith("gateway.login_timeout_s=PT24H");
  }

  @Test
  void shouldLetASecondsWorthThroughAtOnceAndThenTheRate() {
    TokenBucket bucket = new TokenBucket(100, 0);
    bucket.take(100, 0);
    assertThat(bucket.isOverdrawn()).isFalse();
    bucket.take(50, 0);
    assertThat(bucket.isOverdrawn()).isTrue();
    assertThat(bucket.nsUntilPaid()).isEqualTo(SECOND_NS / 2);
    assertThat(bucket.nsUntilFull()).isEqualTo(SECOND_NS * 3 / 2);
    assertThat(bucket.isFarOverdrawn()).isFalse();
    bucket.take(51, 0);
    assertThat(bucket.isFarOverdrawn()).isTrue();
    bucket.take(0, 2 * SECOND_NS);
    assertThat(bucket.isOverdrawn()).isFalse();
    bucket.take(0, 100 * SECOND_NS);
    assertThat(bucket.nsUntilFull()).isZero();
    bucket.take(101, 100 * SECOND_NS);
    assertThat(bucket.isOverdrawn()).as("it holds no more than a second's worth").isTrue();
  }

  @Test
  void shouldSetNoBoundWhenTheRateIsZero() {
    TokenBucket bucket = new TokenBucket(0, 0);
    bucket.take(Long.MAX_VALUE, 0);
    assertThat(bucket.isOverdrawn()).isFalse();
    assertThat(bucket.nsUntilFull()).isZero();
  }

  @Test
  void shouldMakeOneShortPrintableLineOfAnyText() {
    assertThat(Printable.of("VX-12 at 10:00")).isEqualTo("VX-12 at 10:00");
    assertThat(Printable.of("a\r\nb\u001b[31m\u202e\ud83d\ude97"))
        .isEqualTo("a\\u000d\\u000ab\\u001b[31m\\u202e\\ud83d\\ude97");
    assertThat(Printable.of("x".repeat(1_000_000)))
        .hasSize(300 + "... (1000000 characters)".length());
  }
}
