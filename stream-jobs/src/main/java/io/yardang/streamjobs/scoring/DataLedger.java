package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.signal.Percentile;
import io.yardang.v1.Clock;
import io.yardang.v1.DroppedSamples;
import io.yardang.v1.GapLedger;
import io.yardang.v1.GnssFix;
import io.yardang.v1.StreamLedger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Writes down what the data of one vehicle of a run is worth: no gap is hidden. */
final class DataLedger {
  private DataLedger() {}

  /**
   * The ledger of one vehicle.
   *
   * @param frames all its frames of the run, in order of sample time
   * @param streams which of them are missing
   * @param runS length of the run
   */
  static GapLedger of(
      List<RunFrame> frames, List<StreamLedger> streams, Samples samples, double runS) {
    GapLedger.Builder ledger =
        GapLedger.newBuilder().setVehicleId(samples.vehicle).setFrames(frames.size());
    TreeMap<UUID, TreeMap<Long, Long>> timeBySeq = new TreeMap<>();
    for (RunFrame f : frames) {
      long seq = f.frame().getSeq();
      timeBySeq
          .computeIfAbsent(f.stream(), s -> new TreeMap<>(Long::compareUnsigned))
          .put(seq, f.frame().getSampleTimeUnixNs());
    }
    long missing = StreamLedgers.missing(streams);
    ledger
        .addAllStreams(streams)
        .setExpectedFrames(frames.size() + missing)
        .setMissingFrames(missing)
        .setWithoutPosition(frames.size() - samples.positions())
        .setReversedTimes(timeBySeq.values().stream().mapToLong(DataLedger::reversed).sum())
        .setUncoveredS(Rounding.report(uncoveredS(samples, runS)));
    if (samples.size() > 1) {
      ledger
          .setLongestGapS(Rounding.report(longestGapS(samples)))
          .setMedianIntervalS(Rounding.report(samples.medianIntervalS()));
    }
    samples
        .rules
        .dropped()
        .forEach(
            (reason, count) ->
                ledger.addSamplesDropped(
                    DroppedSamples.newBuilder().setReason(reason).setCount(count)));
    qualityOf(frames, ledger);
    return ledger.build();
  }

  /** What the vehicle itself says of its fixes and of its clock. */
  private static void qualityOf(List<RunFrame> frames, GapLedger.Builder ledger) {
    List<GnssFix> fixes =
        frames.stream()
            .map(f -> f.frame().getPosition().getFix())
            .filter(fix -> fix != GnssFix.GNSS_FIX_UNSPECIFIED)
            .toList();
    if (!fixes.isEmpty()) {
      long fixed = fixes.stream().filter(fix -> fix != GnssFix.GNSS_FIX_NONE).count();
      ledger.setFixRatio(Rounding.report((double) fixed / fixes.size()));
    }
    double[] accuracies =
        frames.stream()
            .map(f -> f.frame().getClock())
            .filter(clock -> clock.hasAccuracyS() && Double.isFinite(clock.getAccuracyS()))
            .mapToDouble(Clock::getAccuracyS)
            .toArray();
    if (accuracies.length > 0) {
      ledger.setClockAccuracyP95S(Rounding.report(Percentile.LINEAR.of(accuracies, 0.95)));
    }
  }

  /** How often a sample time is before that of the seq before it. */
  private static long reversed(Map<Long, Long> timeBySeq) {
    long reversed = 0;
    long last = Long.MIN_VALUE;
    for (long time : timeBySeq.values()) {
      reversed += time < last ? 1 : 0;
      last = time;
    }
    return reversed;
  }

  static double longestGapS(Samples samples) {
    double longest = 0;
    for (int i = 1; i < samples.size(); i++) {
      longest = Math.max(longest, samples.t[i] - samples.t[i - 1]);
    }
    return longest;
  }

  /** Time in gaps over longestStepS, and before the first and after the last sample. */
  private static double uncoveredS(Samples samples, double runS) {
    if (samples.size() == 0) {
      return runS;
    }
    double step = samples.longestStepS();
    double uncovered = 0;
    double last = 0;
    for (double t : samples.t) {
      uncovered += t - last > step ? t - last : 0;
      last = t;
    }
    return uncovered + (runS - last > step ? runS - last : 0);
  }
}
