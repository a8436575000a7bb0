package io.yardang.streamjobs.report;

import java.util.ArrayList;
import java.util.List;

/** Round numbers (1, 2 or 5 times a power of ten apart) that span a range. */
record Ticks(double step, double first, double last) {

  /** About so many of them. */
  static Ticks over(double min, double max, int count) {
    double span = max > min ? Math.min(max - min, Double.MAX_VALUE) : 1;
    double raw = span / count;
    double power = 1;
    while (power * 10 <= raw) {
      power *= 10;
    }
    while (power > raw) {
      power /= 10;
    }
    double factor = raw / power;
    double step = power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    return new Ticks(step, Math.floor(min / step) * step, Math.ceil(max / step) * step);
  }

  List<Double> all() {
    List<Double> ticks = new ArrayList<>();
    long count = Math.round(last / step - first / step);
    for (long i = 0; i <= count; i++) {
      ticks.add(first + i * step);
    }
    return ticks;
  }
}
