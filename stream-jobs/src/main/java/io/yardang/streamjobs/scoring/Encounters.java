package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.Box;
import io.yardang.streamjobs.scoring.safety.TimeToCollision;
import io.yardang.v1.ObjectClass;
import io.yardang.v1.PerceivedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The vehicle under test against everything around it, at its own samples, at most 10 per second.
 *
 * <p>Other participants are interpolated in sample time to the sample and move along their yaw with
 * their speed. Perceived objects are where the frame says; one without a velocity takes part in
 * gaps and contacts only. The time to collision is the first overlap of the outlines when both keep
 * their velocity, in steps of 0.1 s up to 3 s (nuPlan); what lies behind the rear axle does not
 * count, nor does anything while the vehicle stands (below 0.1 m/s). A contact counts for
 * participants and for objects whose size was measured: a typical size is not enough to claim a
 * collision.
 */
final class Encounters {
  private static final double STANDING_MPS = 0.1;
  private static final double CONSIDERED_M = 200;

  /** An unbroken time of overlapping outlines. */
  record Contact(
      String other,
      boolean vulnerable,
      boolean object,
      double startS,
      double endS,
      boolean atFault) {}

  /** The instants, seconds since the start of the run. */
  final double[] t;

  /** The smallest gap at each instant, m; NaN when there is nothing. */
  final double[] gap;

  final String[] gapTo;

  /**
   * The smallest time to collision at each instant, s; infinite when none is within the horizon.
   */
  final double[] timeToCollision;

  final String[] collisionWith;
  final Map<String, Double> smallestGaps = new TreeMap<>();
  final List<Contact> contacts = new ArrayList<>();

  /** Objects without a velocity, and sizes not to be used. */
  long objectsWithoutVelocity;

  /** Instants without a position or a heading. */
  long withoutPose;

  /** How many outlines were set against the vehicle's. */
  long compared;

  private final Map<String, Contact> touching = new TreeMap<>();

  Encounters(Samples subject, List<Samples> others) {
    List<Integer> instants = atMostTenPerSecond(subject);
    int n = instants.size();
    t = new double[n];
    gap = new double[n];
    gapTo = new String[n];
    timeToCollision = new double[n];
    collisionWith = new String[n];
    for (int k = 0; k < n; k++) {
      int i = instants.get(k);
      t[k] = subject.t[i];
      gap[k] = Double.NaN;
      timeToCollision[k] = Double.POSITIVE_INFINITY;
      if (!subject.hasPosition(i) || Double.isNaN(subject.yaw[i])) {
        withoutPose++;
        continue;
      }
      Samples.Pose ego =
          new Samples.Pose(subject.x[i], subject.y[i], subject.yaw[i], subject.speed[i]);
      Box outline = Shapes.box(subject.shape, ego.x(), ego.y(), ego.yaw());
      for (Samples other : others) {
        meet(k, ego, outline, other);
      }
      for (PerceivedObject object : subject.frames.get(i).frame().getObjectsList()) {
        meet(k, ego, outline, object);
      }
    }
    contacts.addAll(touching.values());
  }

