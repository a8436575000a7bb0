package io.yardang.console;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.javalin.http.Context;
import io.yardang.streamjobs.report.ReportStore;
import io.yardang.streamjobs.report.Revision;
import io.yardang.streamjobs.report.RunSummary;
import io.yardang.v1.Participant;
import io.yardang.v1.ParticipantRole;
import io.yardang.v1.RunEndCause;
import io.yardang.v1.RunPlan;
import io.yardang.v1.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers about plans and runs: what there is, how it went, and the starting and ending of
 * runs. A run is known from the live view, from the report store, or from both; what is scored is
 * told as the store has it.
 */
final class RunsApi {
  private static final Logger LOG = LoggerFactory.getLogger(RunsApi.class);
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final LiveState live;
  private final ReportStore reports;
  private final RunControl control;
  private final Supplier<List<NamedPlan>> plans;

  RunsApi(
      LiveState live, ReportStore reports, RunControl control, Supplier<List<NamedPlan>> plans) {
    this.live = live;
    this.reports = reports;
    this.control = control;
    this.plans = plans;
  }

  /** GET /api/plans. */
  void plans(Context ctx) {
    JsonArray json = new JsonArray();
    for (NamedPlan named : plans.get()) {
      JsonObject plan = LiveJson.plan(named.plan());
      plan.addProperty("name", named.name());
      plan.addProperty("title", named.plan().getTitle());
      plan.addProperty("scenario", named.plan().getScenario());
      plan.addProperty("automaker", named.plan().getAutomaker());
      plan.addProperty("scorecard", named.plan().getScorecardId());
      json.add(plan);
    }
    answer(ctx, json.toString());
  }

  /** GET /api/runs: the runs that are on first, then the others, the newest first. */
  void runs(Context ctx) {
    Map<String, JsonObject> byId = new LinkedHashMap<>();
    live.runs().forEach(run -> byId.put(run.get("id").getAsString(), run));
    for (RunSummary summary : reports.runs()) {
      JsonObject run = byId.computeIfAbsent(summary.runId(), id -> new JsonObject());
      describe(run, summary);
    }
    JsonArray json = new JsonArray();
    byId.values().stream()
        .sorted((a, b) -> Boolean.compare(isScored(a), isScored(b)))
        .forEach(json::add);
    answer(ctx, json.toString());
  }

  /** GET /api/runs/{id}. */
  void run(Context ctx) {
    String id = id(ctx);
    JsonObject json = live.runDetails(id).orElseGet(JsonObject::new);
    List<Revision> revisions = reports.revisions(id);
    if (json.isEmpty() && revisions.isEmpty()) {
      throw noSuchRun(id);
    }
    json.addProperty("id", id);
    JsonArray numbers = new JsonArray();
    for (Revision revision : revisions) {
      JsonObject one = new JsonObject();
      one.addProperty("number", revision.number());
      one.addProperty("savedMs", revision.savedAt().toEpochMilli());
      numbers.add(one);
    }
    json.add("revisions", numbers);
    answer(ctx, json.toString());
  }

  /** GET /api/runs/{id}/report.json: the bytes that are signed. */
  void reportJson(Context ctx) {
    String id = id(ctx);
    int revision = revision(ctx, id);
    asDownload(ctx, id, revision, "report.json");
    ctx.contentType("application/json").result(reports.reportJson(id, revision));
  }

  /** GET /api/runs/{id}/traces.json. */
  void tracesJson(Context ctx) {
    String id = id(ctx);
    ctx.contentType("application/json").result(reports.tracesJson(id, revision(ctx, id)));
  }

  /** GET /api/runs/{id}/report.html: the report as one file, as it is in the bundle. */
  void reportHtml(Context ctx) throws IOException {
    String id = id(ctx);
    int revision = revision(ctx, id);
    Path file = reports.revisions(id).get(revision - 1).directory().resolve("report.html");
    if (!Files.isRegularFile(file)) {
      throw new ApiError(404, "revision " + revision + " has no page: take report.json instead");
    }
    asDownload(ctx, id, revision, "report.html");
    ctx.header("Content-Security-Policy", WebGuard.REPORT_POLICY)
        .contentType("text/html; charset=utf-8")
        .result(Files.readAllBytes(file));
  }

  /** GET /api/runs/{id}/bundle.zip. */
  void bundle(Context ctx) throws IOException {
    String id = id(ctx);
    int revision = revision(ctx, id);
    ctx.contentType("application/zip")
        .header("Content-Disposition", attachment(id, revision, "bundle.zip"));
    reports.bundle(id, revision, ctx.outputStream());
  }

  /** POST /api/runs {plan, vehicle?}: starts a run; the vehicle takes the place under test. */
  void start(Context ctx) {
    JsonObject request = body(ctx);
    String name = text(request, "plan");
    RunPlan plan =
        plans.get().stream()
            .filter(named -> named.name().equals(name))
            .findFirst()
            .map(NamedPlan::plan)
            .orElseThrow(
                () ->
                    new ApiError(
                        400, "no plan \"" + name + "\": choose one that GET /api/plans lists"));
    String vehicle = text(request, "vehicle");
    if (!vehicle.isEmpty()) {
      plan = underTest(plan, vehicle);
    }
    RunPlan chosen = plan;
    String runId = told("the run was not started", () -> control.start(chosen, ""));
    LOG.info("run started from the console: run={}, plan={}", runId, name);
    JsonObject json = new JsonObject();
    json.addProperty("id", runId);
    answer(ctx.status(201), json.toString());
  }

