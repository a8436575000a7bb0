package io.yardang.testbase.torture;

/**
 * What a check of a journal found.
 *
 * @param readable frames that were sent, once each, in order
 * @param lost frames that were acknowledged, or skipped by a later one of their stream, and are not
 *     readable
 * @param doubled frames that stand in the journal again, or behind a later one
 * @param invented frames that nobody sent: of an unknown stream or sender, beyond what was sent, or
 *     with other bytes
 * @param damaged places that the reader left out, as they were damaged
 */
record Verdict(long readable, long lost, long doubled, long invented, long damaged) {
  static final Verdict NOTHING = new Verdict(0, 0, 0, 0, 0);

  Verdict plusLost(long more) {
    return new Verdict(readable, lost + more, doubled, invented, damaged);
  }

  /** Whether nothing is lost, doubled or invented. */
  boolean isClean() {
    return lost == 0 && doubled == 0 && invented == 0;
  }
}
