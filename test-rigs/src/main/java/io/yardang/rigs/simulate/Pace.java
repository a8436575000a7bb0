package io.yardang.rigs.simulate;

import java.util.ArrayList;
import java.util.List;

/**
 * How fast a vehicle goes, as a story told in order: hold, change speed, stand. A change of speed
 * by dv over T follows the minimum-jerk curve v0 + dv (10 u^3 - 15 u^4 + 6 u^5), u = t/T: its peak
 * acceleration is 1.875 dv/T at half time, its length (v0 + v1) T / 2.
 */
final class Pace {
  private static final double PEAK = 1.875;
  private static final double GENTLE_MPS2 = 1.2;

  /**
   * @param s m along the course
   * @param v m/s
   * @param a m/s^2 along the course
   */
  record State(double s, double v, double a) {}

  private record Phase(double startT, double startS, double v0, double v1, double duration) {}

  private final List<Phase> phases = new ArrayList<>();
  private double t;
  private double s;
  private double v;

  double t() {
    return t;
  }

  double s() {
    return s;
  }

  Pace stand(double seconds) {
    if (v != 0) {
      throw new IllegalStateException("cannot stand at " + v + " m/s, s=" + s);
    }
    return add(0, seconds);
  }

  Pace holdFor(double seconds) {
    return add(v, seconds);
  }

  Pace holdUntil(double untilS) {
    if (untilS < s - 1e-9) {
      throw new IllegalStateException("already behind s=" + untilS + ": s=" + s);
    }
    return add(v, Math.max(0, untilS - s) / v);
  }

  /** Changes speed from here on, gently. */
  Pace change(double toMps) {
    return change(toMps, GENTLE_MPS2);
  }

  Pace change(double toMps, double peakMps2) {
    return add(toMps, PEAK * Math.abs(toMps - v) / peakMps2);
  }

  /** Holds the speed, then changes it gently so that it is reached at {@code atS}. */
  Pace reach(double toMps, double atS) {
    double duration = PEAK * Math.abs(toMps - v) / GENTLE_MPS2;
    return holdUntil(atS - (v + toMps) / 2 * duration).change(toMps);
  }

  State at(double time) {
    for (int i = phases.size() - 1; i >= 0; i--) {
      Phase p = phases.get(i);
      if (time >= p.startT || i == 0) {
        return within(p, Math.min(time - p.startT, p.duration));
      }
    }
    throw new IllegalStateException("no phases");
  }

  /** When the vehicle first comes to {@code atS}. */
  double timeAt(double atS) {
    double low = 0;
    double high = t;
    for (int i = 0; i < 60; i++) {
      double mid = (low + high) / 2;
      if (at(mid).s < atS) {
        low = mid;
      } else {
        high = mid;
      }
    }
    return high;
  }

  private static State within(Phase p, double time) {
    if (p.duration <= 0) {
      return new State(p.startS, p.v1, 0);
    }
    double u = time / p.duration;
    double dv = p.v1 - p.v0;
    double u3 = u * u * u;
    double u4 = u3 * u;
    return new State(
        p.startS + p.v0 * time + dv * p.duration * (2.5 * u4 - 3 * u4 * u + u4 * u * u),
        p.v0 + dv * (10 * u3 - 15 * u4 + 6 * u4 * u),
        dv / p.duration * 30 * u * u * (1 - u) * (1 - u));
  }

  private Pace add(double toMps, double duration) {
    phases.add(new Phase(t, s, v, toMps, duration));
    t += duration;
    s += (v + toMps) / 2 * duration;
    v = toMps;
    return this;
  }
}
