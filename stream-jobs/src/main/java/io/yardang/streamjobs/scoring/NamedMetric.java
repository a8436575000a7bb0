package io.yardang.streamjobs.scoring;

/** A metric with its id, title and unit; what is left to write is the judgement. */
abstract class NamedMetric implements Metric {
  private final String id;
  private final String title;
  private final String unit;

  NamedMetric(String id, String title, String unit) {
    this.id = id;
    this.title = title;
    this.unit = unit;
  }

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final String title() {
    return title;
  }

  @Override
  public final String unit() {
    return unit;
  }
}
