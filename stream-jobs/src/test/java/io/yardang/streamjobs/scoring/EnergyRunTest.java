package io.yardang.streamjobs.scoring;

import static io.yardang.streamjobs.scoring.TestRuns.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.yardang.v1.Energy;
import io.yardang.v1.Limits;
import io.yardang.v1.MetricResult;
import io.yardang.v1.Participant;
import io.yardang.v1.Report;
import io.yardang.v1.RunPlan;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Consumption, also where the data has holes, and where the vehicle was refuelled or charged. */
class EnergyRunTest {
  /** 10 m/s, 0.01 kg/km. */
  private static final double KG_PER_S = 1e-4;

  private static Drive hydrogen(DoubleUnaryOperator massKg) {
    return Drive.of("V1")
        .at(10)
        .with(
            (t, f) -> f.setEnergy(Energy.newBuilder().setHydrogenMassKg(massKg.applyAsDouble(t))));
  }

  private static RunPlan declaring(double whPerKm, double kgPer100Km) {
    return RunPlan.newBuilder()
        .setScorecardId("energy")
        .addParticipants(Participant.newBuilder().setVehicleId("V1"))
        .setLimits(
            Limits.newBuilder()
                .setDeclaredEnergyWhPerKm(whPerKm)
                .setDeclaredHydrogenKgPer100Km(kgPer100Km))
        .build();
  }

  private static Report score(Drive drive) {
    return TestRuns.score(declaring(80, 2), drive.frames(), drive.seconds());
  }

  private static MetricResult hydrogenOf(Drive drive) {
    return metric(score(drive), "hydrogen.per_100km");
  }

  @Test
  void shouldSetConsumptionBesideWhatIsDeclaredAndNothingElse() {
    RunPlan plan = declaring(80, 1);
    Drive drive =
        Drive.of("V1")
            .at(10)
            .with(
                (t, f) ->
                    f.setEnergy(
                        Energy.newBuilder()
                            .setBatteryVoltageV(400)
                            .setBatteryCurrentA(9)
                            .setBatteryChargeRatio(0.8 - 0.0001 * t)
                            .setHydrogenMassKg(5 - 0.00009 * t)))
            .steady(100.1);
    Report report = TestRuns.score(plan, drive.frames(), drive.seconds());
    // 3600 W at 10 m/s: 100 Wh/km; 0.009 kg on 1 km.
    assertThat(metric(report, "energy.per_km").getValue()).isCloseTo(100, within(1e-3));
    assertThat(metric(report, "hydrogen.per_100km").getValue()).isCloseTo(0.9, within(1e-3));
    assertThat(metric(report, "hydrogen.per_100km").getDetailsMap())
        .containsEntry("battery_charge_ratio_change", -0.01);
    assertThat(report.getScore()).isCloseTo(100 * (0.8 + 1) / 2, within(0.01));
    Report undeclared =
        TestRuns.score(plan.toBuilder().clearLimits().build(), drive.frames(), drive.seconds());
    assertThat(undeclared.hasScore()).isFalse();
    assertThat(metric(undeclared, "energy.per_km").getValue()).isCloseTo(100, within(1e-3));
  }

  @Test
  void shouldNotCountTheMassOfAGapWithoutItsWay() {
    MetricResult gap =
        hydrogenOf(hydrogen(t -> 5 - KG_PER_S * t).steady(100).lost(4).steady(100.1));
    assertThat(gap.getValue()).isCloseTo(1, within(1e-3));
    assertThat(gap.getDetailsMap()).containsEntry("distance_km", 1.999);
    // Ten times as much in the gap changes nothing.
    DoubleUnaryOperator thirsty = t -> 5 - KG_PER_S * (t + 9 * Math.max(0, Math.min(t, 104) - 100));
    assertThat(hydrogenOf(hydrogen(thirsty).steady(100).lost(4).steady(100.1)).getValue())
        .isCloseTo(1, within(0.02));
  }

  @Test
  void shouldLeaveOutRefuellingAndTellIt() {
    // Drives, stands and takes 3 kg in 60 s, drives on.
    DoubleUnaryOperator mass =
        t ->
            t < 200
                ? 1 - KG_PER_S * t
                : t < 260 ? 0.98 + 0.05 * (t - 200) : 3.98 - KG_PER_S * (t - 260);
    Drive drive = hydrogen(mass).steady(200).at(0).steady(60).at(10).steady(200.1);
    MetricResult result = hydrogenOf(drive);
    assertThat(result.getApplies()).isTrue();
    assertThat(result.getValue()).isCloseTo(1, within(2e-3));
    assertThat(result.getDetailsMap()).containsEntry("refuelled", 1.0);
    assertThat(result.getDetailsOrThrow("refuelled_by")).isCloseTo(3, within(1e-9));
    assertThat(result.getScore()).isEqualTo(1);
  }

