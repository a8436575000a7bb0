package io.yardang.streamjobs.scoring;

import static io.yardang.streamjobs.scoring.TestRuns.metric;
import static io.yardang.streamjobs.scoring.TestRuns.metricsOf;
import static io.yardang.streamjobs.scoring.TestRuns.place;
import static io.yardang.streamjobs.scoring.TestRuns.plan;
import static io.yardang.streamjobs.scoring.TestRuns.score;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yardang.streamjobs.scoring.safety.Rss;
import io.yardang.v1.DroppedSamples;
import io.yardang.v1.Lane;
import io.yardang.v1.MetricResult;
import io.yardang.v1.ObjectClass;
import io.yardang.v1.PerceivedObject;
import io.yardang.v1.Report;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Vehicles of 4.5 m by 1.8 m, 3.6 m of it ahead of the rear axle, which positions speak of. */
class EncounterRunTest {
  private static final String[] ALL = {
    "gate collision",
    "collision.impact_speed",
    "weighted ttc",
    "tet",
    "tit",
    "drac",
    "mdrac",
    "pet",
    "thw",
    "rss.margin"
  };

  @Test
  void shouldMeasureFollowingBetweenBumpers() {
    Drive own = Drive.of("V1").at(10).steady(5);
    Drive leader = Drive.of("V2").from(60, 0, 0).at(8).steady(6);
    Report report = score(plan(List.of("V2"), ALL), own, leader);
    // 60 m between the axles, less 4.5 m of bumpers, less 2 m/s closed for 4.9 s.
    double gap = 60 - 4.5 - 2 * 4.9;
    assertThat(metric(report, "drac").getValue()).isCloseTo(0.5 * 4 / gap, within(1e-6));
    assertThat(metric(report, "mdrac").getValue()).isCloseTo(0.5 * 2 / (gap / 2 - 1), within(1e-6));
    assertThat(metric(report, "thw").getValue()).isCloseTo(gap / 10, within(1e-6));
    double safe = Rss.longitudinalM(10, 8, 1, Rss.Parameters.CONSERVATIVE);
    assertThat(metric(report, "rss.margin").getValue()).isCloseTo(gap - safe, within(1e-6));
    assertThat(metric(report, "ttc").getScore()).isEqualTo(1);
    assertThat(metric(report, "tet").getValue()).isZero();
    assertThat(metricsOf(report)).isEmpty();
  }

  @Test
  void shouldTellTimeExposedAndDecelerationNeededBehindSlowLeader() {
    Drive own = Drive.of("V1").at(12).steady(5).brake(2, 5).steady(3);
    Drive leader = Drive.of("V2").from(72, 0, 0).at(2).steady(11);
    Report report = score(plan(List.of("V2"), ALL), own, leader);
    MetricResult tet = metric(report, "tet");
    MetricResult tit = metric(report, "tit");
    assertThat(tet.getValue()).isBetween(0.3, 3.0);
    assertThat(tit.getValue()).isBetween(0.01, tet.getValue() * 2);
    assertThat(metric(report, "drac").getValue()).isGreaterThan(2.5);
    assertThat(metric(report, "rss.margin").getValue()).isNegative();
    assertThat(metric(report, "rss.margin").getDetailsMap().get("share_of_time_within"))
        .isBetween(0.1, 0.9);
  }

  @Test
  void shouldMeasurePostEncroachmentAtCrossing() {
    // Fronts: own at x = 3.6 + 8 t on y = 0; the other comes from the south on x = 50.
    Drive own = Drive.of("V1").at(8).steady(12);
    Drive other = Drive.of("V2").from(50, -33.6, Math.PI / 2).at(10).steady(12);
    Report report = score(plan(List.of("V2"), ALL), own, other);
    // The other's front enters at y = -0.9 and has left after 4.5 + 1.8 m more: t = 0.1 s steps.
    double otherExitS = (33.6 - 3.6 - 0.9 + 4.5 + 1.8) / 10;
    double ownEntryS = (50 - 3.6 - 0.9) / 8;
    assertThat(metric(report, "pet").getValue()).isCloseTo(ownEntryS - otherExitS, within(0.01));
    assertThat(metric(report, "pet").getApplies()).isTrue();
    assertThat(metric(report, "collision").getValue()).isZero();

    Drive later = Drive.of("V2").from(50, -43.6, Math.PI / 2).at(10).steady(12);
    Report close = score(plan(List.of("V2"), ALL), Drive.of("V1").at(8).steady(12), later);
    assertThat(metric(close, "pet").getValue())
        .isCloseTo(ownEntryS - (otherExitS + 1), within(0.01));
    assertThat(metricsOf(close)).contains("pet");
    // Nobody has to brake where the one leaves before the other comes.
    assertThat(metric(close, "drac").getApplies()).isFalse();
  }

