package io.yardang.streamjobs.scoring;

import static io.yardang.streamjobs.scoring.TestRuns.place;
import static io.yardang.streamjobs.scoring.TestRuns.zone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.yardang.streamjobs.scoring.safety.Bound;
import io.yardang.v1.Evidence;
import io.yardang.v1.MetricKind;
import io.yardang.v1.RunPlan;
import io.yardang.v1.ZoneKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is exactly at its limit is judged as whoever published the limit judges it. */
class AtTheLimitTest {
  static Stream<Arguments> bounds() {
    return Stream.of(
        // nuPlan: drivable_area_compliance is lost from the distance on.
        arguments("geofence", Bound.BELOW),
        // nuPlan: least_min_ttc must be passed.
        arguments("ttc", Bound.ABOVE),
        // nuPlan: ego_is_making_progress from the ratio on.
        arguments("progress.minimum", Bound.AT_LEAST),
        // SUMO: a conflict from the threshold on.
        arguments("drac", Bound.BELOW),
        arguments("mdrac", Bound.BELOW),
        arguments("pet", Bound.ABOVE),
        // ad-rss-lib: the distance must be over the safe one.
        arguments("rss.margin", Bound.ABOVE),
        arguments("thw", Bound.AT_LEAST));
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void shouldJudgeAValueAtItsLimitAsPublished(String metric, Bound bound) {
    RunData run = nearMiss();
    double value = judge(run, metric, 0.5).value;
    assertThat(value).isNotNaN();
    Judgement at = judge(run, metric, value);
    boolean allowed = bound == Bound.AT_LEAST || bound == Bound.AT_MOST;
    assertThat(at.score).as("at the limit").isEqualTo(allowed ? 1 : 0);
    assertThat(at.violations.isEmpty()).as("no finding").isEqualTo(allowed);
    boolean lowIsBad = bound == Bound.ABOVE || bound == Bound.AT_LEAST;
    double worse = lowIsBad ? Math.nextUp(value) : Math.nextDown(value);
    double better = lowIsBad ? Math.nextDown(value) : Math.nextUp(value);
    assertThat(judge(run, metric, worse).score).as("beyond the limit").isZero();
    assertThat(judge(run, metric, worse).violations).isNotEmpty();
    assertThat(judge(run, metric, better).score).as("within the limit").isEqualTo(1);
    assertThat(judge(run, metric, better).violations).isEmpty();
    assertThat(Thresholds.bound(metric)).isEqualTo(bound);
  }

  /** nuPlan: within_bound is open at both ends. */
  @Test
  void shouldCallMotionAtABoundOutOfBounds() {
    RunData run = nearMiss();
    for (String metric :
        List.of("acceleration.longitudinal", "jerk.longitudinal", "jerk.magnitude")) {
      double value = Math.abs(judge(run, metric, 100).value);
      assertThat(judge(run, metric, value).violations).as(metric).isNotEmpty();
      assertThat(judge(run, metric, Math.nextUp(value)).violations).as(metric).isEmpty();
    }
  }

  @Test
  void shouldNotBreakALimitByWhatIsNotKnown() {
    for (Bound bound : Bound.values()) {
      assertThat(bound.breaks(Double.NaN, 1)).isFalse();
    }
    assertThat(Bound.excessOfBoth(Double.NaN, 0, 1)).isNaN();
  }

  private static Judgement judge(RunData run, String metric, double threshold) {
    return Metrics.of(metric)
        .judge(
            run,
            new Scorecard.Entry(
                metric,
                MetricKind.METRIC_KIND_WEIGHTED,
                1,
                threshold,
                Map.of(),
                Evidence.EVIDENCE_POLICY,
                "test"));
  }

  /**
   * Brakes behind a slow leader, after another crossed ahead; leaves the fence and half the way.
   */
  private static RunData nearMiss() {
    Drive own = Drive.of("V1").at(12).steady(5).brake(2, 5).steady(3);
    Drive leader = Drive.of("V2").from(72, 0, 0).at(2).steady(11);
    Drive crossing = Drive.of("V3").from(45, -20, Math.PI / 2).at(10).steady(11);
    RunPlan plan =
        TestRuns.plan(List.of("V2", "V3"))
            .addRoute(place(0, 0))
            .addRoute(place(200, 0))
            .addZones(zone(ZoneKind.ZONE_KIND_GEOFENCE, -20, -20, 60, 20))
            .build();
    List<RunFrame> frames = new ArrayList<>();
    for (Drive drive : List.of(own, leader, crossing)) {
      frames.addAll(drive.frames());
    }
    return TestRuns.data(plan, frames, own.seconds());
  }
}
