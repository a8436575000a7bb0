package io.yardang.streamjobs.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yardang.v1.Evidence;
import io.yardang.v1.MetricKind;
import io.yardang.v1.RunPlan;
import java.util.ArrayList;
import java.util.List;
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
    refused(text.replace("pass_score: 80", "pass_score: 180"), "x.yaml:8: pass_score: must have a");
    refused(text.replace("metric: ttc", "metric: tct"), lineOf(text, "metric: ttc") + ": metrics/");
    refused(text.replace("kind: weighted", "kind: heavy"), lineOf(text, "kind: weighted") + ": ");
    refused(text.replace("weight: 4", "weight: 0"), lineOf(text, "weight: 4") + ": metrics/");
    refused(text.replace("    weight: 4\n", ""), "'weight'");
    refused(text.replace("version: 2", "version: two"), "x.yaml:6: version");
    refused(text.replace("version: 2", "versoin: 2"), "x.yaml:6: property 'versoin'");
    refused(text.replace("held_s: 2", "hold_s: 2"), lineOf(text, "held_s") + ": metrics/");
    refused(
        text.replace("metric: takeover.safety", "metric: collision"),
        lineOf(text, "metric: takeover") + ": metric 'collision' is there more than once");
    refused(text.replace("version: 2", "version: 2\nversion: 3"), "x.yaml:7");
    refused("", "scorecard x.yaml");
    refused("metrics: [", "x.yaml:1");
    refused("[]", "x.yaml:1");
  }

  @Test
  void shouldRefuseNumbersThatNoMetricCanWorkWith() {
    String text = Scorecards.builtInText("patrol");
    refused(text.replace("horizon_s: 3", "horizon_s: 0"), lineOf(text, "horizon_s") + ": metrics/");
    refused(text.replace("window_s: 15", "window_s: 0"), lineOf(text, "window_s") + ": metrics/");
    refused(text.replace("window_s: 15", "window_s: 1e-9"), lineOf(text, "window_s"));
    refused(text.replace("weight: 4", "weight: 1e400"), lineOf(text, "weight: 4"));
    refused(text.replace("threshold: 2.23", "threshold: 1e400"), lineOf(text, "threshold: 2.23"));
    refused(text.replace("threshold: 2.23", "threshold: .inf"), lineOf(text, "threshold: 2.23"));
    refused(text.replace("threshold: 2.23", "threshold: .nan"), lineOf(text, "threshold: 2.23"));
    refused(text.replace("threshold: 2.23", "threshold: 1.7e308"), lineOf(text, "threshold: 2.23"));
    refused(text.replace("version: 2", "version: 99999999999"), "x.yaml:6: version");
    String checkpoints = "metric: checkpoints\n    kind: weighted\n    weight: 5\n    threshold: ";
    refused(text.replace(checkpoints + "1", checkpoints + "0"), "threshold");
    refused(
        text.replace("horizon_s: 3, watch_s: 2.0", "horizon_s: 1.5, watch_s: 1.5"),
        ": tet: the threshold is beyond the horizon_s of ttc");
    refused(text.replace("horizon_s: 3", "horizon_s: 1.9"), ": ttc: watch_s=2.0 is beyond");
    refused(text.replace("threshold: 0.95", "threshold: 3.5"), ": ttc: the threshold is beyond");
    refused(text.replace("intolerable_m: 6", "intolerable_m: 1"), ": direction: intolerable_m");
  }

  @Test
  void shouldHaveANumberOfItsOwnForEachParameterOfTheSchema() throws Exception {
    JsonNode schema =
        new ObjectMapper()
            .readTree(Scorecards.class.getResourceAsStream("/scorecards/scorecard.schema.json"));
    for (JsonNode group : schema.at("/$defs/metric/allOf")) {
      List<String> names = new ArrayList<>();
      group.at("/then/properties/parameters/properties").fieldNames().forEachRemaining(names::add);
      names.removeAll(List.of("lower", "upper")); // They follow from the limit.
      for (JsonNode metric : group.at("/if/properties/metric/enum")) {
        assertThat(Parameters.of(metric.asText())).containsOnlyKeys(names);
      }
    }
  }

  @Test
  void shouldTakeANumberHoweverItIsWritten() {
    String text = Scorecards.builtInText("challenge");
    Scorecard card = Scorecard.parse(text.replace("{version: 2.1}", "{version: 2}"), "x.yaml");
    assertThat(card.entryOf("challenge.penalty").parameter("version", 2.1)).isEqualTo(2.0);
  }

  @Test
  void shouldScoreADriveByEachBuiltInCard() {
    for (String id : Scorecards.BUILT_IN) {
      assertThat(Scorecard.parseAndTry(Scorecards.builtInText(id), id).id()).isEqualTo(id);
    }
  }

  @Test
  void shouldScoreADriveWithEachNumberAtTheEndsOfItsRange() throws Exception {
    JsonNode schema =
        new ObjectMapper()
            .readTree(Scorecards.class.getResourceAsStream("/scorecards/scorecard.schema.json"));
    int tried = 0;
    for (JsonNode group : schema.at("/$defs/metric/allOf")) {
      for (JsonNode metric : group.at("/if/properties/metric/enum")) {
        List<String> numbers = new ArrayList<>();
        JsonNode threshold = group.at("/then/properties/threshold");
        ends(threshold).forEach(end -> numbers.add("threshold: " + end));
        group
            .at("/then/properties/parameters/properties")
            .properties()
            .forEach(
                p ->
                    ends(p.getValue())
                        .forEach(
                            end -> numbers.add("parameters: {" + p.getKey() + ": " + end + "}")));
        for (String number : numbers) {
          tried += isTried(metric.asText(), number) ? 1 : 0;
        }
      }
    }
    assertThat(tried).isGreaterThan(100);
  }

  private static List<String> ends(JsonNode range) {
    List<String> ends = new ArrayList<>();
    if (range.has("minimum")) {
      ends.add(range.get("minimum").asText());
    }
    if (range.has("exclusiveMinimum")) {
      ends.add("1.0e-9");
    }
    if (range.has("maximum")) {
      ends.add(range.get("maximum").asText());
    }
    range.path("enum").forEach(value -> ends.add(value.asText()));
    return ends;
  }

  /** False when the number is refused because it does not go with the others. */
  private static boolean isTried(String metric, String number) {
    String yaml =
        TestRuns.card()
            .replaceFirst(
                "(?m)^  - \\{metric: (comfort|" + metric.replace(".", "\\.") + "),.*\n", "")
            .concat("  - {metric: " + metric + ", kind: weighted, weight: 1, " + number)
            .concat(", evidence: policy, source: test}\n");
    Scorecard card;
    try {
      card = Scorecard.parse(yaml, metric + " " + number);
    } catch (ScorecardException e) {
      assertThat(e).hasMessageMatching("(?s).*(beyond the horizon_s|below the threshold|above).*");
      return false;
    }
    assertThat(card.entryOf(metric)).isNotNull();
    assertThatCode(() -> Scorecard.parseAndTry(yaml, metric)).as(yaml).doesNotThrowAnyException();
    return true;
  }

  private static String lineOf(String text, String part) {
    long before = text.substring(0, text.indexOf(part)).lines().count();
    return "x.yaml:" + (text.startsWith(part) ? 1 : before);
  }

  @Test
  void shouldKnowEachMetricInTheSchemaAndNoOther() throws Exception {
    JsonNode schema =
        new ObjectMapper()
            .readTree(Scorecards.class.getResourceAsStream("/scorecards/scorecard.schema.json"));
    List<String> ids = new ArrayList<>();
    schema.at("/$defs/metric/properties/metric/enum").forEach(id -> ids.add(id.asText()));
    assertThat(ids).containsExactlyInAnyOrderElementsOf(Metrics.IDS);
  }

  @Test
  void shouldNotCallSecondHandOrOwnThresholdsAStandards() {
    for (String id : Scorecards.BUILT_IN) {
      for (Scorecard.Entry entry : Scorecards.builtIn(id).metrics()) {
        boolean namesStandard =
            entry.source().matches(".*\\b(GB/T|GB|DB\\d+|T/CITSA|ISO|SAE)\\b.*");
        if (namesStandard) {
          assertThat(entry.evidence()).as(entry.metric()).isEqualTo(Evidence.EVIDENCE_SECONDARY);
          assertThat(entry.source()).contains("as cited elsewhere; its own text was not seen");
        }
      }
    }
    assertThat(Scorecards.builtIn("energy").metrics())
        .extracting(Scorecard.Entry::metric)
        .doesNotContain("collision", "ttc", "drac");
    for (String id : List.of("patrol", "sanitation", "automaker")) {
      assertThat(Scorecards.builtIn(id).metrics())
          .filteredOn(e -> e.metric().startsWith("energy") || e.metric().startsWith("hydrogen"))
          .allMatch(e -> e.kind() == MetricKind.METRIC_KIND_REPORTED);
    }
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
