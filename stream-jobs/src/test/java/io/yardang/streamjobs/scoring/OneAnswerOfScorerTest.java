package io.yardang.streamjobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.v1.GeoPoint;
import io.yardang.v1.Participant;
import io.yardang.v1.RunEnded;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunStarted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The scorer's answer depends on the set of the frames alone. */
class OneAnswerOfScorerTest {
  private static final int SEEDS = 100;
  private static final RunEnded END =
      RunEnded.newBuilder().setEndTimeUnixNs(Drive.START_NS + 8_000_000_000L).build();

  @Test
  void shouldGiveOneAnswerForAnyOrderDuplicatesRestartsAndQuestionsInBetween() {
    List<RunFrame> frames = new ArrayList<>();
    frames.addAll(Drive.of("V1").noise(1, 0.05).at(9).steady(5).brake(1, 6).steady(4).frames());
    frames.addAll(Drive.of("V2").from(120, 1, Math.PI).at(4).steady(4).lost(1).steady(4).frames());
    byte[] expected = scorer(frames).score().toByteArray();
    for (long seed = 1; seed <= SEEDS; seed++) {
      Random random = new Random(seed);
      List<RunFrame> onTheWay = new ArrayList<>(frames);
      for (int i = random.nextInt(60); i > 0; i--) {
        onTheWay.add(frames.get(random.nextInt(frames.size())));
      }
      Collections.shuffle(onTheWay, random);
      RunScorer scorer = scorer(List.of());
      for (int i = 0; i < onTheWay.size(); i++) {
        if (random.nextInt(200) == 0) {
          // A restart: the frames so far are kept, the scorer is made anew.
          scorer = scorer(onTheWay.subList(0, i));
        }
        if (random.nextInt(60) == 0) {
          // The run was scored, or looked at; this frame is late.
          scorer.judgeSoFar();
          scorer.live();
          scorer.newFindings();
          scorer.score();
        }
        scorer.add(onTheWay.get(i));
      }
      assertThat(scorer.score().toByteArray()).as("seed=" + seed).isEqualTo(expected);
    }
  }

  @Test
  void shouldNotLetTheOrderDecideBetweenTwoFramesOfOneName() {
    List<RunFrame> frames = Drive.of("V1").at(9).steady(9).frames();
    RunFrame one = frames.get(20);
    RunFrame other =
        new RunFrame(
            one.vehicle(),
            one.stream(),
            one.frame().toBuilder()
                .setMotion(one.frame().getMotion().toBuilder().setSpeedMps(1))
                .build());
    List<RunFrame> otherFirst = new ArrayList<>(frames);
    otherFirst.add(0, other);
    List<RunFrame> otherLast = new ArrayList<>(frames);
    otherLast.add(other);
    assertThat(scorer(otherFirst).score()).isEqualTo(scorer(otherLast).score());
  }

  @Test
  void shouldTellApartTheStreamsOfTwoVehiclesWithOneId() {
    UUID stream = new UUID(1, 1);
    List<RunFrame> frames = new ArrayList<>();
    for (Drive drive : List.of(Drive.of("V1").at(9), Drive.of("V2").from(90, 9, 0).at(9))) {
      drive
          .steady(9)
          .frames()
          .forEach(f -> frames.add(new RunFrame(f.vehicle(), stream, f.frame())));
    }
    assertThat(scorer(frames).score().getReport().getData(1).getFrames()).isEqualTo(81);
  }

  private static RunScorer scorer(List<RunFrame> frames) {
    RunPlan plan =
        RunPlan.newBuilder()
            .setScorecardId("patrol")
            .setOrigin(GeoPoint.newBuilder().setLatitudeDeg(40).setLongitudeDeg(94))
            .addParticipants(Participant.newBuilder().setVehicleId("V1"))
            .addParticipants(Participant.newBuilder().setVehicleId("V2"))
            .build();
    RunScorer scorer =
        new RunScorer(
            RunStarted.newBuilder()
                .setRunId("run")
                .setStartTimeUnixNs(Drive.START_NS)
                .setPlan(plan)
                .build());
    scorer.end(END);
    frames.forEach(scorer::add);
    return scorer;
  }
}
