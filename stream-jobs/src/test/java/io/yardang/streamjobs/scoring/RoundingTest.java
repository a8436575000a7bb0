package io.yardang.streamjobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class RoundingTest {
  @Test
  void shouldRoundNumbersInSentencesAsAllOthers() {
    assertThat(Rounding.text("%.2f %.2f %.0f", 0.125, 0.375, 2.5)).isEqualTo("0.12 0.38 2");
    // Less than 1.005 in binary.
    assertThat(Rounding.text("%.2f", 1.005)).isEqualTo("1.00");
    assertThat(Rounding.text("%.1f", -0.04)).isEqualTo("0.0");
  }

  @Test
  void shouldWriteANumberThatIsWrongAsSomebodyWroteIt() {
    // Double.toString has "0.0020" and "2.0E-7" for some of these on Java 17.
    assertThat(Rounding.shortest(2e-3)).isEqualTo("0.002");
    assertThat(Rounding.shortest(2e-7)).isEqualTo("0.0000002");
    assertThat(Rounding.shortest(-120.5)).isEqualTo("-120.5");
    assertThat(Rounding.shortest(1e22)).isEqualTo("10000000000000000000000");
    assertThat(Rounding.shortest(1.5)).isEqualTo("1.5");
    assertThat(Rounding.shortest(0.1 + 0.2)).isEqualTo("0.3");
    assertThat(Rounding.shortest(-0.0)).isEqualTo("0");
    assertThat(Rounding.shortest(Double.NaN)).isEqualTo("NaN");
  }

  @Test
  void shouldKeepWordsCountsAndTheOrderOfNumbers() {
    assertThat(Rounding.text("%2$.1f m to %1$s", "V2", 3.25)).isEqualTo("3.2 m to V2");
    assertThat(Rounding.text("%d of %s (%.1f %%)", 3L, "V1", 7.25)).isEqualTo("3 of V1 (7.2 %)");
    assertThat(Rounding.text("%.1f m", Double.NaN)).isEqualTo("NaN m");
  }

  @Test
  void shouldWriteTheSameInEveryLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Rounding.text("%.1f", 1234.56)).isEqualTo("1234.6");
    } finally {
      Locale.setDefault(before);
    }
  }
}
