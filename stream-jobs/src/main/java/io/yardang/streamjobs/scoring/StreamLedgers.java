package io.yardang.streamjobs.scoring;

import io.yardang.v1.SeqRange;
import io.yardang.v1.StreamLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Writes down which seqs of each stream of one vehicle are there and which are missing.
 *
 * <p>Seqs have no gaps where a vehicle sends all that it has sampled, so a seq that is not there is
 * missing. What was lost at the edges of a run shows only by the frames around it: the last one
 * from before the run and the first one from after it. Seqs between them and the run may be of the
 * run, so they count as missing; where no such frame is there, the ledger says that the edge is not
 * known.
 */
final class StreamLedgers {
  private StreamLedgers() {}

  /**
   * The ledgers of the streams that have frames in the run, in order of their ids.
   *
   * @param frames of one vehicle, within the run
   * @param around of the same vehicle, shortly before and after the run
   */
  static List<StreamLedger> of(
      List<RunFrame> frames, List<RunFrame> around, long startNs, long endNs) {
    Map<UUID, NavigableSet<Long>> inside = seqsByStream(frames);
    Map<UUID, NavigableSet<Long>> outside = seqsByStream(around);
    Map<UUID, NavigableSet<Long>> atStart = seqsByStream(sampledAt(startNs, frames));
    Map<UUID, NavigableSet<Long>> atEnd = seqsByStream(sampledAt(endNs, frames));
    List<StreamLedger> ledgers = new ArrayList<>();
    inside.forEach(
        (stream, seqs) -> {
          NavigableSet<Long> near = outside.getOrDefault(stream, newSeqs());
          Long before = near.lower(seqs.first());
          Long after = near.higher(seqs.last());
          ledgers.add(
              StreamLedger.newBuilder()
                  .setStreamId(stream.toString())
                  .setFirstSeq(seqs.first())
                  .setLastSeq(seqs.last())
                  .setFrames(seqs.size())
                  .addAllMissing(missing(seqs, near, before, after))
                  .setBeginKnown(
                      before != null
                          || seqs.first() == 1
                          || atStart.getOrDefault(stream, newSeqs()).contains(seqs.first()))
                  .setEndKnown(
                      after != null || atEnd.getOrDefault(stream, newSeqs()).contains(seqs.last()))
                  .build());
        });
    return ledgers;
  }

  /** Number of seqs that are missing. */
  static long missing(List<StreamLedger> ledgers) {
    return ledgers.stream()
        .flatMap(ledger -> ledger.getMissingList().stream())
        .mapToLong(range -> range.getLastSeq() - range.getFirstSeq() + 1)
        .sum();
  }

  /** True when nothing is missing and nothing more can be. */
  static boolean isWhole(List<StreamLedger> ledgers) {
    return !ledgers.isEmpty()
        && ledgers.stream()
            .allMatch(s -> s.getMissingCount() == 0 && s.getBeginKnown() && s.getEndKnown());
  }

  private static List<SeqRange> missing(
      NavigableSet<Long> inside, NavigableSet<Long> near, Long before, Long after) {
    NavigableSet<Long> there = newSeqs();
    there.addAll(inside);
    there.addAll(near);
    long from = before == null ? inside.first() : before;
    long to = after == null ? inside.last() : after;
    List<SeqRange> missing = new ArrayList<>();
    long next = from;
    for (long seq : there.subSet(from, true, to, true)) {
      if (seq != next) {
        missing.add(SeqRange.newBuilder().setFirstSeq(next).setLastSeq(seq - 1).build());
      }
      next = seq + 1;
    }
    return missing;
  }

  private static List<RunFrame> sampledAt(long timeNs, List<RunFrame> frames) {
    return frames.stream().filter(f -> f.frame().getSampleTimeUnixNs() == timeNs).toList();
  }

  private static Map<UUID, NavigableSet<Long>> seqsByStream(List<RunFrame> frames) {
    Map<UUID, NavigableSet<Long>> seqs = new TreeMap<>();
    for (RunFrame f : frames) {
      seqs.computeIfAbsent(f.stream(), s -> newSeqs()).add(f.frame().getSeq());
    }
    return seqs;
  }

  private static NavigableSet<Long> newSeqs() {
    return new TreeSet<>(Long::compareUnsigned);
  }
}