  @Test
  void shouldSayAtHowManyInstantsRssDoesNotJudgeCrossingTraffic() {
    Drive other = Drive.of("V2").from(50, -33.6, Math.PI / 2).at(10).steady(12);
    Report alone = score(plan(List.of("V2"), ALL), Drive.of("V1").at(8).steady(12), other);
    MetricResult none = metric(alone, "rss.margin");
    assertThat(none.getApplies()).isFalse();
    assertThat(none.getNotApplicableBecause()).isEqualTo("only crossing traffic was met");
    // Until the other's rear has left: its front is then 0.9 + 4.5 m beyond, after 35.4 of its way.
    assertThat(crossingIn(none)).isBetween(35L, 37L);

    Drive leader = Drive.of("V3").from(60, 0, 0).at(8).steady(12);
    Report both =
        score(
            plan(List.of("V2", "V3"), ALL),
            Drive.of("V1").at(8).steady(12),
            Drive.of("V2").from(50, -33.6, Math.PI / 2).at(10).steady(12),
            leader);
    MetricResult followed = metric(both, "rss.margin");
    assertThat(followed.getValue()).isPositive();
    // Somebody was judged at each of these instants, so none is dropped.
    assertThat(crossingIn(followed)).isZero();
    assertThat(followed.getDetailsOrThrow("instants_with_crossing"))
        .isEqualTo((double) crossingIn(none));
    assertThat(followed.getSamplesUsed()).isEqualTo(120);
  }

  private static long crossingIn(MetricResult result) {
    return result.getSamplesDroppedList().stream()
        .filter(d -> d.getReason().equals("not judged: crossing"))
        .mapToLong(DroppedSamples::getCount)
        .sum();
  }

  @Test
  void shouldNotLetTheGapAlongExcuseWhoIsAbreastAndTooNear() {
    // 0.1 m aside, and so fast that along there would be no danger.
    Drive passing = Drive.of("V2").from(0, 1.9, 0).at(20).steady(1);
    Report report = score(plan(List.of("V2"), ALL), Drive.of("V1").at(5).steady(1), passing);
    double safe = Rss.lateralM(0, 0, 2, 1, Rss.Parameters.CONSERVATIVE);
    assertThat(metric(report, "rss.margin").getValue()).isCloseTo(0.1 - safe, within(1e-6));
  }

  @Test
  void shouldTellAContactByTypicalSizeAndNotCountIt() {
    PerceivedObject.Builder pedestrian =
        PerceivedObject.newBuilder()
            .setId(17)
            .setObjectClass(ObjectClass.OBJECT_CLASS_PEDESTRIAN)
            .setVelocityXMps(-8)
            .setVelocityYMps(0);
    Report report = score(plan(List.of(), "gate collision"), touching(pedestrian));
    assertThat(metric(report, "collision").getScore()).isEqualTo(1);
    assertThat(metric(report, "collision").getValue()).isZero();
    assertThat(metric(report, "collision").getDetailsMap())
        .containsEntry("contacts", 0.0)
        .containsEntry("contacts_by_typical_size", 1.0);
    assertThat(report.getFindingsList()).hasSize(1);
    assertThat(report.getFindings(0).getText())
        .isEqualTo(
            "May have touched object 17: its size was not measured, but one of the typical size of"
                + " its class would have been touched. Not counted as a collision.");
    assertThat(report.getFindings(0).hasLimit()).isFalse();
    pedestrian.setLengthM(0.6).setWidthM(0.6);
    Report measured = score(plan(List.of(), "gate collision"), touching(pedestrian));
    assertThat(metric(measured, "collision").getScore()).isZero();
  }

  private static Drive touching(PerceivedObject.Builder object) {
    return Drive.of("V1")
        .at(8)
        .with((t, frame) -> frame.addObjects(object.setXM(40 - 8 * t).setYM(0)))
        .steady(10);
  }

