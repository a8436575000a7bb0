package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.Box;
import io.yardang.streamjobs.scoring.geometry.Point;
import io.yardang.streamjobs.scoring.safety.Mover;
import io.yardang.streamjobs.scoring.safety.Rss;
import io.yardang.streamjobs.scoring.safety.TimeToCollision;
import io.yardang.v1.ObjectClass;
import io.yardang.v1.PerceivedObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The vehicle under test against everything around it, at its own samples, at most 10 per second;
 * the work is linear in the others of each instant.
 *
 * <p>Other participants are interpolated in sample time to the sample and move along their yaw with
 * their speed. Perceived objects are where the frame says; one without a velocity takes part in
 * gaps and contacts only. What is farther than 200 m is left out.
 *
 * <p>The time to collision is the first overlap of the outlines when both keep their velocity, in
 * steps of 0.1 s up to the card's horizon, 3 s (nuPlan). It counts others within 30 degrees of
 * straight ahead; where the vehicle is not within a single lane of the plan, or on an intersection,
 * all that are not behind; and none while it stands, nor any it has collided with. A contact at
 * fault has 0.
 */
final class Encounters {
  private static final double CONSIDERED_M = 200;

  /** What a card assumes: how far ahead to look, how fast people react, RSS's numbers. */
  record Assumptions(double horizonS, double reactionS, Rss.Parameters rss) {}

  /** The instants, seconds since the start of the run. */
  final double[] t;

  /** The time that each instant stands for: since the one before, at most 1 s. */
  final double[] stepS;

  /** The smallest gap to each participant, and to the perceived objects, m. */
  final Map<String, Double> smallestGaps = new TreeMap<>();

  /** When the smallest gap of all was. */
  double smallestGapS = Double.NaN;

  /** Within the horizon. */
  final Worst timeToCollision;

  final Conflicts conflicts;
  final Contacts contacts = new Contacts();
  final Crossings crossings = new Crossings();

  /** Objects without a velocity. */
  long objectsWithoutVelocity;

  /** What of the perceived objects was not used, and why. */
  final SampleRules objectRules = new SampleRules();

  /** Instants without a position or a heading. */
  long withoutPose;

  /** Instants with a pose at which another participant was not known. */
  long otherUnknown;

  /** How many outlines were set against the vehicle's. */
  long compared;

  private final RunGeometry geometry;
  private final double horizonS;
  private final Map<Integer, String> objectNames = new HashMap<>();
  private double smallestGapM = Double.POSITIVE_INFINITY;

  Encounters(
      Samples subject,
      Grid grid,
      List<Samples> others,
      RunGeometry geometry,
      Assumptions assumptions) {
    this.geometry = geometry;
    horizonS = assumptions.horizonS();
    int[] instants = subject.tenPerSecond();
    int n = instants.length;
    t = new double[n];
    stepS = new double[n];
    timeToCollision = Worst.smallest(n);
    conflicts = new Conflicts(n, assumptions.reactionS(), assumptions.rss());
    for (int k = 0; k < n; k++) {
      int i = instants[k];
      t[k] = subject.t[i];
      // Each instant stands for the time since the one before; the first for as long as the second.
      stepS[k] = n == 1 ? 0 : stepBetween(subject, instants, Math.max(k, 1));
      if (!subject.hasPosition(i) || Double.isNaN(subject.yaw[i])) {
        withoutPose++;
        continue;
      }
      meetAll(k, subject, i, curvatureAt(grid, t[k]), others);
    }
  }

  private static double stepBetween(Samples subject, int[] instants, int k) {
    return Math.min(1, subject.t[instants[k]] - subject.t[instants[k - 1]]);
  }

