package io.yardang.streamjobs.scoring;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one rounding of every number that leaves the scorer: half even, to 6 decimals; in sentences
 * to those that they show.
 *
 * <p>A report must have the same bytes on every Java and every processor. What the scorer keeps to
 * for that:
 *
 * <ul>
 *   <li>Sums run in one order: samples by (sample time, stream, seq), vehicles as in the plan,
 *       metrics as in the scorecard; never in the order of arrival, of a hash map, or in parallel.
 *   <li>{@code StrictMath} where {@code Math} may differ between machines (sin, exp, pow, hypot …).
 *       {@code Math.sqrt}, abs, min, max, floor, ceil, rint, round and fma are exact everywhere.
 *       Since Java 17 the four operations themselves are always strict.
 *   <li>A double becomes decimal from its exact binary value ({@code new BigDecimal(double)}), not
 *       by {@code Double.toString}, whose digits changed in Java 19, or by {@code String.format},
 *       which rests on the same; texts have {@code Locale.ROOT}.
 * </ul>
 */
final class Rounding {
  private static final int DECIMALS = 6;
  private static final MathContext DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);
  private static final Pattern SPECIFIER =
      Pattern.compile("%(?:(?<index>\\d+)\\$)?(?:\\.(?<decimals>\\d+))?(?<conversion>[a-z%])");

  private Rounding() {}

  /** Returns the value as it is written into a report; never -0, and refuses what is no number. */
  static double report(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("a report has no place for the value " + value);
    }
    double rounded = new BigDecimal(value).setScale(DECIMALS, RoundingMode.HALF_EVEN).doubleValue();
    return rounded == 0 ? 0.0 : rounded;
  }

  /**
   * The number in a sentence that says what is wrong with it: to 15 digits, which tell every number
   * that somebody wrote down in as many.
   */
  static String shortest(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString()
        : String.valueOf(value);
  }

  /** As {@link String#format}, its numbers ("%.2f") rounded as all others. */
  static String text(String format, Object... values) {
    Object[] shown = values.clone();
    Matcher specifier = SPECIFIER.matcher(format);
    int next = 0;
    while (specifier.find()) {
      String conversion = specifier.group("conversion");
      if (conversion.equals("%")) {
        continue;
      }
      String index = specifier.group("index");
      int i = index == null ? next++ : Integer.parseInt(index) - 1;
      if (conversion.equals("f") && values[i] instanceof Double value && Double.isFinite(value)) {
        int decimals = Integer.parseInt(specifier.group("decimals"));
        shown[i] = new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN);
      }
    }
    return String.format(Locale.ROOT, format, shown);
  }
}
