package io.yardang.streamjobs.scoring;

import io.yardang.v1.Checkpoint;
import java.util.ArrayList;
import java.util.List;

/** What a run is driven for: checkpoints, takeovers, and the data it leaves. */
final class TaskMetrics {
  private TaskMetrics() {}

  /**
   * checkpoints: visited / required; visited is within the radius for the dwell time, in one go.
   */
  static final class Checkpoints extends NamedMetric {
    Checkpoints() {
      super("checkpoints", "Checkpoints visited", "1");
    }

    @Override
    public boolean onlyAtEnd() {
      return true;
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      List<Checkpoint> required = run.plan().getCheckpointsList();
      if (required.isEmpty()) {
        return Judgement.notApplicable("the plan has no checkpoints");
      }
      Samples subject = run.subject();
      int visited = 0;
      List<Violation> missed = new ArrayList<>();
      for (Checkpoint checkpoint : required) {
        double[] at =
            run.geometry()
                .toLocal(
                    checkpoint.getPosition().getLatitudeDeg(),
                    checkpoint.getPosition().getLongitudeDeg());
        double dwelt = longestStayS(subject, at, checkpoint.getRadiusM());
        if (dwelt >= 0 && dwelt >= checkpoint.getDwellS() - 1e-9) {
          visited++;
          continue;
        }
        missed.add(missed(checkpoint, subject, at, dwelt, run.endS()));
      }
      double share = (double) visited / required.size();
      Judgement judgement =
          Judgement.of(share, subject.size())
              .score(share / card.limit())
              .detail("visited", visited)
              .detail("required", required.size());
      missed.forEach(judgement::violation);
      return judgement;
    }

    /** Stayed too briefly there, or did not come near: told at the nearest approach. */
    private static Violation missed(
        Checkpoint checkpoint, Samples subject, double[] at, double dwelt, double endS) {
      int nearestAt = nearest(subject, at);
      double timeS = nearestAt < 0 ? endS : subject.t[nearestAt];
      String name = checkpoint.getCheckpointId();
      double radius = checkpoint.getRadiusM();
      if (dwelt >= 0) {
        double asked = checkpoint.getDwellS();
        return Violation.undone(
            timeS,
            dwelt,
            asked,
            at[0],
            at[1],
            Rounding.text(
                "Left checkpoint %s too early: stayed %.1f s within %.1f m, not %.1f s.",
                name, dwelt, radius, asked),
            "s");
      }
      double nearest = nearestAt < 0 ? Double.NaN : distanceM(subject, nearestAt, at);
      return Violation.undone(
          timeS,
          nearest,
          radius,
          at[0],
          at[1],
          nearestAt < 0
              ? "Missed checkpoint " + name + ": nobody knows where the vehicle was."
              : Rounding.text(
                  "Missed checkpoint %s: came no nearer than %.1f m, not within %.1f m.",
                  name, nearest, radius),
          "m");
    }

    /** The longest stay within the radius; -1 when the vehicle was never there. */
    private static double longestStayS(Samples s, double[] at, double radiusM) {
      double longest = -1;
      double since = Double.NaN;
      double last = Double.NaN;
      for (int i = 0; i < s.size(); i++) {
        if (!s.hasPosition(i)) {
          continue;
        }
        boolean inside = distanceM(s, i, at) <= radiusM;
        boolean joined = !Double.isNaN(last) && s.t[i] - last <= s.longestStepS();
        since = inside ? (Double.isNaN(since) || !joined ? s.t[i] : since) : Double.NaN;
        longest = inside ? Math.max(longest, s.t[i] - since) : longest;
        last = s.t[i];
      }
      return longest;
    }

    /** Index of the sample nearest to the place; -1 when none has a position. */
    private static int nearest(Samples s, double[] at) {
      int nearest = -1;
      for (int i = 0; i < s.size(); i++) {
        if (s.hasPosition(i) && (nearest < 0 || distanceM(s, i, at) < distanceM(s, nearest, at))) {
          nearest = i;
        }
      }
      return nearest;
    }

    private static double distanceM(Samples s, int i, double[] at) {
      double dx = s.x[i] - at[0];
      double dy = s.y[i] - at[1];
      return Math.sqrt(dx * dx + dy * dy);
    }
  }

  /** takeover.safety: how often a person stepped in to avert harm; 0 is the gate. */
  static final class SafetyTakeovers extends NamedMetric {
    SafetyTakeovers() {
      super("takeover.safety", "Safety takeovers", "count");
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Samples subject = run.subject();
      List<Excursion> takeovers =
          Excursion.of(subject.t, i -> subject.safetyTakeover.get(i) ? 1 : 0);
      Judgement judgement =
          Judgement.of(takeovers.size(), subject.size())
              .score(card.breaks(takeovers.size()) ? 0 : 1);
      for (Excursion e : takeovers) {
        double from = subject.t[e.first()];
        double to = subject.t[e.last()];
        judgement.violation(
            Violation.during(
                from,
                to,
                from,
                1,
                0,
                Rounding.text("A person took over to avert harm, for %.1f s.", to - from)));
      }
      return judgement;
    }
  }

  /**
   * data.gaps: the longest time without a sample of the vehicle under test; over 1 s is a finding.
   */
  static final class DataGaps extends NamedMetric {
    DataGaps() {
      super("data.gaps", "Longest data gap", "s");
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Samples s = run.subject();
      if (s.size() < 2) {
        return Judgement.notApplicable("fewer than two samples");
      }
      Judgement judgement =
          Judgement.of(DataLedger.longestGapS(s), s.size())
              .detail("missing_frames", (double) run.subjectLedger().getMissingFrames())
              .detail("median_interval_s", s.medianIntervalS());
      double limit = Math.max(card.limit(), s.longestStepS());
      for (int i = 1; i < s.size(); i++) {
        double gap = s.t[i] - s.t[i - 1];
        if (gap > limit) {
          judgement.violation(
              Violation.during(
                  s.t[i - 1],
                  s.t[i],
                  s.t[i - 1],
                  gap,
                  limit,
                  Rounding.text("No sample for %.1f s.", gap)));
        }
      }
      return judgement;
    }
  }
}
