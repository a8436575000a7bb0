package io.yardang.testbase.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Median, least and greatest of a figure over the rounds. */
public record Spread(double median, double min, double max) {
  public static Spread of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
  }

  public static <T> Spread of(List<T> items, ToDoubleFunction<T> figure) {
    return of(items.stream().mapToDouble(figure).boxed().toList());
  }

  /** In thousands, such as "101.3 k (98.2–104.0)". */
  public String thousands() {
    return String.format(Locale.ROOT, "%.1f k (%.1f–%.1f)", median / 1e3, min / 1e3, max / 1e3);
  }
}
