package io.yardang.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.yardang.v1.ScoredRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens on the way (vehicles change the gateway, fall silent, come back with a backlog,
 * send twice; gateways restart; run events come late and twice), there is one answer.
 */
class OneAnswerTest {
  private static final int FRAMES = 150;
  private static final List<String> VEHICLES = List.of("V1", "V2", "V3");

  @TempDir Path directory;

  /** Something that comes to a gateway at a time. */
  private record Delivery(double atS, int gateway, Runnable deliver) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shouldGiveOneAnswerWhateverHappensOnTheWay(long seed) throws Exception {
    Random random = new Random(seed);
    int gateways = 1 + random.nextInt(3);
    Path journals = directory.resolve("journals");
    try (TrackDay day = new TrackDay(journals, gateways)) {
      List<Delivery> deliveries = new ArrayList<>();
      for (String vehicle : VEHICLES) {
        drive(day, vehicle, gateways, random, deliveries);
      }
      int first = random.nextInt(gateways);
      double startS = 20 * random.nextDouble();
      deliveries.add(new Delivery(startS, first, () -> day.start("one", 20, "V1", "V2")));
      deliveries.add(new Delivery(startS + 1, first, () -> day.start("two", 30, "V2", "V3", "V4")));
      double endS = startS + 2 + 20 * random.nextDouble();
      deliveries.add(new Delivery(endS, first, () -> day.end("one", 130)));
      deliveries.add(new Delivery(endS + 3, first, () -> day.end("two", 140)));
      int other = random.nextInt(gateways);
      deliveries.add(new Delivery(endS + 4, other, () -> day.again(day.startOf("one"))));
      for (int i = 0; i < 3; i++) {
        deliveries.add(new Delivery(40 * random.nextDouble(), other, day::restart));
      }
      deliveries.sort(Comparator.comparingDouble(Delivery::atS));
      for (Delivery delivery : deliveries) {
        day.at(delivery.atS()).via(delivery.gateway());
        delivery.deliver().run();
      }
      int parallelism = 1 + (int) (seed % 3);
      BoundedJob job = BoundedJob.over(journals, directory.resolve("work"), parallelism);
      for (String run : List.of("one", "two")) {
        ScoredRun newest = job.newest(run);
        String which = "seed=" + seed + ", run=" + run;
        ScoredRun expected = day.expected(run);
        assertThat(newest.getReport().getDataList())
            .as(which)
            .isEqualTo(expected.getReport().getDataList());
        assertThat(newest.getReport()).as(which).isEqualTo(expected.getReport());
        ScoredRun offline = OfflineScoring.score(journals, run);
        assertThat(offline.getArrivalsList()).as(which).isEqualTo(newest.getArrivalsList());
        assertThat(offline).as(which).isEqualTo(newest);
      }
    }
  }

  /** All frames in their order; at one of them the vehicle changes the gateway and sends again. */
  private static void drive(
      TrackDay day, String vehicle, int gateways, Random random, List<Delivery> deliveries) {
    int gateway = random.nextInt(gateways);
    int change = random.nextInt(FRAMES);
    int silentFrom = random.nextInt(FRAMES);
    double silenceS = random.nextBoolean() ? 30 * random.nextDouble() : 0;
    double receivedS = 0;
    for (int i = 0; i < FRAMES; i++) {
      receivedS = Math.max(receivedS, 0.1 * i + (i >= silentFrom ? silenceS : 0));
      if (i == change && gateways > 1) {
        gateway = (gateway + 1) % gateways;
        for (int again = Math.max(0, i - random.nextInt(30)); again < i; again++) {
          add(deliveries, day, vehicle, again, gateway, receivedS);
        }
      }
      add(deliveries, day, vehicle, i, gateway, receivedS);
    }
  }

  private static void add(
      List<Delivery> deliveries, TrackDay day, String vehicle, int i, int gateway, double atS) {
    deliveries.add(new Delivery(atS, gateway, () -> day.deliver(vehicle, i)));
  }
}
