package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.Point;
import io.yardang.streamjobs.scoring.geometry.Route;
import io.yardang.streamjobs.scoring.safety.CarlaPenalty;
import io.yardang.streamjobs.scoring.safety.CarlaPenalty.Infraction;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What entrants of a challenge are ranked by, besides energy. */
final class ChallengeMetrics {
  private ChallengeMetrics() {}

  /**
   * challenge.time: from the start of the run until the required share of the route is driven, s.
   * The score is the plan's target time / time, at most 1; 1 where it sets no target, for ranking
   * alone; 0 for who did not finish.
   */
  static final class Time extends NamedMetric {
    Time() {
      super("challenge.time", "Time for the route", "s");
    }

    @Override
    public boolean onlyAtEnd() {
      return true;
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Route route = run.geometry().newRoute();
      if (route == null) {
        return Judgement.withoutRoute();
      }
      double share =
          run.plan().getLimits().hasRequiredProgressRatio()
              ? run.plan().getLimits().getRequiredProgressRatio()
              : 1;
      // The last metre of a route is hardly ever driven over exactly.
      double required = share * route.lengthM() - card.parameter("finish_within_m");
      Grid grid = run.grid();
      for (int i = 0; i < grid.size(); i++) {
        if (!Double.isNaN(grid.x[i])) {
          route.advance(new Point(grid.x[i], grid.y[i]));
        }
        if (route.progressM() >= required) {
          return finished(run, grid.t[i], i + 1);
        }
      }
      return Judgement.of(Double.NaN, grid.size())
          .score(0)
          .detail("finished", 0)
          .detail("progress_ratio", route.progressRatio());
    }

    private static Judgement finished(RunData run, double seconds, long used) {
      boolean targeted = run.plan().getLimits().hasTargetTimeS();
      return Judgement.of(seconds, used)
          .score(targeted ? run.plan().getLimits().getTargetTimeS() / seconds : 1)
          .detail("finished", 1);
    }
  }

  /**
   * challenge.penalty: the CARLA leaderboard's factor of the run's infractions, 1 (none) to 0; of
   * version 2.1, or 2.0 when the card says version: 2.0. Infractions: collisions at fault, red
   * lights, stop lines without a stand, and the share of the way driven outside the fence.
   */
  static final class Penalty extends NamedMetric {
    Penalty() {
      super("challenge.penalty", "Penalty factor", "1");
    }

    @Override
    public Judgement judge(RunData run, Scorecard.Entry card) {
      Contacts contacts = run.encounters().contacts;
      List<StopLineCrossings.Crossing> lines =
          StopLines.crossings(run, run.card().entryOrNone("signal")).all();
      Map<Infraction, Integer> counts = new EnumMap<>(Infraction.class);
      counts.put(Infraction.COLLISION_PEDESTRIAN, (int) contacts.atFault(Meeting.Kind.VULNERABLE));
      counts.put(
          Infraction.COLLISION_VEHICLE,
          (int) contacts.atFault(Meeting.Kind.VEHICLE, Meeting.Kind.PARTICIPANT));
      counts.put(Infraction.COLLISION_STATIC, (int) contacts.atFault(Meeting.Kind.THING));
      counts.put(Infraction.RED_LIGHT, count(lines, StopLineCrossings.Verdict.RED_LIGHT));
      counts.put(Infraction.STOP_SIGN, count(lines, StopLineCrossings.Verdict.NO_STOP));
      double outside = outsideRatio(run);
      double factor =
          card.parameter("version") == 2.0
              ? CarlaPenalty.factor20(counts, List.of(), outside)
              : CarlaPenalty.factor21(counts, List.of(), outside);
      Judgement judgement =
          Judgement.of(factor, run.grid().size()).score(factor).detail("outside_ratio", outside);
      counts.forEach(
          (infraction, n) -> judgement.detail(infraction.name().toLowerCase(Locale.ROOT), n));
      return judgement;
    }

    private static int count(
        List<StopLineCrossings.Crossing> lines, StopLineCrossings.Verdict verdict) {
      return (int) lines.stream().filter(c -> c.verdict() == verdict).count();
    }

    /** Share of the way whose reference point was outside the fence. */
    private static double outsideRatio(RunData run) {
      if (run.geometry().fence() == null) {
        return 0;
      }
      Grid grid = run.grid();
      double all = 0;
      double outside = 0;
      for (int i = 1; i < grid.size(); i++) {
        Point before = new Point(grid.x[i - 1], grid.y[i - 1]);
        Point at = new Point(grid.x[i], grid.y[i]);
        double step = before.distanceM(at);
        if (!Double.isNaN(step)) {
          all += step;
          outside += run.geometry().outsideFenceM(at) > 0 ? step : 0;
        }
      }
      return all > 0 ? outside / all : 0;
    }
  }
}