  private void meetAll(int k, Samples subject, int i, double curvaturePerM, List<Samples> others) {
    Samples.Pose pose =
        new Samples.Pose(subject.x[i], subject.y[i], subject.yaw[i], subject.speed[i]);
    Box outline = Shapes.box(subject.shape, pose.x(), pose.y(), pose.yaw());
    double speed = Double.isNaN(pose.speed()) ? 0 : pose.speed();
    Instant now =
        new Instant(
            k,
            new Point(pose.x(), pose.y()),
            Mover.alongItsLength(outline, speed),
            speed,
            curvaturePerM,
            new OneLane(geometry.lanes(), outline));
    crossings.own(t[k], outline, Math.abs(pose.speed()) <= Mover.STANDING_MPS);
    boolean known = true;
    for (Samples other : others) {
      Samples.Pose at = other.poseAt(t[k]);
      known &= at != null && !Double.isNaN(at.yaw());
      if (at != null && !Double.isNaN(at.yaw())) {
        Box box = Shapes.box(other.shape, at.x(), at.y(), at.yaw());
        Mover mover = Mover.alongItsLength(box, at.speed());
        meet(now, mover, other.vehicle, Meeting.Kind.PARTICIPANT, true);
      }
    }
    otherUnknown += known ? 0 : 1;
    for (PerceivedObject object : subject.frames.get(i).objects()) {
      Mover mover = Shapes.mover(object, pose, objectRules);
      if (mover != null) {
        boolean still = object.getObjectClass() == ObjectClass.OBJECT_CLASS_STATIC;
        objectsWithoutVelocity += mover.hasVelocity() || still ? 0 : 1;
        meet(now, mover, nameOf(object), Shapes.kind(object), Shapes.isSizeKnown(object));
      }
    }
    if (contacts.beganAtFault(t[k])) {
      timeToCollision.take(k, 0, contacts.all().get(contacts.all().size() - 1).other());
    }
  }

  /** At how many instants the vehicle could be set against all others. */
  long used() {
    return t.length - withoutPose - otherUnknown;
  }

  /** A judgement of that value, with what it rests on and what was left out. */
  Judgement judgement(double value) {
    Judgement judgement =
        Judgement.of(value, used())
            .drop("no position or heading", withoutPose)
            .drop("another participant not known", otherUnknown);
    objectRules.dropped().forEach(judgement::drop);
    return judgement;
  }

  private String nameOf(PerceivedObject object) {
    return objectNames.computeIfAbsent(object.getId(), id -> "object " + id);
  }

  /** The vehicle under test at one instant. */
  private record Instant(
      int k,
      Point reference,
      Mover ego,
      double speedMps,
      double curvaturePerM,
      OneLane inOneLane) {}

  private void meet(Instant now, Mover other, String name, Meeting.Kind kind, boolean sizeKnown) {
    compared++;
    Box outline = now.ego().box();
    double dx = other.box().centre().xM() - outline.centre().xM();
    double dy = other.box().centre().yM() - outline.centre().yM();
    if (dx * dx + dy * dy > CONSIDERED_M * CONSIDERED_M) {
      return;
    }
    measureGap(now.k(), outline, other.box(), kind, name);
    Meeting meeting =
        new Meeting(
            now.k(),
            t[now.k()],
            now.reference(),
            now.ego(),
            now.speedMps(),
            other,
            now.curvaturePerM(),
            name,
            kind,
            sizeKnown,
            now.inOneLane());
    boolean collided = contacts.meet(meeting);
    if (other.hasVelocity()) {
      crossings.meet(meeting);
      conflicts.meet(meeting);
      if (!collided && counts(meeting)) {
        TimeToCollision.seconds(
                outline,
                now.ego().vx(),
                now.ego().vy(),
                other.box(),
                other.vx(),
                other.vy(),
                TimeToCollision.STEP_S,
                horizonS)
            .ifPresent(seconds -> timeToCollision.take(now.k(), seconds, name));
      }
    }
  }

  private void measureGap(int k, Box outline, Box other, Meeting.Kind kind, String name) {
    String group = kind == Meeting.Kind.PARTICIPANT ? name : "objects";
    double smallest = smallestGaps.getOrDefault(group, Double.POSITIVE_INFINITY);
    // The exact distance costs more than all else here, and most others are no candidates.
    if (outline.atLeastApartM(other) < smallest) {
      double gap = outline.distanceM(other);
      smallestGaps.merge(group, gap, Math::min);
      if (gap < smallestGapM) {
        smallestGapM = gap;
        smallestGapS = t[k];
      }
    }
  }

  private boolean counts(Meeting m) {
    if (Math.abs(m.speedMps()) <= TimeToCollision.EGO_STOPPED_MPS) {
      return false;
    }
    Point centre = m.other().box().centre();
    if (TimeToCollision.isAhead(m.reference(), m.courseRad(), centre)) {
      return true;
    }
    return !TimeToCollision.isBehind(m.reference(), m.courseRad(), centre)
        && (!m.inOneLane().isTrue() || geometry.lanes().isOnIntersection(m.reference()));
  }

  private static double curvatureAt(Grid grid, double timeS) {
    int i = grid.indexNear(timeS);
    double speed = i < 0 ? 0 : grid.speed[i];
    return speed > 1 && !Double.isNaN(grid.yawRate[i]) ? grid.yawRate[i] / speed : 0;
  }
}
