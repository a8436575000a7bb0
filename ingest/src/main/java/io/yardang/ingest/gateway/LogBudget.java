package io.yardang.ingest.gateway;

import org.slf4j.Logger;

/** So many log lines in a second and no more, so that a flood of clients is none of lines. */
final class LogBudget {
  private static final long SECOND_NS = 1_000_000_000L;

  private final int linesPerSecond;
  private long secondBeganNs = System.nanoTime();
  private int said;
  private long unsaid;

  private LogBudget(int linesPerSecond) {
    this.linesPerSecond = linesPerSecond;
  }

  static LogBudget ofLinesPerSecond(int lines) {
    return new LogBudget(lines);
  }

  /** Says the line, if there is room for it; else the next that has tells how many had none. */
  void say(Logger log, Runnable line) {
    long skipped;
    synchronized (this) {
      long nowNs = System.nanoTime();
      if (nowNs - secondBeganNs >= SECOND_NS) {
        secondBeganNs = nowNs;
        said = 0;
      }
      if (said == linesPerSecond) {
        unsaid++;
        return;
      }
      said++;
      skipped = unsaid;
      unsaid = 0;
    }
    if (skipped > 0) {
      log.info("{} lines like the next were left out", skipped);
    }
    line.run();
  }
}
