package io.yardang.streamjobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.yardang.v1.RunPlan;
import org.junit.jupiter.api.Test;

class ScorecardTest {
  @Test
  void shouldReadEachBuiltInCard() {
    for (String id : Scorecards.BUILT_IN) {
      Scorecard card = Scorecards.builtIn(id);
      assertThat(card.id()).isEqualTo(id);
      assertThat(card.sha256()).hasSize(64);
      assertThat(card.metrics()).extracting(Scorecard.Entry::metric).doesNotHaveDuplicates();
    }
    assertThat(Scorecards.builtIn("automaker").entryOf("comfort").weight()).isEqualTo(2);
  }

  @Test
  void shouldSayWhatIsWrongAndWhere() {
    String text = Scorecards.builtInText("patrol");
    refused(text.replace("pass_score: 80", "pass_score: 180"), "pass_score=180.0, not in 0 to 100");
    refused(text.replace("metric: ttc", "metric: tct"), "unknown metric 'tct'");
    refused(text.replace("kind: weighted", "kind: heavy"), "kind=heavy, not one of");
    refused(text.replace("weight: 4", "weight: 0"), "weight=0.0 does not go with kind weighted");
    refused(text.replace("version: 1", "version: one"), "x.yaml:");
    refused(text.replace("version: 1", "versoin: 1"), "versoin");
    refused(text.replace("metric: ttc", "metric: collision"), "more than once");
    refused("", "scorecard x.yaml");
  }

  @Test
  void shouldReadPlanBackFromItsFile() {
    String yaml =
        """
        title: Night round
        scorecard_id: patrol
        origin: {latitude_deg: 40.0, longitude_deg: 94.0}
        participants:
          - vehicle_id: P-01
            role: PARTICIPANT_ROLE_UNDER_TEST
        limits: {speed_limit_mps: 8.3}
        """;
    RunPlan plan = PlanFile.parse(yaml, "plan.yaml");
    assertThat(plan.getParticipants(0).getVehicleId()).isEqualTo("P-01");
    assertThat(PlanFile.parse(PlanFile.write(plan), "again")).isEqualTo(plan);
    assertThatThrownBy(() -> PlanFile.parse(yaml.replace("P-01", "P 01"), "plan.yaml"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("plan.yaml: plan: participants[0].vehicle_id='P 01'");
    assertThatThrownBy(() -> PlanFile.parse(yaml.replace("title", "titel"), "plan.yaml"))
        .hasMessageContaining("titel");
    assertThatThrownBy(() -> PlanFile.parse("title: [", "plan.yaml"))
        .hasMessageContaining("plan.yaml:1");
  }

  private static void refused(String text, String because) {
    assertThatThrownBy(() -> Scorecard.parse(text, "x.yaml"))
        .isInstanceOf(ScorecardException.class)
        .hasMessageContaining(because);
  }
}
