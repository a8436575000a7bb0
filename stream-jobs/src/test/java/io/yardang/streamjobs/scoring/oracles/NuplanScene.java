package io.yardang.streamjobs.scoring.oracles;

import com.fasterxml.jackson.databind.JsonNode;
import io.yardang.streamjobs.scoring.geometry.Box;
import io.yardang.streamjobs.scoring.geometry.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One instant of a nuPlan fixture: the ego (pose of its rear axle) and the tracks around it. */
public record NuplanScene(
    double timeS,
    Point egoRearAxle,
    double egoYawRad,
    double egoSpeedMps,
    double egoAx,
    double egoAy,
    List<Track> tracks) {

  /** A track; its kind is nuPlan's word for the list that it is in. */
  public record Track(String id, String kind, Box box, double speedMps) {}

  /** All instants of a fixture. */
  public static List<NuplanScene> read(JsonNode fixture) {
    List<NuplanScene> scenes = new ArrayList<>();
    scenes.add(scene(fixture.get("ego"), fixture.get("world")));
    JsonNode states = fixture.path("ego_future_states");
    for (int i = 0; i < states.size(); i++) {
      scenes.add(scene(states.get(i), fixture.path("world_future_states").path(i)));
    }
    return scenes;
  }

  private static NuplanScene scene(JsonNode ego, JsonNode world) {
    List<Track> tracks = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : world.properties()) {
      for (JsonNode track : entry.getValue()) {
        JsonNode pose = track.at("/box/pose");
        JsonNode size = track.at("/box/size");
        Box box =
            new Box(
                point(pose),
                pose.get(2).asDouble(),
                size.get(1).asDouble(),
                size.get(0).asDouble());
        tracks.add(
            new Track(
                entry.getKey() + track.get("id"),
                entry.getKey(),
                box,
                track.get("speed").asDouble()));
      }
    }
    JsonNode v = ego.get("velocity");
    JsonNode a = ego.get("acceleration");
    return new NuplanScene(
        ego.get("time_us").asLong() / 1e6,
        point(ego.get("pose")),
        ego.get("pose").get(2).asDouble(),
        StrictMath.hypot(v.get(0).asDouble(), v.get(1).asDouble()),
        a.get(0).asDouble(),
        a.get(1).asDouble(),
        tracks);
  }

  private static Point point(JsonNode pose) {
    return new Point(pose.get(0).asDouble(), pose.get(1).asDouble());
  }
}
