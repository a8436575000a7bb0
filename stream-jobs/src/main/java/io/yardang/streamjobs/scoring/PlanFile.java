package io.yardang.streamjobs.scoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.yardang.v1.RunPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Plans as files: YAML whose structure is the proto3 JSON mapping of {@link RunPlan}; places may
 * also be given as GeoJSON under the key map, see {@link PlanMap}.
 */
public final class PlanFile {
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));
  private static final ObjectMapper JSON = new ObjectMapper();

  private PlanFile() {}

  /**
   * Reads and checks a plan.
   *
   * @throws PlanException with file, line where it is known, and reason
   */
  public static RunPlan read(Path file) {
    try {
      return parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
    } catch (IOException e) {
      throw new PlanException(file + ": cannot be read: " + e);
    }
  }

  /** Reads and checks a plan from its text; the name is for error messages. */
  public static RunPlan parse(String yaml, String name) {
    RunPlan.Builder plan = RunPlan.newBuilder();
    try {
      JsonNode tree = YAML.readTree(yaml);
      if (tree == null || !tree.isObject()) {
        throw new PlanException(name + ": not a plan; expected keys such as 'title: …'");
      }
      JsonNode map = ((ObjectNode) tree).remove("map");
      JsonFormat.parser().merge(JSON.writeValueAsString(tree), plan);
      if (map != null) {
        addMap(plan, map, name);
      }
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new PlanException(name + ":" + line + ": not YAML: " + e.getOriginalMessage());
    } catch (InvalidProtocolBufferException e) {
      throw new PlanException(name + ": not a plan: " + e.getMessage());
    }
    try {
      PlanCheck.check(plan.build());
    } catch (PlanException e) {
      throw new PlanException(name + ": " + e.getMessage());
    }
    return plan.build();
  }

  private static void addMap(RunPlan.Builder plan, JsonNode map, String name) {
    try {
      PlanMap.addTo(plan, map);
    } catch (PlanException e) {
      throw new PlanException(name + ": " + e.getMessage());
    }
  }

  /** Writes a plan as YAML that {@link #parse} reads back. */
  public static String write(RunPlan plan) {
    try {
      String json = JsonFormat.printer().preservingProtoFieldNames().print(plan);
      return YAML.writeValueAsString(JSON.readTree(json));
    } catch (InvalidProtocolBufferException | JsonProcessingException e) {
      throw new PlanException("plan cannot be written: " + e.getMessage());
    }
  }
}
