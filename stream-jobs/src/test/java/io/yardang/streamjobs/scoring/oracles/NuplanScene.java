package io.yardang.streamjobs.scoring.oracles;

import com.fasterxml.jackson.databind.JsonNode;
import io.yardang.streamjobs.scoring.geometry.Box;
import io.yardang.streamjobs.scoring.geometry.Point;
import io.yardang.streamjobs.scoring.safety.CollisionType;
import io.yardang.streamjobs.scoring.safety.ImpactSpeed;
import io.yardang.streamjobs.scoring.safety.Mover;
import io.yardang.streamjobs.scoring.safety.TimeToCollision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One instant of a nuPlan fixture: the ego (pose of its rear axle) and the tracks around it. */
record NuplanScene(
    double timeS,
    Point egoRearAxle,
    double egoYawRad,
    double egoSpeedMps,
    double egoAx,
    double egoAy,
    List<Track> tracks) {

  record Track(String id, String kind, Box box, double speedMps) {}

  record Collision(Track track, double deltaVMps, boolean atFault) {}

  static List<NuplanScene> read(JsonNode fixture) {
    List<NuplanScene> scenes = new ArrayList<>();
    scenes.add(scene(fixture.get("ego"), fixture.get("world")));
    JsonNode states = fixture.path("ego_future_states");
    for (int i = 0; i < states.size(); i++) {
      scenes.add(scene(states.get(i), fixture.path("world_future_states").path(i)));
    }
    return scenes;
  }

  private static NuplanScene scene(JsonNode ego, JsonNode world) {
    Map<String, String> kinds =
        Map.of(
            "vehicles", "vehicle",
            "bicycles", "vru",
            "pedestrians", "vru",
            "genericobjects", "object");
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
                kinds.get(entry.getKey()),
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

  /** The Pacifica of nuPlan. */
  Box egoBox() {
    return Box.fromReference(egoRearAxle.xM(), egoRearAxle.yM(), egoYawRad, 5.176, 2.297, 4.049);
  }

  /** Smallest time to collision with the tracks that count; infinite when there is none. */
  double timeToCollisionS(double stepS, double horizonS) {
    double minS = Double.POSITIVE_INFINITY;
    if (egoSpeedMps <= TimeToCollision.EGO_STOPPED_MPS) {
      return minS;
    }
    for (Track track : tracks) {
      if (TimeToCollision.isAhead(egoRearAxle, egoYawRad, track.box().centre())) {
        double yawRad = track.box().yawRad();
        double ttcS =
            TimeToCollision.seconds(
                    egoBox(),
                    egoSpeedMps * StrictMath.cos(egoYawRad),
                    egoSpeedMps * StrictMath.sin(egoYawRad),
                    track.box(),
                    track.speedMps() * StrictMath.cos(yawRad),
                    track.speedMps() * StrictMath.sin(yawRad),
                    stepS,
                    horizonS)
                .orElse(Double.POSITIVE_INFINITY);
        minS = StrictMath.min(minS, ttcS);
      }
    }
    return minS;
  }

  /** Each track's first collision with the ego. */
  static List<Collision> newCollisions(List<NuplanScene> scenes) {
    Set<String> collided = new HashSet<>();
    List<Collision> collisions = new ArrayList<>();
    for (NuplanScene scene : scenes) {
      for (Track track : scene.tracks()) {
        if (scene.egoBox().overlaps(track.box()) && collided.add(track.id())) {
          double deltaVMps =
              ImpactSpeed.deltaV(
                  scene.egoSpeedMps(), scene.egoYawRad(), track.speedMps(), track.box().yawRad());
          collisions.add(new Collision(track, deltaVMps, scene.isAtFault(track)));
        }
      }
    }
    return collisions;
  }

  /** In these scenes the ego is within one lane. */
  private boolean isAtFault(Track track) {
    return CollisionType.of(
            Mover.alongItsLength(egoBox(), egoSpeedMps),
            egoRearAxle,
            Mover.alongItsLength(track.box(), track.speedMps()),
            track.kind().equals("object"))
        .atFault(true);
  }
}
