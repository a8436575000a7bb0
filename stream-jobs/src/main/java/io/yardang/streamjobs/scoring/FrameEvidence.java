package io.yardang.streamjobs.scoring;

import io.yardang.v1.FrameRange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Which frames prove a finding: they are chosen so that whoever scores them alone, under the same
 * plan, finds its value again, and maybe a part of what was found beside it.
 *
 * <p>They are those of the vehicle under test and of the participants it met, from the sample at or
 * before the time that the value rests on to the one at or after it, and on to those that a number
 * between them was derived from: a heading from positions, say. A range holds only seqs that were
 * used: it ends where one is missing, or was left out. Only where they are very many, or the whole
 * run is the proof, as of what was never done, one range per stream goes from the first to the
 * last; the gap ledger tells what is missing between. What follows from the run as a whole is not
 * cited: the median interval of the samples, whether a quantity counts as measured, what a vehicle
 * was derived to do before the first frame that is cited.
 */
final class FrameEvidence {
  private FrameEvidence() {}

  /**
   * The vehicle under test first, then the others by name.
   *
   * @param atMost so many ranges, or else one per stream
   */
  static List<FrameRange> of(Violation.Proof proof, RunData run, int atMost) {
    List<FrameRange> ranges = of(proof, run);
    return proof.isWholeRun() || ranges.size() > atMost ? onePerStream(ranges) : ranges;
  }

  private static List<FrameRange> onePerStream(List<FrameRange> ranges) {
    Map<List<String>, FrameRange> joined = new LinkedHashMap<>();
    for (FrameRange range : ranges) {
      joined.merge(
          List.of(range.getVehicleId(), range.getStreamId()),
          range,
          (first, last) -> first.toBuilder().setLastSeq(last.getLastSeq()).build());
    }
    return List.copyOf(joined.values());
  }

  private static List<FrameRange> of(Violation.Proof proof, RunData run) {
    List<FrameRange> ranges = new ArrayList<>();
    addFrames(ranges, run.subject(), proof);
    for (String name : proof.others()) {
      Samples other = run.participant(name);
      if (other != null && other != run.subject()) {
        addFrames(ranges, other, proof);
      }
    }
    return ranges;
  }

  private static void addFrames(List<FrameRange> ranges, Samples s, Violation.Proof proof) {
    if (s.size() == 0) {
      return;
    }
    int first = Math.max(0, s.indexAt(proof.fromS()));
    int last = Math.max(first, s.indexAt(proof.toS()));
    if (last + 1 < s.size() && s.t[last] < proof.toS()) {
      last++;
    }
    first = interpolatedFrom(s, first, -1);
    last = interpolatedFrom(s, last, 1);
    int from = first;
    int to = last;
    for (int i = first; i <= last && s.isAnyDerived(); i++) {
      from = Math.min(from, s.derivedFromFirst(i));
      to = Math.max(to, s.derivedFromLast(i));
    }
    // Whoever scores these alone is to take the same ten per second of them.
    from = s.tenthAtOrBefore(from);
    Map<UUID, List<Seqs>> byStream = new LinkedHashMap<>();
    while (from <= to) {
      int end = Math.min(to, s.endOfSeqs(from));
      add(byStream, s.frames.get(from), s.frames.get(end));
      from = end + 1;
    }
    byStream.forEach((stream, seqs) -> seqs.forEach(r -> ranges.add(r.of(s.vehicle, stream))));
  }

  private record Seqs(long first, long last) {
    FrameRange of(String vehicle, UUID stream) {
      return FrameRange.newBuilder()
          .setVehicleId(vehicle)
          .setStreamId(stream.toString())
          .setFirstSeq(first)
          .setLastSeq(last)
          .build();
    }
  }

  /** Within a stream seqs rise with the sample times; frames of another may lie between. */
  private static void add(Map<UUID, List<Seqs>> byStream, RunFrame begin, RunFrame end) {
    List<Seqs> seqs = byStream.computeIfAbsent(begin.stream(), x -> new ArrayList<>());
    Seqs last = seqs.isEmpty() ? null : seqs.get(seqs.size() - 1);
    if (last != null && last.last() + 1 == begin.seq()) {
      seqs.set(seqs.size() - 1, new Seqs(last.first(), end.seq()));
    } else {
      seqs.add(new Seqs(begin.seq(), end.seq()));
    }
  }

  /** What is not measured at a sample is interpolated from the next ones that are near enough. */
  private static int interpolatedFrom(Samples s, int at, int step) {
    int i = at;
    while (!(s.hasPosition(i) && !Double.isNaN(s.speed[i]))
        && i + step >= 0
        && i + step < s.size()
        && Math.abs(s.t[i + step] - s.t[at]) <= s.longestStepS()) {
      i += step;
    }
    return i;
  }
}
