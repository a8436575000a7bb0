package io.yardang.rigs.drive.csv;

import io.yardang.rigs.drive.DriveException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A map of a YAML file that knows its lines, so that every complaint can name one. */
final class YamlMap {
  private final String file;
  private final MappingNode node;
  private final Map<String, Node> values = new LinkedHashMap<>();

  private YamlMap(String file, Node node) throws DriveException {
    this.file = file;
    if (!(node instanceof MappingNode mapping)) {
      throw error(file, node, "expected a map of keys and values");
    }
    this.node = mapping;
    for (NodeTuple tuple : mapping.getValue()) {
      String key = ((ScalarNode) scalar(file, tuple.getKeyNode())).getValue();
      if (values.put(key, tuple.getValueNode()) != null) {
        throw error(file, tuple.getKeyNode(), "key given twice: " + key);
      }
    }
  }

  static YamlMap parse(String file, String text) throws DriveException {
    try {
      var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      Node root = yaml.compose(new StringReader(text));
      if (root == null) {
        throw new DriveException(file + ":1: the file is empty");
      }
      return new YamlMap(file, root);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new DriveException(file + ":" + line + ": " + e.getProblem());
    } catch (YAMLException e) {
      throw new DriveException(file + ": " + e.getMessage());
    }
  }

  void allowOnly(Set<String> keys) throws DriveException {
    for (var entry : values.entrySet()) {
      if (!keys.contains(entry.getKey())) {
        throw error(
            file,
            entry.getValue(),
            "unknown key: " + entry.getKey() + " (known: " + String.join(", ", keys) + ")");
      }
    }
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  Set<String> keys() {
    return values.keySet();
  }

  String text(String key) throws DriveException {
    return ((ScalarNode) scalar(file, need(key))).getValue();
  }

  String text(String key, String otherwise) throws DriveException {
    return has(key) ? text(key) : otherwise;
  }

  BigDecimal number(String key, BigDecimal otherwise) throws DriveException {
    if (!has(key)) {
      return otherwise;
    }
    try {
      return new BigDecimal(text(key));
    } catch (NumberFormatException e) {
      throw error(key, "is not a number: " + text(key));
    }
  }

  int integer(String key, int otherwise, int min, int max) throws DriveException {
    BigDecimal value = number(key, BigDecimal.valueOf(otherwise));
    try {
      int whole = value.intValueExact();
      if (whole >= min && whole <= max) {
        return whole;
      }
    } catch (ArithmeticException notWhole) {
      // Told below.
    }
    throw error(key, "must be a whole number from " + min + " to " + max + ", is " + value);
  }

  YamlMap map(String key) throws DriveException {
    return new YamlMap(file, need(key));
  }

  /** The maps of a list; an absent list is empty. */
  List<YamlMap> maps(String key) throws DriveException {
    var maps = new ArrayList<YamlMap>();
    if (has(key)) {
      if (!(need(key) instanceof SequenceNode list)) {
        throw error(key, "must be a list");
      }
      for (Node item : list.getValue()) {
        maps.add(new YamlMap(file, item));
      }
    }
    return maps;
  }

  /** A complaint about the value of a key, or about the map where the key is absent. */
  DriveException error(String key, String reason) {
    return error(file, values.getOrDefault(key, node), key + " " + reason);
  }

  private Node need(String key) throws DriveException {
    if (!has(key)) {
      throw error(key, "is missing");
    }
    return values.get(key);
  }

  private static Node scalar(String file, Node node) throws DriveException {
    if (!(node instanceof ScalarNode)) {
      throw error(file, node, "expected a single value");
    }
    return node;
  }

  private static DriveException error(String file, Node node, String reason) {
    return new DriveException(file + ":" + (node.getStartMark().getLine() + 1) + ": " + reason);
  }
}
