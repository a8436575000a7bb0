package io.yardang.streamjobs.scoring;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.yardang.v1.Evidence;
import io.yardang.v1.MetricKind;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a run is judged: which metrics, with which limits and weights, and from which score it
 * passes.
 *
 * @param id such as "patrol"
 * @param version raised with every change of the text
 * @param title for people
 * @param passScore the bar, 0 to 100
 * @param validity what the data must be worth to be judged
 * @param metrics in the order in which they are reported
 * @param sha256 of the text, hex
 */
public record Scorecard(
    String id,
    int version,
    String title,
    double passScore,
    Validity validity,
    List<Entry> metrics,
    String sha256) {

  /**
   * One metric of the card.
   *
   * @param metric its id, such as "speed.over_limit"
   * @param weight of a weighted one, above 0; 0 otherwise
   * @param threshold the limit, in the metric's unit; null where it has none
   * @param parameters further numbers of the metric, by name
   * @param source where the threshold comes from
   */
  public record Entry(
      String metric,
      MetricKind kind,
      double weight,
      Double threshold,
      Map<String, Double> parameters,
      Evidence evidence,
      String source) {

    /** The threshold, or the metric's own when the card names none; NaN where there is none. */
    double limit() {
      return threshold == null ? Thresholds.of(metric) : threshold;
    }

    /** By how much a value breaks the limit: above 0 exactly where it does. */
    double excess(double value) {
      return Thresholds.bound(metric).excess(value, limit());
    }

    /** True where a value is not allowed, be it at the limit or beyond, as published. */
    boolean breaks(double value) {
      return Thresholds.bound(metric).breaks(value, limit());
    }

    /** The same metric without the card's numbers: with the metric's own. */
    Entry withoutNumbers() {
      return new Entry(metric, kind, weight, null, Map.of(), evidence, source);
    }

    /** A further number of the metric: the card's, else the metric's own. */
    double parameter(String name) {
      return parameter(name, Parameters.of(metric).getOrDefault(name, Double.NaN));
    }

    /** All of them, as they hold in this card. */
    Map<String, Double> effectiveParameters() {
      Map<String, Double> effective = new TreeMap<>(Parameters.of(metric));
      effective.putAll(parameters);
      return effective;
    }

    /** A further number of the metric, or the given one when the card names none. */
    double parameter(String name, double otherwise) {
      return parameters.getOrDefault(name, otherwise);
    }
  }

  /**
   * When the data of a vehicle is good enough to judge: of that under test, and of each other one
   * that a scored metric rests on; all test-base policy.
   *
   * @param minPositionRatio share of its frames that carry a position
   * @param maxMissingRatio share of its seqs that may be missing
   * @param maxGapS longest time between two samples
   * @param maxUncoveredRatio share of the run's time that no sample covers
   * @param minFixRatio share of the frames that state their GNSS fix and have one
   * @param maxDroppedRatio share of the frames whose sample time is out of order or taken
   * @param maxClockErrorS 95th percentile of the accuracy stated for the clock
   */
  public record Validity(
      @JsonProperty("min_position_ratio") double minPositionRatio,
      @JsonProperty("max_missing_ratio") double maxMissingRatio,
      @JsonProperty("max_gap_s") double maxGapS,
      @JsonProperty("max_uncovered_ratio") double maxUncoveredRatio,
      @JsonProperty("min_fix_ratio") double minFixRatio,
      @JsonProperty("max_dropped_ratio") double maxDroppedRatio,
      @JsonProperty("max_clock_error_s") double maxClockErrorS) {}

  /** The card's entry for the metric; where it has none, one without numbers. */
  Entry entryOrNone(String metric) {
    Entry entry = entryOf(metric);
    return entry != null
        ? entry
        : new Entry(
            metric,
            MetricKind.METRIC_KIND_REPORTED,
            0,
            null,
            Map.of(),
            Evidence.EVIDENCE_POLICY,
            "");
  }

  /** The card's entry for the metric, or null when it has none. */
  Entry entryOf(String metric) {
    return metrics.stream().filter(e -> e.metric().equals(metric)).findFirst().orElse(null);
  }

  private record CardText(
      String id,
      Integer version,
      String title,
      @JsonProperty("pass_score") Double passScore,
      Validity validity,
      List<MetricText> metrics) {}

  private record MetricText(
      String metric,
      String kind,
      Double weight,
      Double threshold,
      Map<String, Double> parameters,
      String evidence,
      String source) {}

  private static final ObjectMapper YAML =
      YAMLMapper.builder(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  /**
   * Reads a card from its YAML text.
   *
   * @param name for error messages: a file's name, or "plan"
   * @throws ScorecardException with name, line where it is known, and reason
   */
  public static Scorecard parse(String yaml, String name) {
    CardText text;
    try {
      JsonNode tree = YAML.readTree(yaml);
      require(tree != null && !tree.isMissingNode(), name, "it is empty");
      ScorecardSchema.check(yaml, tree, name);
      text = YAML.treeToValue(tree, CardText.class);
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw new ScorecardException("scorecard " + name + line + ": " + e.getOriginalMessage());
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < text.metrics.size(); i++) {
      String id = text.metrics.get(i).metric;
      if (!seen.add(id)) {
        String place = name + ":" + ScorecardSchema.lineOfMetric(yaml, i);
        throw new ScorecardException(
            "scorecard " + place + ": metric '" + id + "' is there more than once");
      }
    }
    Scorecard card = card(text, yaml);
    ScorecardSchema.checkTogether(yaml, card, name);
    return card;
  }

  /**
   * The same, and scores a small drive by it.
   *
   * @throws ScorecardException with name, line where it is known, and reason
   */
  public static Scorecard parseAndTry(String yaml, String name) {
    Scorecard card = parse(yaml, name);
    ScorecardTrial.of(yaml, name);
    return card;
  }

  private static Scorecard card(CardText text, String yaml) {
    return new Scorecard(
        text.id,
        text.version,
        text.title,
        text.passScore,
        text.validity,
        text.metrics.stream().map(m -> entry(m)).toList(),
        Sha256.hex(yaml.getBytes(StandardCharsets.UTF_8)));
  }

  private static Entry entry(MetricText text) {
    double weight = text.weight == null ? 0 : text.weight;
    Map<String, Double> parameters = text.parameters == null ? Map.of() : text.parameters;
    return new Entry(
        text.metric,
        KINDS.get(text.kind),
        weight,
        text.threshold,
        Map.copyOf(parameters),
        EVIDENCES.get(text.evidence),
        text.source);
  }

  private static final Map<String, MetricKind> KINDS =
      Map.of(
          "gate", MetricKind.METRIC_KIND_GATE,
          "weighted", MetricKind.METRIC_KIND_WEIGHTED,
          "reported", MetricKind.METRIC_KIND_REPORTED);
  private static final Map<String, Evidence> EVIDENCES =
      Map.of(
          "verified", Evidence.EVIDENCE_VERIFIED,
          "secondary", Evidence.EVIDENCE_SECONDARY,
          "policy", Evidence.EVIDENCE_POLICY);

  private static void require(boolean holds, String name, String otherwise) {
    if (!holds) {
      throw new ScorecardException("scorecard " + name + ": " + otherwise);
    }
  }
}