  @Test
  void shouldNotFollowWhatStandsBesideABend() {
    // A bend of 20 m radius at 6 m/s; the object stands straight ahead of its beginning, outside.
    double rate = 6.0 / 20;
    Drive own =
        Drive.of("V1")
            .at(6)
            .with(
                (t, frame) -> {
                  double yaw = t < 2 ? 0 : rate * (t - 2);
                  double x = t < 2 ? 6 * t : 12 + 20 * Math.sin(yaw);
                  double y = t < 2 ? 0 : 20 - 20 * Math.cos(yaw);
                  frame.getLocalPoseBuilder().setXM(x).setYM(y).setYawRad(yaw);
                  frame.getMotionBuilder().setYawRateRadps(t < 2 ? 0 : rate);
                  double dx = 45 - x;
                  double dy = 0 - y;
                  frame.addObjects(
                      PerceivedObject.newBuilder()
                          .setId(1)
                          .setObjectClass(ObjectClass.OBJECT_CLASS_STATIC)
                          .setXM(dx * Math.cos(yaw) + dy * Math.sin(yaw))
                          .setYM(dy * Math.cos(yaw) - dx * Math.sin(yaw))
                          .setLengthM(1)
                          .setWidthM(1));
                })
            .steady(6);
    Report report = score(plan(List.of(), ALL), own);
    // Before the bend it lies ahead, at least 29 m off; in the bend nothing does.
    assertThat(metric(report, "drac").getValue()).isLessThan(0.5 * 36 / 27.0);
    assertThat(metricsOf(report)).isEmpty();
  }

  @Test
  void shouldCountTheSidesOnlyOutsideASingleLane() {
    // A cyclist abreast drifts in; 60 degrees to the left of straight ahead.
    Drive own = rider(Drive.of("V1").at(5)).steady(4);
    Report noLane = score(plan(List.of(), ALL), own);
    assertThat(metric(noLane, "ttc").hasValue()).isTrue();
    Lane lane =
        Lane.newBuilder()
            .setLaneId("L1")
            .addCentreLine(place(-50, 0))
            .addCentreLine(place(100, 0))
            .setWidthM(3)
            .build();
    Report inLane =
        score(plan(List.of(), ALL).addLanes(lane), rider(Drive.of("V1").at(5)).steady(4));
    assertThat(metric(inLane, "ttc").hasValue()).isFalse();
    assertThat(metric(inLane, "ttc").getApplies()).isTrue();
  }

  private static Drive rider(Drive own) {
    return own.with(
        (t, frame) ->
            frame.addObjects(
                PerceivedObject.newBuilder()
                    .setId(3)
                    .setObjectClass(ObjectClass.OBJECT_CLASS_BICYCLE)
                    .setXM(1.5)
                    .setYM(4 - 0.5 * t)
                    .setYawRad(0)
                    .setVelocityXMps(5)
                    .setVelocityYMps(-0.5)
                    .setLengthM(1.8)
                    .setWidthM(0.6)));
  }

  @Test
  void shouldTellWhoRanIntoWhom() {
    Drive own = Drive.of("V1").at(6).steady(12);
    Drive standing = Drive.of("V2").from(40, 0, 0).at(0).steady(13);
    Report front = score(plan(List.of("V2"), ALL), own, standing);
    assertThat(metric(front, "collision").getScore()).isZero();
    assertThat(metric(front, "collision").getValue()).isEqualTo(1);
    assertThat(metric(front, "collision.impact_speed").getValue()).isCloseTo(3, within(1e-6));
    assertThat(metric(front, "ttc").getValue()).isZero();

    Drive slow = Drive.of("V1").at(3).steady(12);
    Drive rammer = Drive.of("V2").from(-40, 0, 0).at(8).steady(9).at(3).steady(4);
    Report rear = score(plan(List.of("V2"), ALL), slow, rammer);
    assertThat(metric(rear, "collision").getScore()).isEqualTo(1);
    assertThat(metric(rear, "collision").getDetailsMap()).containsEntry("contacts", 1.0);
    assertThat(rear.getFindingsList())
        .anyMatch(f -> f.getText().contains("active rear") && f.getText().contains("not at fault"));
  }
}
