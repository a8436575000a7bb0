package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.LocalFrame;
import io.yardang.v1.Participant;
import io.yardang.v1.Trace;
import io.yardang.v1.VehicleSample;
import java.util.ArrayList;
import java.util.List;

/** What charts and maps draw of the vehicles. */
final class Traces {
  private static final int MOST_POINTS = 2000;

  private Traces() {}

  /** One trace per participant that sent anything, of at most 2000 points evenly taken. */
  static List<Trace> of(RunData run) {
    List<Trace> traces = new ArrayList<>();
    List<Samples> all = new ArrayList<>();
    all.add(run.subject());
    all.addAll(run.others());
    for (Samples samples : all) {
      if (samples.size() > 0) {
        traces.add(trace(samples, samples == run.subject() ? run.grid() : new Grid(samples)));
      }
    }
    return traces;
  }

  private static Trace trace(Samples samples, Grid grid) {
    Trace.Builder trace = Trace.newBuilder().setVehicleId(samples.vehicle);
    int every = Math.max(1, (grid.size() + MOST_POINTS - 1) / MOST_POINTS);
    for (int i = 0; i < grid.size(); i += every) {
      trace
          .addTimeS(Rounding.report(grid.t[i]))
          .addXM(rounded(grid.x[i]))
          .addYM(rounded(grid.y[i]))
          .addSpeedMps(rounded(grid.speed[i]))
          .addLongitudinalAccelerationMps2(rounded(grid.longitudinal[i]))
          .addLateralAccelerationMps2(rounded(grid.lateral[i]));
    }
    return trace.build();
  }

  /** Columns have the same length, so what was not measured is NaN in them. */
  private static double rounded(double value) {
    return Double.isNaN(value) ? Double.NaN : Rounding.report(value);
  }

  /** The newest sample of a vehicle; the frames of the 2 s before it tell a yaw that it lacks. */
  static VehicleSample sample(
      RunFrame newest,
      Participant participant,
      RunGeometry geometry,
      long startNs,
      List<RunFrame> recent) {
    Samples s =
        new Samples(
            participant.getVehicleId(),
            Shapes.orDefault(participant.getShape()),
            recent,
            startNs,
            geometry);
    int i = s.size() - 1;
    VehicleSample.Builder sample =
        VehicleSample.newBuilder()
            .setVehicleId(newest.vehicle())
            .setSampleTimeUnixNs(newest.sampleTimeNs());
    if (s.hasPosition(i)) {
      sample.setXM(Rounding.report(s.x[i])).setYM(Rounding.report(s.y[i]));
      LocalFrame.Geodetic place = geometry.toGeodetic(s.x[i], s.y[i]);
      if (place != null) {
        sample
            .setLatitudeDeg(Rounding.report(place.latitudeDeg()))
            .setLongitudeDeg(Rounding.report(place.longitudeDeg()));
      }
    }
    if (!Double.isNaN(s.yaw[i])) {
      sample.setYawRad(Rounding.report(s.yaw[i]));
    }
    if (!Double.isNaN(s.speed[i])) {
      sample.setSpeedMps(Rounding.report(s.speed[i]));
    }
    if (!Double.isNaN(s.longitudinal[i])) {
      sample.setLongitudinalAccelerationMps2(Rounding.report(s.longitudinal[i]));
    }
    if (!Double.isNaN(s.lateral[i])) {
      sample.setLateralAccelerationMps2(Rounding.report(s.lateral[i]));
    }
    return sample.build();
  }
}
