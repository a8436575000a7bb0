package io.yardang.ingest.gateway;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Which seqs below a stream's last one the journal may lack: the ones that this session left out,
 * and, if the stream had gaps before, all up to the seq that the Welcome told as durable. Of very
 * many gaps the oldest are taken as one with all below.
 */
final class LeftOutSeqs {
  private static final int MAX_RANGES = 64;

  private final Deque<Range> ranges = new ArrayDeque<>();
  private long unsureUpTo;

  private record Range(long first, long last) {}

  /** {@code unsureUpTo}: below and including it nobody knows; 0 where all are there. */
  LeftOutSeqs(long unsureUpTo) {
    this.unsureUpTo = unsureUpTo;
  }

  /** The stream goes on behind {@code last}; ranges come in rising order. */
  void leftOut(long first, long last) {
    ranges.add(new Range(first, last));
    if (ranges.size() > MAX_RANGES) {
      unsureUpTo = ranges.remove().last;
    }
  }

  boolean mayInclude(long seq) {
    return seq <= unsureUpTo
        || ranges.stream().anyMatch(range -> range.first <= seq && seq <= range.last);
  }
}
