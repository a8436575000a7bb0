package io.yardang.testbase.settings;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the settings: the defaults, over them the file, over both the environment. */
public final class SettingsLoader {
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  private SettingsLoader() {}

  /**
   * The settings of this process.
   *
   * @param file the settings file; empty takes the defaults
   * @param environment variables, of which those that begin with YARDANG_ count
   * @throws SettingsException when a key is unknown or a value does not fit, naming it
   */
  public static Settings load(Optional<Path> file, Map<String, String> environment) {
    ObjectNode settings = defaults();
    file.ifPresent(path -> overlay(settings, read(path), "", path));
    overlayEnvironment(settings, "", environment);
    return bind(settings);
  }

  /** The documented defaults, as text. */
  public static String defaultsText() {
    try (InputStream in = SettingsLoader.class.getResourceAsStream("/yardang-defaults.yaml")) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode defaults() {
    try {
      return (ObjectNode) YAML.readTree(defaultsText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode read(Path file) {
    if (!Files.isReadable(file)) {
      throw new SettingsException("settings file " + file + " cannot be read: does it exist?");
    }
    try {
      return YAML.readTree(file.toFile());
    } catch (JacksonException e) {
      throw new SettingsException(
          file + ", line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void overlay(ObjectNode base, JsonNode over, String prefix, Path file) {
    if (over.isMissingNode() || over.isNull()) {
      return; // An empty file, or a heading without keys: nothing is changed.
    }
    if (!over.isObject()) {
      throw new SettingsException(file + ": expected keys and values, got: " + over);
    }
    over.properties()
        .forEach(
            entry -> {
              String key = prefix + entry.getKey();
              JsonNode known = base.get(entry.getKey());
              if (known == null) {
                throw new SettingsException(
                    file + ": unknown key " + key + "; known here: " + names(base));
              }
              if (known.isObject()) {
                overlay((ObjectNode) known, entry.getValue(), key + ".", file);
              } else if (entry.getValue().isContainerNode()) {
                throw new SettingsException(file + ": " + key + " takes one value");
              } else {
                base.set(entry.getKey(), entry.getValue());
              }
            });
  }

  private static void overlayEnvironment(
      ObjectNode node, String prefix, Map<String, String> environment) {
    for (String name : names(node)) {
      JsonNode value = node.get(name);
      if (value.isObject()) {
        overlayEnvironment((ObjectNode) value, prefix + name + ".", environment);
      } else {
        String variable = "YARDANG_" + (prefix + name).replace('.', '_').toUpperCase(Locale.ROOT);
        String given = environment.get(variable);
        if (given != null) {
          node.put(name, given);
        }
      }
    }
  }

  private static List<String> names(ObjectNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Settings bind(ObjectNode settings) {
    try {
      return YAML.treeToValue(settings, Settings.class);
    } catch (JsonMappingException e) {
      if (e.getCause() instanceof SettingsException wrong) {
        throw wrong;
      }
      StringBuilder key = new StringBuilder();
      for (JsonMappingException.Reference step : e.getPath()) {
        key.append(key.isEmpty() ? "" : ".").append(step.getFieldName());
      }
      throw new SettingsException(key + ": " + e.getOriginalMessage());
    } catch (JacksonException e) {
      throw new SettingsException(e.getOriginalMessage());
    }
  }
}