  /** POST /api/runs/{id}/end {cause?: "completed" or "aborted", note?}. */
  void end(Context ctx) {
    String id = id(ctx);
    JsonObject request = body(ctx);
    String note = text(request, "note");
    RunEndCause cause =
        switch (text(request, "cause")) {
          case "", "completed" -> RunEndCause.RUN_END_CAUSE_COMPLETED;
          case "aborted" -> RunEndCause.RUN_END_CAUSE_ABORTED;
          default -> throw new ApiError(400, "cause must be \"completed\" or \"aborted\"");
        };
    RunState state = live.stateOf(id).orElseThrow(() -> noSuchRun(id));
    if (state == RunState.RUN_STATE_SCORED || state == RunState.RUN_STATE_ENDING) {
      throw new ApiError(409, "run " + id + " has ended already; see its report");
    }
    told(
        "the run was not ended",
        () -> {
          control.end(id, cause, note);
          return id;
        });
    LOG.info("run ended from the console: run={}, cause={}", id, cause);
    answer(ctx.status(202), "{}");
  }

  private static String told(String failure, Supplier<String> event) {
    try {
      return event.get();
    } catch (IllegalArgumentException e) {
      throw new ApiError(400, failure + ": " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.warn("{}: {}", failure, e.getMessage());
      throw new ApiError(
          503, failure + ": " + e.getMessage() + "; see that the gateway runs, then try again");
    }
  }

  private static RunPlan underTest(RunPlan plan, String vehicle) {
    if (!ID.matcher(vehicle).matches()) {
      throw new ApiError(400, "a vehicle's id has 1 to 64 of A-Z a-z 0-9 . _ -");
    }
    RunPlan.Builder changed = plan.toBuilder().clearParticipants();
    boolean isPlaced = false;
    for (Participant participant : plan.getParticipantsList()) {
      boolean isUnderTest =
          participant.getRole() == ParticipantRole.PARTICIPANT_ROLE_UNDER_TEST && !isPlaced;
      if (!isUnderTest && participant.getVehicleId().equals(vehicle)) {
        throw new ApiError(
            400, "vehicle " + vehicle + " is traffic in this plan: choose another vehicle");
      }
      isPlaced |= isUnderTest;
      changed.addParticipants(
          isUnderTest ? participant.toBuilder().setVehicleId(vehicle).build() : participant);
    }
    if (!isPlaced) {
      changed.addParticipants(
          0,
          Participant.newBuilder()
              .setVehicleId(vehicle)
              .setRole(ParticipantRole.PARTICIPANT_ROLE_UNDER_TEST));
    }
    return changed.build();
  }

  private static void describe(JsonObject run, RunSummary summary) {
    run.addProperty("id", summary.runId());
    run.addProperty("title", summary.title());
    run.addProperty("scenario", summary.scenario());
    run.addProperty("automaker", summary.automaker());
    run.addProperty("scorecard", summary.scorecardId());
    run.addProperty("vehicle", summary.vehicleId());
    run.addProperty("state", "scored");
    run.addProperty("verdict", LiveJson.word(summary.verdict(), "VERDICT_"));
    run.remove("score");
    summary.score().ifPresent(score -> run.addProperty("score", score));
    run.addProperty("startMs", LiveJson.milliseconds(summary.startTimeUnixNs()));
    run.addProperty("lastMs", LiveJson.milliseconds(summary.endTimeUnixNs()));
    run.addProperty("findings", summary.findings());
    run.addProperty("revision", summary.revision());
    run.addProperty("noDataMissing", summary.noDataMissing());
  }

  private static boolean isScored(JsonObject run) {
    return run.get("state").getAsString().equals("scored");
  }

  // The store names directories by the id, so nothing that could leave its root gets that far.
  private static String id(Context ctx) {
    String id = ctx.pathParam("id");
    if (!ID.matcher(id).matches() || id.startsWith(".")) {
      throw new ApiError(404, "no such run: an id has 1 to 64 of A-Z a-z 0-9 . _ -");
    }
    return id;
  }

  private int revision(Context ctx, String id) {
    int latest =
        reports
            .latest(id)
            .map(Revision::number)
            .orElseThrow(
                () ->
                    live.stateOf(id).isPresent()
                        ? new ApiError(
                            404, "run " + id + " has no report yet: end it and wait for its score")
                        : noSuchRun(id));
    String asked = ctx.queryParam("revision");
    if (asked == null || asked.isEmpty()) {
      return latest;
    }
    if (!asked.matches("[0-9]{1,6}")
        || Integer.parseInt(asked) < 1
        || Integer.parseInt(asked) > latest) {
      throw new ApiError(404, "run " + id + " has the revisions 1 to " + latest);
    }
    return Integer.parseInt(asked);
  }

  private static void asDownload(Context ctx, String id, int revision, String file) {
    if (ctx.queryParam("download") != null) {
      ctx.header("Content-Disposition", attachment(id, revision, file));
    }
  }

  private static String attachment(String id, int revision, String file) {
    return "attachment; filename=\"" + id + "-r" + revision + "-" + file + "\"";
  }

  private static ApiError noSuchRun(String id) {
    return new ApiError(404, "no run " + id + ": GET /api/runs lists those there are");
  }

  private static JsonObject body(Context ctx) {
    String body = ctx.body();
    try {
      return body.isBlank() ? new JsonObject() : JsonParser.parseString(body).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new ApiError(400, "the body is not a JSON object");
    }
  }

  private static String text(JsonObject request, String name) {
    Optional<String> text =
        Optional.ofNullable(request.get(name))
            .filter(value -> !value.isJsonNull())
            .map(
                value -> {
                  if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
                    throw new ApiError(400, name + " must be a text");
                  }
                  return value.getAsString().strip();
                });
    return text.orElse("");
  }

  private static void answer(Context ctx, String json) {
    ctx.contentType("application/json").header("Cache-Control", "no-store").result(json);
  }
}
