package io.yardang.ingest.gateway;

/**
 * A bound on a rate that lets a second's worth through at once.
 *
 * <p>It may be overdrawn: what has come has come, and the debt says how long to wait. Full and
 * without an end when the rate is 0.
 */
final class TokenBucket {
  private static final double NS_PER_S = 1e9;

  private final double perSecond;
  private double tokens;
  private long filledNs;

  TokenBucket(int perSecond, long nowNs) {
    this.perSecond = perSecond;
    tokens = perSecond;
    filledNs = nowNs;
  }

  void take(long count, long nowNs) {
    if (perSecond > 0) {
      tokens = Math.min(perSecond, tokens + (nowNs - filledNs) / NS_PER_S * perSecond) - count;
      filledNs = nowNs;
    }
  }

  boolean isOverdrawn() {
    return tokens < 0;
  }

  /** In debt by more than it ever holds. */
  boolean isFarOverdrawn() {
    return tokens < -perSecond;
  }

  /** Until the debt is paid, as of the last taking; 0 without one. */
  long nsUntilPaid() {
    return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / perSecond * NS_PER_S);
  }

  /** Until it holds a second's worth again, as of the last taking. */
  long nsUntilFull() {
    return perSecond == 0 ? 0 : (long) Math.ceil((perSecond - tokens) / perSecond * NS_PER_S);
  }
}