  private static List<Integer> atMostTenPerSecond(Samples s) {
    List<Integer> instants = new ArrayList<>();
    double last = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < s.size(); i++) {
      if (s.t[i] - last >= Grid.STEP_S - 0.005) {
        instants.add(i);
        last = s.t[i];
      }
    }
    return instants;
  }

  private void meet(int k, Samples.Pose ego, Box outline, Samples other) {
    Samples.Pose pose = other.poseAt(t[k]);
    if (pose == null || Double.isNaN(pose.yaw())) {
      return;
    }
    Box box = Shapes.box(other.shape, pose.x(), pose.y(), pose.yaw());
    double vx = pose.speed() * StrictMath.cos(pose.yaw());
    double vy = pose.speed() * StrictMath.sin(pose.yaw());
    meet(k, ego, outline, other.vehicle, box, vx, vy, true, false, false);
  }

  private void meet(int k, Samples.Pose ego, Box outline, PerceivedObject object) {
    Box box = Shapes.box(object, ego);
    if (box == null) {
      return;
    }
    double vx = Double.NaN;
    double vy = Double.NaN;
    if (object.hasVelocityXMps() && object.hasVelocityYMps()) {
      double cos = StrictMath.cos(ego.yaw());
      double sin = StrictMath.sin(ego.yaw());
      vx = object.getVelocityXMps() * cos - object.getVelocityYMps() * sin;
      vy = object.getVelocityXMps() * sin + object.getVelocityYMps() * cos;
    } else if (object.getObjectClass() == ObjectClass.OBJECT_CLASS_STATIC) {
      vx = 0;
      vy = 0;
    } else {
      objectsWithoutVelocity++;
    }
    boolean measured = object.hasLengthM() && object.hasWidthM();
    boolean vulnerable = Shapes.isVulnerable(object.getObjectClass());
    boolean thing = !vulnerable && !Shapes.isVehicle(object.getObjectClass());
    String name = "object " + object.getId();
    meet(k, ego, outline, name, box, vx, vy, measured, vulnerable, thing);
  }

  private void meet(
      int k,
      Samples.Pose ego,
      Box outline,
      String name,
      Box box,
      double vx,
      double vy,
      boolean sizeKnown,
      boolean vulnerable,
      boolean thing) {
    compared++;
    double dx = box.centre().xM() - outline.centre().xM();
    double dy = box.centre().yM() - outline.centre().yM();
    if (dx * dx + dy * dy > CONSIDERED_M * CONSIDERED_M) {
      return;
    }
    double distance = outline.distanceM(box);
    String group = name.startsWith("object ") ? "objects" : name;
    smallestGaps.merge(group, distance, Math::min);
    if (Double.isNaN(gap[k]) || distance < gap[k]) {
      gap[k] = distance;
      gapTo[k] = name;
    }
    boolean ahead = isAhead(ego, box);
    if (distance == 0 && sizeKnown) {
      touch(k, ego, name, vulnerable, thing, ahead, Math.sqrt(vx * vx + vy * vy));
    }
    if (ahead && Math.abs(ego.speed()) >= STANDING_MPS && !Double.isNaN(vx + vy)) {
      double seconds = secondsToCollision(ego, outline, box, vx, vy);
      if (seconds < timeToCollision[k]) {
        timeToCollision[k] = seconds;
        collisionWith[k] = name;
      }
    }
  }

  /** True when the centre lies ahead of the rear axle; behind it when reversing. */
  private static boolean isAhead(Samples.Pose ego, Box box) {
    double forward =
        (box.centre().xM() - ego.x()) * StrictMath.cos(ego.yaw())
            + (box.centre().yM() - ego.y()) * StrictMath.sin(ego.yaw());
    return ego.speed() < 0 ? forward < 0 : forward > 0;
  }

  /** At fault (policy): the vehicle moved, and what it touched was ahead of it or stood still. */
  private void touch(
      int k,
      Samples.Pose ego,
      String name,
      boolean vulnerable,
      boolean thing,
      boolean ahead,
      double otherMps) {
    boolean standing = otherMps < STANDING_MPS;
    boolean atFault = Math.abs(ego.speed()) >= STANDING_MPS && (ahead || standing);
    Contact before = touching.get(name);
    if (before != null && t[k] - before.endS() >= 1.0) {
      contacts.add(before);
      before = null;
    }
    touching.put(
        name,
        before == null
            ? new Contact(name, vulnerable, thing, t[k], t[k], atFault)
            : new Contact(name, vulnerable, thing, before.startS(), t[k], before.atFault()));
  }

  private static double secondsToCollision(
      Samples.Pose ego, Box outline, Box box, double vx, double vy) {
    double egoVx = ego.speed() * StrictMath.cos(ego.yaw());
    double egoVy = ego.speed() * StrictMath.sin(ego.yaw());
    return TimeToCollision.seconds(
            outline, egoVx, egoVy, box, vx, vy, TimeToCollision.STEP_S, TimeToCollision.HORIZON_S)
        .orElse(Double.POSITIVE_INFINITY);
  }
}
