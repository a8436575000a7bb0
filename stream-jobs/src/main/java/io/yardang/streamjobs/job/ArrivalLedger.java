package io.yardang.streamjobs.job;

import io.yardang.ingest.journal.JournalRecord;
import io.yardang.ingest.journal.RecordKind;
import io.yardang.v1.Arrival;
import io.yardang.v1.Report;
import io.yardang.v1.ScoredRun;
import io.yardang.v1.StreamArrival;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Writes down how the frames of a run came: clock offsets, late frames, duplicates. It follows from
 * the set of the journals' records alone, in whichever order they are read.
 */
final class ArrivalLedger {
  private static final long LATE_NS = 1_000_000_000L;

  private static final Comparator<Frame> BY_RECEIVE_TIME =
      (a, b) ->
          a.receiveNs() != b.receiveNs()
              ? Long.compare(a.receiveNs(), b.receiveNs())
              : Long.compare(a.seq(), b.seq());

  /** Of one seq the one received first comes first; those that are the same are neighbours. */
  private static final Comparator<Frame> BY_SEQ =
      ((Comparator<Frame>) (a, b) -> Long.compareUnsigned(a.seq(), b.seq()))
          .thenComparing(BY_RECEIVE_TIME)
          .thenComparingLong(Frame::sampleNs)
          .thenComparingInt(Frame::duplicatesBefore);

  private final long startNs;
  private final long endNs;
  private final RunWindow window;
  private final Map<String, Map<UUID, List<Frame>>> streams = new TreeMap<>();

  private record Frame(long seq, long sampleNs, long receiveNs, int duplicatesBefore) {
    long offsetNs() {
      return receiveNs - sampleNs;
    }
  }

  private ArrivalLedger(Report report, RunWindow window) {
    this.startNs = report.getStartTimeUnixNs();
    this.endNs = report.getEndTimeUnixNs();
    this.window = window;
    report
        .getPlan()
        .getParticipantsList()
        .forEach(p -> streams.put(p.getVehicleId(), new TreeMap<>()));
  }

  /** The scored run with an Arrival for each of its vehicles, in order of their ids. */
  static ScoredRun addTo(ScoredRun scored, RunWindow window, Iterable<JournalRecord> records) {
    ArrivalLedger ledger = new ArrivalLedger(scored.getReport(), window);
    records.forEach(ledger::take);
    ScoredRun.Builder with = scored.toBuilder();
    ledger.streams.forEach(
        (vehicle, ofVehicle) -> with.addArrivals(arrival(vehicle, ofVehicle, window)));
    return with.build();
  }

  private void take(JournalRecord record) {
    if (record.kind() == RecordKind.FRAME
        && record.sampleTimeNs() >= startNs
        && record.sampleTimeNs() <= endNs
        && window.takes(record)) {
      streams
          .get(record.sender())
          .computeIfAbsent(record.stream(), s -> new ArrayList<>())
          .add(
              new Frame(
                  record.seq(),
                  record.sampleTimeNs(),
                  record.receiveTimeNs(),
                  record.duplicatesBefore()));
    }
  }

  private static Arrival arrival(String vehicle, Map<UUID, List<Frame>> streams, RunWindow window) {
    Arrival.Builder arrival = Arrival.newBuilder().setVehicleId(vehicle);
    streams.forEach((stream, frames) -> arrival.addStreams(stream(stream, frames, window)));
    return arrival.build();
  }

  private static StreamArrival stream(UUID stream, List<Frame> taken, RunWindow window) {
    // The job may give one record twice; two gateways' records of one frame differ in receive time.
    List<Frame> bySeq = taken.stream().sorted(BY_SEQ).toList();
    List<Frame> first = new ArrayList<>(bySeq.size());
    long duplicates = 0;
    for (int i = 0; i < bySeq.size(); i++) {
      Frame frame = bySeq.get(i);
      if (i == 0 || bySeq.get(i - 1).seq() != frame.seq()) {
        first.add(frame);
        duplicates += frame.duplicatesBefore();
      } else if (!bySeq.get(i - 1).equals(frame)) {
        duplicates += 1 + frame.duplicatesBefore();
      }
    }
    long[] offsets = first.stream().mapToLong(Frame::offsetNs).sorted().toArray();
    long late = Arrays.stream(offsets).filter(offset -> offset - offsets[0] > LATE_NS).count();
    long afterEnd =
        first.stream()
            .filter(frame -> window.isClosed() && frame.receiveNs() / 1_000_000 > window.closedMs())
            .count();
    first.sort(BY_RECEIVE_TIME);
    long outOfOrder = 0;
    long newestNs = Long.MIN_VALUE;
    for (Frame frame : first) {
      outOfOrder += frame.sampleNs() < newestNs ? 1 : 0;
      newestNs = Math.max(newestNs, frame.sampleNs());
    }
    return StreamArrival.newBuilder()
        .setStreamId(stream.toString())
        .setFrames(first.size())
        .setDuplicatesDropped(duplicates)
        .setOffsetMinS(seconds(offsets[0]))
        .setOffsetMedianS(seconds(offsets[(offsets.length - 1) / 2]))
        .setOffsetMaxS(seconds(offsets[offsets.length - 1]))
        .setLateFrames(late)
        .setOutOfOrderFrames(outOfOrder)
        .setFramesAfterEnd(afterEnd)
        .build();
  }

  private static double seconds(long ns) {
    return BigDecimal.valueOf(ns, 9).setScale(6, RoundingMode.HALF_EVEN).doubleValue();
  }
}
