package io.yardang.streamjobs.report;

import io.yardang.v1.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Values as people read them; the same text on every Java and in every locale. */
final class Words {
  private Words() {}

  /** At most 6 decimals, no exponent, no trailing zeros. */
  static String number(double value) {
    return number(value, 6);
  }

  static String number(double value, int decimals) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** "13.9 m/s"; a ratio ("1" or no unit) stays bare. */
  static String measure(double value, String unit) {
    return unit.isEmpty() || unit.equals("1") ? number(value) : number(value) + " " + unit;
  }

  /** "PASS", "FAIL", "INVALID". */
  static String verdict(Verdict verdict) {
    return switch (verdict) {
      case VERDICT_PASS -> "PASS";
      case VERDICT_FAIL -> "FAIL";
      case VERDICT_INVALID -> "INVALID";
      case VERDICT_UNSPECIFIED, UNRECOGNIZED -> "NOT JUDGED";
    };
  }
}
