package io.yardang.streamjobs.scoring;

import io.yardang.v1.SeqRange;
import io.yardang.v1.StreamLedger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * known. So it is where a stream was there before the run and not in it: nobody knows whether it
 * went on.
 */
final class StreamLedgers {
  private StreamLedgers() {}

  /**
   * The ledgers of the streams that have frames in the run, or may have lost all of them, in order
   * of their ids.
   *
   * @param frames of one vehicle, within the run, in order of sample time
   * @param around of the same vehicle, shortly before and after the run
   */
  static List<StreamLedger> of(
      List<RunFrame> frames, List<RunFrame> around, long startNs, long endNs) {
    Map<UUID, Seqs> inside = seqsByStream(frames);
    Map<UUID, Seqs> outside = seqsByStream(around);
    Map<UUID, Seqs> earlier =
        seqsByStream(around.stream().filter(f -> f.sampleTimeNs() < startNs).toList());
    Map<UUID, Seqs> atStart = seqsByStream(sampledAtStart(startNs, frames));
    Map<UUID, Seqs> atEnd = seqsByStream(sampledAtEnd(endNs, frames));
    Set<UUID> streams = new TreeSet<>(inside.keySet());
    streams.addAll(outside.keySet());
    List<StreamLedger> ledgers = new ArrayList<>();
    for (UUID stream : streams) {
      Seqs seqs = inside.get(stream);
      if (seqs == null) {
        lost(stream, outside.get(stream), earlier.getOrDefault(stream, Seqs.NONE))
            .ifPresent(ledgers::add);
        continue;
      }
      Seqs near = outside.getOrDefault(stream, Seqs.NONE);
      Long before = near.lower(seqs.first());
      Long after = near.higher(seqs.last());
      ledgers.add(
          StreamLedger.newBuilder()
              .setStreamId(stream.toString())
              .setFirstSeq(seqs.first())
              .setLastSeq(seqs.last())
              .setFrames(seqs.sorted().length)
              .addAllMissing(
                  missing(
                      seqs.and(near),
                      before == null ? seqs.first() : before,
                      after == null ? seqs.last() : after))
              .setBeginKnown(
                  before != null
                      || seqs.first() == 1
                      || atStart.getOrDefault(stream, Seqs.NONE).contains(seqs.first()))
              .setEndKnown(
                  after != null || atEnd.getOrDefault(stream, Seqs.NONE).contains(seqs.last()))
              .build());
    }
    return ledgers;
  }

  /** Of a stream with frames around the run only; empty when none of its can be of the run. */
  private static Optional<StreamLedger> lost(UUID stream, Seqs around, Seqs earlier) {
    Long last = earlier.isEmpty() ? null : earlier.last();
    Long next = last == null ? (Long) around.first() : around.higher(last);
    boolean beginKnown = last != null || next == 1;
    boolean endKnown = next != null;
    if (beginKnown && endKnown && (last == null || next == last + 1)) {
      return Optional.empty();
    }
    StreamLedger.Builder ledger =
        StreamLedger.newBuilder()
            .setStreamId(stream.toString())
            .setBeginKnown(beginKnown)
            .setEndKnown(endKnown);
    if (last != null && next != null) {
      ledger.addMissing(SeqRange.newBuilder().setFirstSeq(last + 1).setLastSeq(next - 1));
    }
    return Optional.of(ledger.build());
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

  private static List<SeqRange> missing(Seqs there, long from, long to) {
    List<SeqRange> missing = new ArrayList<>();
    long next = from;
    for (long seq : there.sorted) {
      boolean within = Long.compareUnsigned(seq, from) >= 0 && Long.compareUnsigned(seq, to) <= 0;
      if (within && seq != next) {
        missing.add(SeqRange.newBuilder().setFirstSeq(next).setLastSeq(seq - 1).build());
      }
      next = within ? seq + 1 : next;
    }
    return missing;
  }

  /** The first ones, in order of sample time, if they are of that time. */
  private static List<RunFrame> sampledAtStart(long timeNs, List<RunFrame> frames) {
    int end = 0;
    while (end < frames.size() && frames.get(end).sampleTimeNs() == timeNs) {
      end++;
    }
    return frames.subList(0, end);
  }

  private static List<RunFrame> sampledAtEnd(long timeNs, List<RunFrame> frames) {
    int from = frames.size();
    while (from > 0 && frames.get(from - 1).sampleTimeNs() == timeNs) {
      from--;
    }
    return frames.subList(from, frames.size());
  }

  private static Map<UUID, Seqs> seqsByStream(List<RunFrame> frames) {
    Map<UUID, Seqs> seqs = new TreeMap<>();
    List<RunFrame> sorted = FrameSet.inOrderOfSeq(frames);
    int from = 0;
    for (int i = 1; i <= sorted.size(); i++) {
      UUID stream = sorted.get(from).stream();
      if (i == sorted.size() || !sorted.get(i).stream().equals(stream)) {
        seqs.put(stream, Seqs.of(sorted.subList(from, i)));
        from = i;
      }
    }
    return seqs;
  }

  /** The seqs of one stream, each once, in their order as unsigned numbers. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Seqs(long[] sorted) {
    static final Seqs NONE = new Seqs(new long[0]);

    static Seqs of(List<RunFrame> frames) {
      long[] seqs = new long[frames.size()];
      int n = 0;
      for (RunFrame frame : frames) {
        if (n == 0 || seqs[n - 1] != frame.seq()) {
          seqs[n++] = frame.seq();
        }
      }
      return new Seqs(Arrays.copyOf(seqs, n));
    }

    boolean isEmpty() {
      return sorted.length == 0;
    }

    long first() {
      return sorted[0];
    }

    long last() {
      return sorted[sorted.length - 1];
    }

    /** The greatest before; null when there is none. */
    Long lower(long seq) {
      int at = firstFrom(seq);
      return at == 0 ? null : sorted[at - 1];
    }

    /** The least after; null when there is none. */
    Long higher(long seq) {
      int at = contains(seq) ? firstFrom(seq) + 1 : firstFrom(seq);
      return at == sorted.length ? null : sorted[at];
    }

    boolean contains(long seq) {
      int at = firstFrom(seq);
      return at < sorted.length && sorted[at] == seq;
    }

    private int firstFrom(long seq) {
      int low = 0;
      int high = sorted.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (Long.compareUnsigned(sorted[middle], seq) < 0) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    /** Those of both. */
    Seqs and(Seqs others) {
      long[] all = new long[sorted.length + others.sorted.length];
      int n = 0;
      int i = 0;
      for (long seq : sorted) {
        while (i < others.sorted.length && Long.compareUnsigned(others.sorted[i], seq) < 0) {
          all[n++] = others.sorted[i++];
        }
        i += i < others.sorted.length && others.sorted[i] == seq ? 1 : 0;
        all[n++] = seq;
      }
      while (i < others.sorted.length) {
        all[n++] = others.sorted[i++];
      }
      return new Seqs(Arrays.copyOf(all, n));
    }
  }
}
