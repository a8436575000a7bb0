package io.yardang.streamjobs.scoring;

import io.yardang.v1.GapLedger;
import io.yardang.v1.Participant;
import io.yardang.v1.ParticipantRole;
import io.yardang.v1.RunPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the metrics see of a run: the plan, and the data of each participant up to an end. */
final class RunData {
  private final RunPlan plan;
  private final Scorecard card;
  private final RunGeometry geometry;
  private final double endS;
  private final Samples subject;
  private final Samples reference;
  private final List<Samples> others = new ArrayList<>();
  private final List<GapLedger> ledgers = new ArrayList<>();
  private boolean whole = true;
  private Grid grid;
  private Sweep sweep;
  private Encounters encounters;
  private EnergyUse energy;

  /**
   * Reads the frames of a run.
   *
   * @param frames of each participant, in order of sample time
   * @param around of each participant, from shortly before and after the run
   * @param ambiguous of each participant, how many frames have a seq that was used for others too
   */
  RunData(
      RunPlan plan,
      Scorecard card,
      RunGeometry geometry,
      long startNs,
      long endNs,
      Map<String, List<RunFrame>> frames,
      Map<String, List<RunFrame>> around,
      Map<String, Long> ambiguous) {
    this.plan = plan;
    this.card = card;
    this.geometry = geometry;
    this.endS = (endNs - startNs) / 1e9;
    Samples first = null;
    Samples onBoard = null;
    for (Participant participant : plan.getParticipantsList()) {
      List<RunFrame> sent = frames.getOrDefault(participant.getVehicleId(), List.of());
      Samples samples =
          new Samples(
              participant.getVehicleId(),
              Shapes.orDefault(participant.getShape()),
              sent,
              startNs,
              geometry);
      List<RunFrame> near = around.getOrDefault(participant.getVehicleId(), List.of());
      long several = ambiguous.getOrDefault(participant.getVehicleId(), 0L);
      samples.rules.drop(SampleRules.AMBIGUOUS, several);
      GapLedger ledger =
          DataLedger.of(sent, StreamLedgers.of(sent, near, startNs, endNs), samples, endS);
      ledgers.add(ledger);
      whole &=
          several == 0
              && StreamLedgers.isWhole(ledger.getStreamsList())
              && DataLedger.coversEdges(samples, endS);
      if (first == null) {
        first = samples;
      } else if (participant.getRole() == ParticipantRole.PARTICIPANT_ROLE_REFERENCE) {
        onBoard = samples;
      } else {
        others.add(samples);
      }
    }
    subject = first;
    reference = onBoard;
  }

  RunPlan plan() {
    return plan;
  }

  Scorecard card() {
    return card;
  }

  RunGeometry geometry() {
    return geometry;
  }

  /** Length of the run, s. */
  double endS() {
    return endS;
  }

  /** The vehicle under test. */
  Samples subject() {
    return subject;
  }

  /** A better position of the vehicle under test, or null. */
  Samples reference() {
    return reference;
  }

  /** The traffic: the other participants. */
  List<Samples> others() {
    return others;
  }

  /** The samples of the participant of that name; null when there is none. */
  Samples participant(String vehicle) {
    if (reference != null && reference.vehicle.equals(vehicle)) {
      return reference;
    }
    return subject.vehicle.equals(vehicle)
        ? subject
        : others.stream().filter(s -> s.vehicle.equals(vehicle)).findFirst().orElse(null);
  }

  /** In the order of the participants. */
  List<GapLedger> ledgers() {
    return ledgers;
  }

  /**
   * True when no frame of any participant is missing and none can be: each stream's seqs are there
   * from its begin to its end, each means one frame, and samples reach from the start of the run to
   * its end.
   */
  boolean isWhole() {
    return whole;
  }

  GapLedger ledgerOf(Samples samples) {
    return ledgers.stream()
        .filter(ledger -> ledger.getVehicleId().equals(samples.vehicle))
        .findFirst()
        .orElseThrow();
  }

  GapLedger subjectLedger() {
    return ledgers.get(0);
  }

  /** The motion of the vehicle under test on the 10 Hz grid. */
  Grid grid() {
    if (grid == null) {
      grid = new Grid(subject);
    }
    return grid;
  }

  Sweep sweep() {
    if (sweep == null) {
      sweep = new Sweep(subject, geometry.workArea());
    }
    return sweep;
  }

  Encounters encounters() {
    if (encounters == null) {
      Encounters.Assumptions assumptions =
          new Encounters.Assumptions(
              card.entryOrNone("ttc").parameter("horizon_s"),
              card.entryOrNone("mdrac").parameter("reaction_s"),
              WorstMetric.rssParameters(card.entryOrNone("rss.margin")));
      encounters = new Encounters(subject, grid(), others, geometry, assumptions);
    }
    return encounters;
  }

  EnergyUse energy() {
    if (energy == null) {
      energy = new EnergyUse(subject);
    }
    return energy;
  }

  /** Metres driven by the vehicle under test: its speed over time, on the grid. */
  double distanceM() {
    Grid g = grid();
    double metres = 0;
    for (int i = 1; i < g.size(); i++) {
      double dt = g.t[i] - g.t[i - 1];
      double step = 0.5 * (Math.abs(g.speed[i]) + Math.abs(g.speed[i - 1])) * dt;
      metres += dt < 1.5 * Grid.STEP_S && !Double.isNaN(step) ? step : 0;
    }
    return metres;
  }
}
