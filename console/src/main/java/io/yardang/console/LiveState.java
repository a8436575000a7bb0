package io.yardang.console;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.yardang.v1.Finding;
import io.yardang.v1.LiveUpdate;
import io.yardang.v1.Result;
import io.yardang.v1.RunEvent;
import io.yardang.v1.RunState;
import io.yardang.v1.VehicleSample;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The picture that the live page shows: the vehicles with their recent past, the runs and their
 * findings. Frames, run events and results change it, and each change goes to those who watch; who
 * begins to watch gets the whole picture first. Its size is bounded.
 */
final class LiveState {
  static final int VEHICLES_MAX = 500;
  static final int RUNS_MAX = 10_000;
  static final int DETAILED_RUNS_MAX = 100;
  // At 5 Hz of sample time the last minute of a vehicle, which is what the strip charts show.
  static final int TRAIL_MAX = 300;
  private static final long TRAIL_SPACING_NS = 200_000_000L;
  // Of runs that are over, so many are in the first picture; the others are on the page of runs.
  private static final int RECENT_SCORED_RUNS = 5;

  private final LongSupplier clockMs;
  private final LiveFeed feed = new LiveFeed();
  private final Map<String, Track> tracks = new LinkedHashMap<>();
  // In the order in which the runs were first heard of.
  private final Map<String, RunNow> runs = new LinkedHashMap<>();

  LiveState(LongSupplier clockMs) {
    this.clockMs = clockMs;
  }

  /** The newest state of one vehicle, and where it was. */
  private static final class Track {
    VehicleNow now;
    long seenMs;
    VehicleSample scored;
    final Deque<VehicleNow> trail = new ArrayDeque<>();

    void move(VehicleNow next, long nowMs) {
      VehicleNow last = trail.peekLast();
      if (last != null && next.sampleTimeNs() < last.sampleTimeNs()) {
        // Another boot, or a drive replayed again: the old trail means nothing to it.
        trail.clear();
        last = null;
      }
      if (last == null || next.sampleTimeNs() - last.sampleTimeNs() >= TRAIL_SPACING_NS) {
        trail.addLast(next);
        if (trail.size() > TRAIL_MAX) {
          trail.removeFirst();
        }
      }
      now = next;
      seenMs = nowMs;
    }
  }

  synchronized void onVehicles(Collection<VehicleNow> moved) {
    JsonArray batch = new JsonArray();
    long nowMs = clockMs.getAsLong();
    for (VehicleNow said : moved) {
      Track track = tracks.remove(said.vehicle());
      if (track == null) {
        track = new Track();
      }
      // Last place: the vehicle that was silent for longest is the first to be let go.
      tracks.put(said.vehicle(), track);
      track.move(said.orAsScored(track.scored), nowMs);
      batch.add(LiveJson.vehicle(track.now, runOf(said.vehicle()), 0));
    }
    dropFirst(tracks, VEHICLES_MAX);
    if (!batch.isEmpty()) {
      publish("vehicles", batch.toString());
    }
  }

  synchronized void onRunEvent(RunEvent event) {
    if (event.hasStarted()) {
      RunNow run = run(event.getStarted().getRunId());
      if (run.state == RunState.RUN_STATE_WAITING) {
        run.plan(event.getStarted().getPlan());
        run.startTimeNs = event.getStarted().getStartTimeUnixNs();
        run.lastTimeNs = Math.max(run.lastTimeNs, run.startTimeNs);
        publishRun(run, true);
      }
    } else if (event.hasEnded()) {
      RunNow run = runs.get(event.getEnded().getRunId());
      if (run != null && !run.isScored()) {
        run.state = RunState.RUN_STATE_ENDING;
        publishRun(run, false);
      }
    }
  }

  synchronized void onResult(Result result) {
    switch (result.getResultCase()) {
      case LIVE -> onLive(run(result.getRunId()), result.getLive(), result.getTimeUnixNs());
      case FINDING -> {
        RunNow run = run(result.getRunId());
        if (!run.isScored()) {
          run.finding(result.getFinding());
          publish("finding", LiveJson.finding(run.id, result.getFinding()).toString());
          publishRun(run, false);
        }
      }
      case SCORED -> {
        RunNow run = run(result.getRunId());
        run.scored(result.getScored().getReport());
        publishRun(run, true);
        publish("findings", findings(run).toString());
        forgetOldDetails();
      }
      case RESULT_NOT_SET -> {}
    }
  }