  @Test
  void shouldNotPassAMassThatRises() {
    MetricResult slowly = hydrogenOf(hydrogen(t -> 5 + 2e-4 * t).steady(100.1));
    assertThat(slowly.getApplies()).isFalse();
    assertThat(slowly.getNotApplicableBecause())
        .isEqualTo("the mass of hydrogen left rose by 0.020 kg in all");
    MetricResult inTheGap =
        hydrogenOf(
            hydrogen(t -> t < 100 ? 1 - KG_PER_S * t : 4 - KG_PER_S * t)
                .steady(100)
                .lost(4)
                .steady(100.1));
    assertThat(inTheGap.getValue()).isCloseTo(1, within(2e-3));
    assertThat(inTheGap.getDetailsMap()).containsEntry("refuelled", 1.0);
  }

  @Test
  void shouldNotBelieveOneReadingApartFromItsNeighbours() {
    MetricResult result =
        hydrogenOf(hydrogen(t -> Math.abs(t - 50) < 0.01 ? 8 : 5 - KG_PER_S * t).steady(100.1));
    assertThat(result.getValue()).isCloseTo(1, within(1e-3));
    assertThat(result.getSamplesDroppedList())
        .anySatisfy(d -> assertThat(d.getReason()).startsWith("hydrogen mass apart from"));
  }

  @Test
  void shouldNotBelieveAFirstReadingApartFromTheNext() {
    for (double wrong : new double[] {8, 2}) {
      MetricResult result =
          hydrogenOf(hydrogen(t -> (t < 0.05 ? wrong : 5) - KG_PER_S * t).steady(100.1));
      assertThat(result.getValue()).as("after %s kg", wrong).isCloseTo(1, within(1e-3));
      assertThat(result.getDetailsMap()).doesNotContainKey("refuelled");
    }
  }

  @Test
  void shouldNotCallALargeFallAtOnceUsed() {
    MetricResult large = hydrogenOf(hydrogen(t -> (t < 60 ? 8 : 5) - KG_PER_S * t).steady(100.1));
    assertThat(large.getApplies()).isFalse();
    assertThat(large.getNotApplicableBecause())
        .isEqualTo(
            "the mass of hydrogen left fell at once by 3.000 kg in all (falls: 1), so what was used"
                + " is not known");
    // Beside a use of 2 kg one fall by 0.06 kg is small: left out, and told.
    MetricResult small = hydrogenOf(hydrogen(t -> (t < 60 ? 8 : 7.94) - 0.02 * t).steady(100.1));
    assertThat(small.getApplies()).isTrue();
    assertThat(small.getValue()).isCloseTo(200, within(0.5));
    assertThat(small.getSamplesDroppedList())
        .anySatisfy(d -> assertThat(d.getReason()).isEqualTo("hydrogen mass that fell at once"));
  }

  @Test
  void shouldNotPassASensorThatTellsInSteps() {
    // 4 kg/100km, told in steps of 0.1 kg, of a vehicle that declares 2.
    Report report =
        score(hydrogen(t -> Math.ceil((5 - 4 * KG_PER_S * t) / 0.1) * 0.1).steady(800.1));
    for (String id : new String[] {"hydrogen.per_100km", "energy.total"}) {
      MetricResult result = metric(report, id);
      assertThat(result.getApplies()).as(id).isFalse();
      assertThat(result.getNotApplicableBecause()).contains("fell at once").contains("(falls: 3)");
      assertThat(result.getSamplesDroppedList())
          .anySatisfy(
              d -> {
                assertThat(d.getReason()).isEqualTo("hydrogen mass that fell at once");
                assertThat(d.getCount()).isEqualTo(3);
              });
    }
  }

  @Test
  void shouldNotPassASensorThatAlwaysTellsTheSame() {
    MetricResult stuck = hydrogenOf(hydrogen(t -> 4.2).steady(200.1));
    assertThat(stuck.getApplies()).isFalse();
    assertThat(stuck.getNotApplicableBecause())
        .isEqualTo("the mass of hydrogen left never changed, so what was used is not known");
  }

  @Test
  void shouldNotTakeSwingsOfTheReadingForRefuelling() {
    // 0.036 kg more and less every 20 s, at full speed and then standing.
    DoubleUnaryOperator swinging = t -> 5 - KG_PER_S * t + 0.036 * Math.sin(t * Math.PI / 10);
    MetricResult result =
        hydrogenOf(hydrogen(swinging).steady(200).at(0).steady(100).at(10).steady(100.1));
    assertThat(result.getApplies()).isTrue();
    assertThat(result.getDetailsMap()).doesNotContainKey("refuelled");
    assertThat(result.getDetailsOrThrow("hydrogen_kg")).isCloseTo(0.04, within(1e-3));
  }

