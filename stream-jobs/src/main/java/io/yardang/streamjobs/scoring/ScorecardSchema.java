package io.yardang.streamjobs.scoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.yardang.streamjobs.scoring.safety.Rss;
import java.io.StringReader;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The form of a scorecard, scorecard.schema.json, and where in its text a card departs from it. */
final class ScorecardSchema {
  private static final int FAULTS_TOLD = 5;
  private static final JsonSchema SCHEMA = load();

  private ScorecardSchema() {}

  private static JsonSchema load() {
    SchemaValidatorsConfig english =
        SchemaValidatorsConfig.builder().locale(Locale.ENGLISH).build();
    return JsonSchemaFactory.getInstance(VersionFlag.V202012)
        .getSchema(
            ScorecardSchema.class.getResourceAsStream("/scorecards/scorecard.schema.json"),
            english);
  }

  /**
   * Refuses a card that does not have the form.
   *
   * @throws ScorecardException with file, line and reason of its first faults
   */
  static void check(String yaml, JsonNode card, String name) {
    Node root = new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
    checkFinite(root, card, "", name);
    Set<ValidationMessage> faults = SCHEMA.validate(card);
    if (faults.isEmpty()) {
      return;
    }
    record Fault(int line, String text) {}
    List<Fault> inOrder =
        faults.stream()
            .map(fault -> new Fault(line(root, fault), text(fault)))
            .distinct()
            .sorted(Comparator.comparingInt(Fault::line).thenComparing(Fault::text))
            .toList();
    String told =
        inOrder.stream()
            .limit(FAULTS_TOLD)
            .map(fault -> name + ":" + fault.line + ": " + fault.text)
            .collect(Collectors.joining("\n"));
    int more = inOrder.size() - FAULTS_TOLD;
    throw new ScorecardException("scorecard " + told + (more > 0 ? "\nand " + more + " more" : ""));
  }

  /** Numbers such as 1e400, which no double holds, are in no range. */
  private static void checkFinite(Node node, JsonNode value, String path, String name) {
    boolean endless = value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue());
    if (endless) {
      int line = node == null ? 1 : node.getStartMark().getLine() + 1;
      throw new ScorecardException(
          "scorecard " + name + ":" + line + ": " + path + " is no number");
    }
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      checkFinite(child(node, i), value.get(i), path + "/" + i, name);
    }
    value
        .properties()
        .forEach(
            e -> {
              String at = path.isEmpty() ? e.getKey() : path + "/" + e.getKey();
              checkFinite(child(node, e.getKey()), e.getValue(), at, name);
            });
  }

  /**
   * Refuses numbers that are each in their range but do not go together.
   *
   * @throws ScorecardException with file, line and reason
   */
  static void checkTogether(String yaml, Scorecard card, String name) {
    double horizonS = card.entryOrNone("ttc").parameter("horizon_s");
    for (int i = 0; i < card.metrics().size(); i++) {
      Scorecard.Entry entry = card.metrics().get(i);
      String fault = faultTogether(entry, horizonS);
      if (!fault.isEmpty()) {
        throw new ScorecardException(
            "scorecard "
                + name
                + ":"
                + lineOfMetric(yaml, i)
                + ": "
                + entry.metric()
                + ": "
                + fault);
      }
    }
  }

  /** Empty when there is none. */
  private static String faultTogether(Scorecard.Entry entry, double horizonS) {
    String beyond = " is beyond the horizon_s of ttc, " + horizonS + ", up to which it is known";
    double threshold = entry.threshold() == null ? Double.NaN : entry.threshold();
    return switch (entry.metric()) {
      case "ttc" -> {
        double watch = entry.parameter("watch_s");
        yield entry.limit() > horizonS
            ? "the threshold" + beyond
            : watch > horizonS ? "watch_s=" + watch + beyond : "";
      }
      case "tet", "tit" -> entry.limit() > horizonS ? "the threshold" + beyond : "";
      case "direction" -> {
        double intolerable = entry.parameter("intolerable_m");
        yield intolerable < entry.limit()
            ? "intolerable_m=" + intolerable + " is below the threshold"
            : "";
      }
      case "rss.margin" -> {
        Rss.Parameters rss = WorstMetric.rssParameters(entry);
        yield rss.brakingMinMps2() > rss.brakingMaxMps2()
            ? "braking_min_mps2 is above braking_max_mps2"
            : "";
      }
      case "acceleration.longitudinal",
          "acceleration.lateral",
          "jerk.longitudinal",
          "jerk.magnitude",
          "yaw_rate",
          "yaw_acceleration" -> {
        double lower = entry.parameter("lower", -1);
        double upper = entry.parameter("upper", 1);
        yield lower == upper
            ? "lower and upper are both " + lower
            : threshold == 0 ? "the threshold is 0" : "";
      }
      default -> "";
    };
  }

  /** The line, from 1, of the card's metric of that number, from 0. */
  static int lineOfMetric(String yaml, int index) {
    Node root = new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
    Node metric = child(child(root, "metrics"), index);
    return metric == null ? 1 : metric.getStartMark().getLine() + 1;
  }

  private static String text(ValidationMessage fault) {
    return fault.getMessage().replaceFirst("^/|^: ", "");
  }

  /** The line, from 1, of the value that is wrong, or of the key that should not be there. */
  private static int line(Node root, ValidationMessage fault) {
    Node node = root;
    int line = 1;
    for (int i = 0; i < fault.getInstanceLocation().getNameCount() && node != null; i++) {
      Object step = fault.getInstanceLocation().getElement(i);
      node = child(node, step);
      line = node == null ? line : node.getStartMark().getLine() + 1;
    }
    if (fault.getProperty() != null && node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (isKey(tuple, fault.getProperty())) {
          return tuple.getKeyNode().getStartMark().getLine() + 1;
        }
      }
    }
    return line;
  }

  private static Node child(Node node, Object step) {
    if (node instanceof SequenceNode sequence && step instanceof Integer index) {
      return index < sequence.getValue().size() ? sequence.getValue().get(index) : null;
    }
    if (node instanceof MappingNode mapping) {
      return mapping.getValue().stream()
          .filter(tuple -> isKey(tuple, step.toString()))
          .map(NodeTuple::getValueNode)
          .findFirst()
          .orElse(null);
    }
    return null;
  }

  private static boolean isKey(NodeTuple tuple, String name) {
    return tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(name);
  }
}
