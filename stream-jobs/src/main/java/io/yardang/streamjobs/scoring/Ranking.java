package io.yardang.streamjobs.scoring;

import io.yardang.v1.MetricResult;
import io.yardang.v1.Report;
import io.yardang.v1.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Ranks the entrants of a challenge by their reports: points = 100 x penalty factor x the mean of
 * (best time / time) and (least energy / energy), over the entrants that are ranked. Half for time
 * and half for energy is policy of the test base. Who is not ranked comes last, with the reason.
 */
public final class Ranking {
  /**
   * One entrant.
   *
   * @param place 1 for the first; equal points share a place; 0: not ranked
   * @param points 0 to 100; NaN: not ranked
   * @param notRankedBecause empty for who is ranked
   */
  public record Entrant(
      int place,
      String runId,
      String vehicleId,
      double points,
      double timeS,
      double energyWh,
      double penalty,
      String notRankedBecause) {}

  private Ranking() {}

  /** The entrants, first place first; equal ones in order of run id. */
  public static List<Entrant> of(List<Report> reports) {
    List<Entrant> entrants = reports.stream().map(Ranking::read).toList();
    double bestS = best(entrants, Entrant::timeS);
    double leastWh = best(entrants, Entrant::energyWh);
    List<Entrant> scored = new ArrayList<>();
    for (Entrant e : entrants) {
      double share = 0.5 * (bestS / e.timeS) + 0.5 * (leastWh / e.energyWh);
      scored.add(with(e, 0, isRanked(e) ? Rounding.report(100 * e.penalty * share) : Double.NaN));
    }
    scored.sort(
        Comparator.comparing((Entrant e) -> !isRanked(e))
            .thenComparing(e -> isRanked(e) ? -e.points : 0)
            .thenComparing(Entrant::runId));
    for (int i = 0; i < scored.size(); i++) {
      Entrant e = scored.get(i);
      if (isRanked(e)) {
        boolean equal = i > 0 && scored.get(i - 1).points == e.points;
        scored.set(i, with(e, equal ? scored.get(i - 1).place : i + 1, e.points));
      }
    }
    return scored;
  }

  private static boolean isRanked(Entrant e) {
    return e.notRankedBecause.isEmpty();
  }

  private static double best(List<Entrant> entrants, ToDoubleFunction<Entrant> value) {
    return entrants.stream().filter(Ranking::isRanked).mapToDouble(value).min().orElse(Double.NaN);
  }

  private static Entrant with(Entrant e, int place, double points) {
    return new Entrant(
        place, e.runId, e.vehicleId, points, e.timeS, e.energyWh, e.penalty, e.notRankedBecause);
  }

  private static Entrant read(Report report) {
    double time = value(report, "challenge.time");
    double energy = value(report, "energy.total");
    double penalty = value(report, "challenge.penalty");
    String because = "";
    if (report.getVerdict() == Verdict.VERDICT_INVALID) {
      because = "the run is INVALID: " + String.join(" ", report.getReasonsList());
    } else if (Double.isNaN(penalty)) {
      because = "no penalty factor; the run was not scored by a challenge card";
    } else if (Double.isNaN(time)) {
      because = "did not finish the route";
    } else if (!(energy > 0)) {
      because = "its energy is not known";
    }
    return new Entrant(
        0,
        report.getRunId(),
        report.getPlan().getParticipantsCount() == 0
            ? ""
            : report.getPlan().getParticipants(0).getVehicleId(),
        Double.NaN,
        time,
        energy,
        penalty,
        because);
  }

  private static double value(Report report, String metric) {
    return report.getMetricsList().stream()
        .filter(m -> m.getMetric().equals(metric) && m.getApplies() && m.hasValue())
        .mapToDouble(MetricResult::getValue)
        .findFirst()
        .orElse(Double.NaN);
  }
}
