package io.yardang.streamjobs.report;

import io.yardang.v1.Report;
import io.yardang.v1.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Values as people read them; the same text on every Java and in every locale. */
final class Words {
  private static final long NS_PER_S = 1_000_000_000L;
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

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

  /** Always so many decimals. */
  static String fixed(double value, int decimals) {
    return BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** For a table: at most 3 decimals, a no-break space, and the unit as it is written by hand. */
  static String shown(double value, String unit) {
    String pretty = unit.replace("^2", "²").replace("^3", "³");
    String number = number(value, 3);
    return pretty.isEmpty() || pretty.equals("1") ? number : number + "\u00a0" + pretty;
  }

  /** One decimal, cut and not rounded, lest 79.97 look like the 80 that passes; "–" for none. */
  static String score(Report report) {
    return report.hasScore()
        ? BigDecimal.valueOf(report.getScore()).setScale(1, RoundingMode.FLOOR).toPlainString()
        : "–";
  }

  /** "2026-11-24 10:00:01.250 UTC". */
  static String utc(long timeUnixNs) {
    Instant instant =
        Instant.ofEpochSecond(
            Math.floorDiv(timeUnixNs, NS_PER_S), Math.floorMod(timeUnixNs, NS_PER_S));
    return UTC.format(instant) + " UTC";
  }

  /** "8 min 12.3 s". */
  static String duration(long fromNs, long toNs) {
    double seconds = (toNs - fromNs) / (double) NS_PER_S;
    long minutes = (long) (seconds / 60);
    return minutes < 1
        ? number(seconds, 2) + " s"
        : minutes + " min " + number(seconds - minutes * 60, 1) + " s";
  }

  /** "+08:12.3", minutes and seconds since the run's start. */
  static String offset(long startNs, long timeNs) {
    long tenths = Math.floorDiv(timeNs - startNs, NS_PER_S / 10);
    String sign = tenths < 0 ? "−" : "+";
    long all = Math.abs(tenths);
    return sign + two(all / 600) + ":" + two(all / 10 % 60) + "." + all % 10;
  }

  /** "17" or "17–24". */
  static String range(long first, long last) {
    return first == last
        ? Long.toUnsignedString(first)
        : Long.toUnsignedString(first) + "–" + Long.toUnsignedString(last);
  }

  private static String two(long number) {
    return number < 10 ? "0" + number : Long.toString(number);
  }
}