  private void onLive(RunNow run, LiveUpdate update, long timeNs) {
    // After a restart the job may tell again what it told before the run was scored.
    if (run.isScored()) {
      return;
    }
    boolean newPlan = run.plan(update.getPlan());
    boolean wasEnding = run.state == RunState.RUN_STATE_ENDING;
    run.live(update, timeNs);
    if (wasEnding && run.state != RunState.RUN_STATE_SCORED) {
      run.state = RunState.RUN_STATE_ENDING;
    }
    for (VehicleSample sample : update.getVehiclesList()) {
      Track track = tracks.get(sample.getVehicleId());
      if (track != null) {
        track.scored = sample;
      }
    }
    publishRun(run, newPlan);
  }

  /** Begins to watch: the first event is the whole picture. */
  synchronized LiveFeed.Watcher watch() {
    return feed.watch(new LiveFeed.Event("snapshot", snapshot().toString()));
  }

  int watchers() {
    return feed.watchers();
  }

  void close() {
    feed.close();
  }

  private JsonObject snapshot() {
    JsonObject json = new JsonObject();
    long nowMs = clockMs.getAsLong();
    JsonArray vehicles = new JsonArray();
    for (Map.Entry<String, Track> entry : tracks.entrySet()) {
      Track track = entry.getValue();
      JsonObject vehicle = LiveJson.vehicle(track.now, runOf(entry.getKey()), nowMs - track.seenMs);
      JsonArray trail = new JsonArray();
      track.trail.forEach(past -> trail.add(LiveJson.vehicle(past, "", 0)));
      vehicle.add("trail", trail);
      vehicles.add(vehicle);
    }
    json.add("vehicles", vehicles);
    JsonArray shownRuns = new JsonArray();
    JsonArray shownFindings = new JsonArray();
    for (RunNow run : shownFirst()) {
      shownRuns.add(withPlan(run));
      findings(run).forEach(shownFindings::add);
    }
    json.add("runs", shownRuns);
    json.add("findings", shownFindings);
    return json;
  }

  private List<RunNow> shownFirst() {
    List<RunNow> shown = new ArrayList<>();
    List<RunNow> newestFirst = newestFirst();
    int scored = 0;
    for (RunNow run : newestFirst.subList(0, Math.min(DETAILED_RUNS_MAX, newestFirst.size()))) {
      if (!run.isScored() || scored++ < RECENT_SCORED_RUNS) {
        shown.add(run);
      }
    }
    return shown;
  }

  /** All runs that were heard of, the newest first. */
  synchronized List<JsonObject> runs() {
    return newestFirst().stream().map(LiveJson::run).toList();
  }

  synchronized Optional<JsonObject> runDetails(String runId) {
    return Optional.ofNullable(runs.get(runId))
        .map(
            run -> {
              JsonObject json = withPlan(run);
              json.add("findingList", findings(run));
              return json;
            });
  }

  synchronized Optional<RunState> stateOf(String runId) {
    return Optional.ofNullable(runs.get(runId)).map(run -> run.state);
  }

  private List<RunNow> newestFirst() {
    List<RunNow> all = new ArrayList<>(runs.values());
    Collections.reverse(all);
    return all;
  }

  private static JsonObject withPlan(RunNow run) {
    JsonObject json = LiveJson.runWithMetrics(run);
    json.add("plan", LiveJson.plan(run.plan));
    return json;
  }

  private static JsonArray findings(RunNow run) {
    JsonArray json = new JsonArray();
    for (Finding finding : run.findings()) {
      json.add(LiveJson.finding(run.id, finding));
    }
    return json;
  }

  private RunNow run(String runId) {
    RunNow run = runs.computeIfAbsent(runId, RunNow::new);
    dropFirst(runs, RUNS_MAX);
    return run;
  }

  // The newest run that is not over and in which the vehicle takes part; "" when there is none.
  private String runOf(String vehicle) {
    String found = "";
    for (RunNow run : runs.values()) {
      if (!run.isScored() && run.hasParticipant(vehicle)) {
        found = run.id;
      }
    }
    return found;
  }

  private void forgetOldDetails() {
    int over = runs.size() - DETAILED_RUNS_MAX;
    for (Iterator<RunNow> oldest = runs.values().iterator(); over > 0; over--) {
      RunNow run = oldest.next();
      if (run.isScored()) {
        run.forgetDetails();
      }
    }
  }

  private static void dropFirst(Map<String, ?> map, int sizeMax) {
    Iterator<String> first = map.keySet().iterator();
    for (int over = map.size() - sizeMax; over > 0; over--) {
      first.next();
      first.remove();
    }
  }

  private void publishRun(RunNow run, boolean withPlan) {
    if (feed.watchers() > 0) {
      publish("run", (withPlan ? withPlan(run) : LiveJson.runWithMetrics(run)).toString());
    }
  }

  private void publish(String name, String json) {
    feed.publish(new LiveFeed.Event(name, json));
  }
}
