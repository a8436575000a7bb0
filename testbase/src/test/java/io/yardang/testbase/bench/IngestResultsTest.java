package io.yardang.testbase.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.testbase.bench.RateSearch.Sustained;
import org.junit.jupiter.api.Test;

class IngestResultsTest {
  private final IngestResults results = new IngestResults();

  @Test
  void shouldCompareWithTheBestPeerThatPromisesWhatTheTierDoes() {
    measured("yardang", false, true, 300);
    measured("slow", true, true, 100);
    measured("good", true, true, 150);
    measured("acks-from-memory", true, false, 900);

    assertThat(results.bestPeer(Tier.PAGE_CACHE, Shape.FLEET))
        .map(row -> row.system)
        .contains("good");
    assertThat(results.fleetVsBestPeer()).hasValue(2);
  }

  @Test
  void shouldLeaveOutAPeerThatLostFrames() {
    measured("yardang", false, true, 300);
    measured("good", true, true, 150);
    measured("lossy", true, true, 900).fail("sent=2, acked=2, readable=1");

    assertThat(results.fleetVsBestPeer()).hasValue(2);
  }

  @Test
  void shouldCompareWithAPeerThatSustainedARateInAFewRoundsOnly() {
    measured("yardang", false, true, 300);
    Row unsteady = measured("unsteady", true, true, 600);
    unsteady.add(new Sustained(0, 0, 0, 0, 200));
    unsteady.add(new Sustained(0, 0, 0, 0, 200));
    measured("steady", true, true, 150);

    assertThat(results.fleetVsBestPeer()).hasValue(0.5);
  }

  private Row measured(String system, boolean isPeer, boolean promisesTier, double perCpuSecond) {
    Row row = results.row(Tier.PAGE_CACHE, Shape.FLEET, system, isPeer, promisesTier);
    row.add(new Sustained(100, perCpuSecond, 0.5, 0.5, 200));
    return row;
  }
}
