package io.yardang.testbase.bench;

/** What an acknowledgement stands for. Figures of different tiers are never compared. */
public enum Tier {
  PAGE_CACHE("page cache", "written before the ack; survives the end of the process"),
  DISK("disk", "forced to disk before the ack; survives the loss of power");

  private final String title;
  private final String promise;

  Tier(String title, String promise) {
    this.title = title;
    this.promise = promise;
  }

  public String title() {
    return title;
  }

  public String promise() {
    return promise;
  }
}
