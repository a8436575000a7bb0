package io.yardang.rigs.drive.mcap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.yardang.rigs.drive.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The conformance suite of MCAP's own repository, every variant that is there. */
class McapConformanceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TestFactory
  Stream<DynamicTest> shouldReadEveryVariantFrontToBack() throws IOException {
    return variants().map(mcap -> DynamicTest.dynamicTest(name(mcap), () -> checkRead(mcap)));
  }

  @TestFactory
  Stream<DynamicTest> shouldReadIndexedVariantsInOrderOfLogTime() throws IOException {
    Set<String> needed = Set.of("ch", "chx", "mx", "rch", "rsh");
    return variants()
        .filter(mcap -> features(mcap).containsAll(needed) && name(mcap).contains("Message"))
        .map(mcap -> DynamicTest.dynamicTest(name(mcap), () -> checkIndexed(mcap)));
  }

  @TestFactory
  Stream<DynamicTest> shouldWriteEveryVariantByteForByte() throws IOException {
    return variants()
        .filter(mcap -> !features(mcap).contains("pad"))
        .map(mcap -> DynamicTest.dynamicTest(name(mcap), () -> checkWrite(mcap)));
  }

  private static void checkRead(Path mcap) throws IOException {
    var fields = new ArrayList<Map<String, Object>>();
    try (McapReader reader = McapReader.open(mcap)) {
      for (McapRecord record; (record = reader.next()) != null; ) {
        fields.add(McapJson.fields(record));
      }
      assertThat(reader.isCutShort()).isFalse();
    }
    var expected = new ArrayList<Map<String, Object>>();
    json(mcap).forEach(record -> expected.add(McapJson.fields(record)));
    assertThat(fields).isEqualTo(expected);
  }

  private static void checkIndexed(Path mcap) throws IOException {
    var schemas = new TreeMap<Integer, Object>();
    var channels = new TreeMap<Integer, Object>();
    var messages = new ArrayList<McapRecord.Message>();
    var statistics = new ArrayList<McapRecord>();
    for (JsonNode node : json(mcap)) {
      McapRecord record = McapJson.record(node);
      if (record instanceof McapRecord.Schema schema) {
        schemas.put(schema.id(), schema);
      } else if (record instanceof McapRecord.Channel channel) {
        channels.put(channel.id(), channel);
      } else if (record instanceof McapRecord.Message message) {
        messages.add(message);
      } else if (record instanceof McapRecord.Statistics found) {
        statistics.add(found);
      }
    }
    messages.sort((a, b) -> Long.compare(a.logTime(), b.logTime()));
    try (McapIndexedReader reader = McapIndexedReader.open(mcap)) {
      assertThat(reader.schemas()).isEqualTo(schemas);
      assertThat(reader.channels()).isEqualTo(channels);
      assertThat(reader.statistics().stream().toList()).isEqualTo(statistics);
      var read = new ArrayList<McapRecord.Message>();
      for (McapRecord.Message message; (message = reader.next()) != null; ) {
        read.add(message);
      }
      assertThat(read).isEqualTo(messages);
    }
  }

  private static void checkWrite(Path mcap) throws IOException {
    List<String> f = features(mcap);
    var options =
        new McapOptions(
            "",
            "",
            f.contains("ch") ? 1 << 20 : 0,
            Compression.NONE,
            f.contains("mx"),
            f.contains("chx"),
            f.contains("st"),
            f.contains("rsh"),
            f.contains("rch"),
            f.contains("ax"),
            f.contains("mdx"),
            f.contains("sum"));
    var bytes = new ByteArrayOutputStream();
    try (var writer = new McapWriter(bytes, options)) {
      for (JsonNode node : json(mcap)) {
        McapRecord record = McapJson.record(node);
        if (record instanceof McapRecord.DataEnd) {
          break;
        } else if (record instanceof McapRecord.Schema schema) {
          writer.add(schema);
        } else if (record instanceof McapRecord.Channel channel) {
          writer.add(channel);
        } else if (record instanceof McapRecord.Message message) {
          writer.add(message);
        } else if (record instanceof McapRecord.Attachment attachment) {
          writer.add(attachment);
        } else if (record instanceof McapRecord.Metadata metadata) {
          writer.add(metadata);
        }
      }
    }
    assertThat(bytes.toByteArray()).isEqualTo(Files.readAllBytes(mcap));
  }

  private static Stream<Path> variants() throws IOException {
    try (Stream<Path> files = Files.walk(SharedData.path("mcap/conformance/data"))) {
      List<Path> found = files.filter(f -> f.toString().endsWith(".mcap")).sorted().toList();
      assertThat(found).hasSizeGreaterThanOrEqualTo(208);
      return found.stream();
    }
  }

  private static String name(Path mcap) {
    return mcap.getFileName().toString().replace(".mcap", "");
  }

  private static List<String> features(Path mcap) {
    return List.of(name(mcap).split("-"));
  }

  private static JsonNode json(Path mcap) throws IOException {
    return JSON.readTree(mcap.resolveSibling(name(mcap) + ".json").toFile()).get("records");
  }

  /** Between records and the suite's JSON: snake_case names, every number a decimal string. */
  private static final class McapJson {
    static Map<String, Object> fields(JsonNode record) {
      var fields = new TreeMap<String, Object>();
      fields.put("type", record.get("type").asText());
      record
          .get("fields")
          .forEach(f -> fields.put(f.get(0).asText(), JSON.convertValue(f.get(1), Object.class)));
      return fields;
    }

    static Map<String, Object> fields(McapRecord record) {
      var fields = new TreeMap<String, Object>();
      fields.put("type", record.getClass().getSimpleName());
      for (var component : record.getClass().getRecordComponents()) {
        try {
          String name = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
          fields.put(name, value(component.getAccessor().invoke(record)));
        } catch (ReflectiveOperationException e) {
          throw new LinkageError(component.getName(), e);
        }
      }
      return fields;
    }

    private static Object value(Object value) {
      if (value instanceof ByteString bytes) {
        var list = new ArrayList<String>();
        bytes.forEach(b -> list.add(String.valueOf(Byte.toUnsignedInt(b))));
        return list;
      } else if (value instanceof Map<?, ?> map) {
        var strings = new LinkedHashMap<String, Object>();
        map.forEach((k, v) -> strings.put(String.valueOf(k), value(v)));
        return strings;
      } else if (value instanceof Integer number) {
        return Integer.toUnsignedString(number);
      } else {
        return String.valueOf(value);
      }
    }

    static McapRecord record(JsonNode node) {
      var f = new TreeMap<String, JsonNode>();
      node.get("fields").forEach(field -> f.put(field.get(0).asText(), field.get(1)));
      return switch (node.get("type").asText()) {
        case "Schema" ->
            new McapRecord.Schema(
                f.get("id").asInt(), text(f, "name"), text(f, "encoding"), bytes(f.get("data")));
        case "Channel" ->
            new McapRecord.Channel(
                f.get("id").asInt(),
                f.get("schema_id").asInt(),
                text(f, "topic"),
                text(f, "message_encoding"),
                map(f.get("metadata")));
        case "Message" ->
            new McapRecord.Message(
                f.get("channel_id").asInt(),
                f.get("sequence").asInt(),
                f.get("log_time").asLong(),
                f.get("publish_time").asLong(),
                bytes(f.get("data")));
        case "Attachment" ->
            new McapRecord.Attachment(
                f.get("log_time").asLong(),
                f.get("create_time").asLong(),
                text(f, "name"),
                text(f, "media_type"),
                bytes(f.get("data")));
        case "Metadata" -> new McapRecord.Metadata(text(f, "name"), map(f.get("metadata")));
        case "Statistics" ->
            new McapRecord.Statistics(
                f.get("message_count").asLong(),
                f.get("schema_count").asInt(),
                f.get("channel_count").asInt(),
                f.get("attachment_count").asInt(),
                f.get("metadata_count").asInt(),
                f.get("chunk_count").asInt(),
                f.get("message_start_time").asLong(),
                f.get("message_end_time").asLong(),
                counts(f.get("channel_message_counts")));
        case "DataEnd" -> new McapRecord.DataEnd(0);
        default -> new McapRecord.Header("", "");
      };
    }

    private static String text(Map<String, JsonNode> fields, String name) {
      return fields.get(name).asText();
    }

    private static ByteString bytes(JsonNode list) {
      var bytes = new ByteArrayOutputStream();
      list.forEach(b -> bytes.write(b.asInt()));
      return ByteString.copyFrom(bytes.toByteArray());
    }

    private static Map<String, String> map(JsonNode node) {
      var map = new LinkedHashMap<String, String>();
      node.properties().forEach(e -> map.put(e.getKey(), e.getValue().asText()));
      return map;
    }

    private static Map<Integer, Long> counts(JsonNode node) {
      var map = new TreeMap<Integer, Long>();
      node.properties().forEach(e -> map.put(Integer.valueOf(e.getKey()), e.getValue().asLong()));
      return map;
    }
  }
}
