package io.yardang.streamjobs.scoring;

import io.yardang.v1.DroppedSamples;
import io.yardang.v1.GapLedger;
import io.yardang.v1.StreamLedger;
import java.util.List;

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
    long missing = StreamLedgers.missing(streams);
    ledger
        .addAllStreams(streams)
        .setExpectedFrames(frames.size() + missing)
        .setMissingFrames(missing)
        .setWithoutPosition(frames.size() - samples.positions())
        .setReversedTimes(reversed(frames))
        .setUncoveredS(Rounding.report(uncoveredS(samples, runS)));
    if (samples.size() > 1) {
      ledger
          .setLongestGapS(Rounding.report(longestGapS(samples)))
          .setMedianIntervalS(Rounding.report(samples.medianIntervalS()));
    }
    samples.quality.addTo(ledger);
    samples
        .rules
        .dropped()
        .forEach(
            (reason, count) ->
                ledger.addSamplesDropped(
                    DroppedSamples.newBuilder().setReason(reason).setCount(count)));
    return ledger.build();
  }

  /** How often a sample time is before that of the seq before it, of one stream. */
  private static long reversed(List<RunFrame> frames) {
    long reversed = 0;
    RunFrame last = null;
    for (RunFrame frame : FrameSet.inOrderOfSeq(frames)) {
      boolean follows = last != null && last.stream().equals(frame.stream());
      reversed += follows && frame.sampleTimeNs() < last.sampleTimeNs() ? 1 : 0;
      last = frame;
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

  /** True when samples reach from the start of the run to its end. */
  static boolean coversEdges(Samples samples, double runS) {
    double step = samples.longestStepS();
    return samples.size() > 0
        && samples.t[0] <= step
        && runS - samples.t[samples.size() - 1] <= step;
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