  @Test
  void shouldTakeTheFuelRateWhereTheVolumeTellsTooLittle() {
    // 18 l/h, all the time; the volume in the first frames alone, or in steps of 1 % of 120 l.
    DoubleUnaryOperator first = t -> t < 0.25 ? 100 : Double.NaN;
    DoubleUnaryOperator steps = t -> Math.ceil((100 - 0.005 * t) / 1.2) * 1.2;
    for (DoubleUnaryOperator volume : List.of(first, steps)) {
      assertThat(litres(volume, 18, 600.1)).isCloseTo(3, within(1e-2));
    }
    // A volume that tells enough outweighs the rate.
    assertThat(litres(t -> 100 - 0.01 * t, 18, 600.1)).isCloseTo(6, within(1e-2));
  }

  private static double litres(DoubleUnaryOperator volumeL, double rateLph, double seconds) {
    Drive drive =
        Drive.of("V1")
            .at(10)
            .with(
                (t, f) -> {
                  Energy.Builder energy = Energy.newBuilder().setFuelRateLph(rateLph);
                  double volume = volumeL.applyAsDouble(t);
                  f.setEnergy(Double.isNaN(volume) ? energy : energy.setFuelVolumeL(volume));
                })
            .steady(seconds);
    MetricResult total = metric(score(drive), "energy.total");
    assertThat(total.getApplies()).as(total.getNotApplicableBecause()).isTrue();
    return total.getDetailsOrThrow("fuel_wh") / 8900;
  }

  @Test
  void shouldAskForNineTenthsOfTheTime() {
    MetricResult half =
        hydrogenOf(hydrogen(t -> t < 80 ? Double.NaN : 5 - KG_PER_S * t).steady(200.1));
    assertThat(half.getApplies()).isFalse();
    assertThat(half.getNotApplicableBecause())
        .isEqualTo(
            "the mass of hydrogen left and the speed are known for 60 % of the time only, 90 % is"
                + " the least");
    // Told once a second is enough where the motion between is known.
    Drive seldom = hydrogen(t -> Math.abs(t - Math.rint(t)) < 0.01 ? 5 - KG_PER_S * t : Double.NaN);
    assertThat(hydrogenOf(seldom.steady(200.1)).getValue()).isCloseTo(1, within(1e-3));
  }

  @Test
  void shouldSetElectricEnergyAgainstTheWayOnWhichItIsKnown() {
    Drive drive =
        Drive.of("V1")
            .at(10)
            .with(
                (t, f) -> {
                  if (t < 50 || t > 58) {
                    f.setEnergy(Energy.newBuilder().setBatteryPowerW(3600));
                  }
                })
            .steady(100.1);
    MetricResult result = metric(score(drive), "energy.per_km");
    assertThat(result.getValue()).isCloseTo(100, within(1e-3));
    assertThat(result.getScore()).isCloseTo(0.8, within(1e-3));
    assertThat(result.getDetailsOrThrow("share_of_time_known")).isCloseTo(0.919, within(2e-3));
  }

  @Test
  void shouldTellWhatWasChargedWhileStanding() {
    Drive drive =
        Drive.of("V1")
            .at(10)
            .with(
                (t, f) ->
                    f.setEnergy(
                        Energy.newBuilder().setBatteryPowerW(t > 100 && t <= 130 ? -7200 : 3600)))
            .steady(100)
            .at(0)
            .steady(30.1)
            .at(10)
            .steady(100.1);
    MetricResult result = metric(score(drive), "energy.per_km");
    assertThat(result.getDetailsOrThrow("returned_standing_wh")).isCloseTo(60, within(0.5));
    assertThat(result.getValue()).isCloseTo((200.0 - 60) / 2, within(1.0));
  }

  @Test
  void shouldNotRankByEnergyOfWhichAPartIsNotKnown() {
    Drive drive =
        Drive.of("V1")
            .at(10)
            .with(
                (t, f) -> {
                  Energy.Builder energy = Energy.newBuilder().setHydrogenMassKg(5 - KG_PER_S * t);
                  f.setEnergy(t < 40 ? energy.setBatteryPowerW(3600) : energy);
                })
            .steady(100.1);
    MetricResult total = metric(score(drive), "energy.total");
    assertThat(total.getApplies()).isFalse();
    assertThat(total.getNotApplicableBecause())
        .isEqualTo("the battery's power is known for 40 % of the time only, 90 % is the least");
  }

  @Test
  void shouldTellHydrogenOnTheAutomakersCardOutsideTheScore() {
    assertThat(Scorecards.builtIn("automaker").entryOf("hydrogen.per_100km").weight()).isEqualTo(0);
  }
}
