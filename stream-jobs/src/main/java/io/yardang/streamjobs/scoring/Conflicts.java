package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.safety.ConflictArea;
import io.yardang.streamjobs.scoring.safety.Corridor;
import io.yardang.streamjobs.scoring.safety.Following;
import io.yardang.streamjobs.scoring.safety.Rss;
import java.util.BitSet;

/**
 * What each encounter asks of the vehicle under test, as SUMO's encounter types tell them apart,
 * without a map: <b>following</b>, when the other lies in the vehicle's own way, ahead, and heads
 * within 30 degrees of it or stands; <b>crossing</b>, when their headings differ by 30 to 150
 * degrees and both are before or in the conflict area; <b>oncoming</b> beyond that. An other behind
 * is the other's to mind. Keeps the worst of all others at each instant.
 */
final class Conflicts {
  private static final double SAME_WAY_RAD = StrictMath.toRadians(30);
  private static final double ONCOMING_RAD = StrictMath.toRadians(150);

  final Worst drac;
  final Worst mdrac;
  final Worst headway;
  final Worst rssMargin;

  /** Instants at which somebody's way crossed, of whom RSS's margin says nothing. */
  final BitSet crossing = new BitSet();

  private final double reactionS;
  private final Rss.Parameters rss;

  Conflicts(int instants, double reactionS, Rss.Parameters rss) {
    drac = Worst.largest(instants);
    mdrac = Worst.largest(instants);
    headway = Worst.smallest(instants);
    rssMargin = Worst.smallest(instants);
    this.reactionS = reactionS;
    this.rss = rss;
  }

  void meet(Meeting m) {
    if (!m.other().hasVelocity() || m.speedMps() < 0) {
      return;
    }
    Corridor c = Corridor.of(m.reference(), m.ego().box().yawRad(), m.curvaturePerM(), m.other());
    double width = m.ego().box().widthM();
    double front = frontM(m);
    double heading = Math.abs(c.headingRad());
    double along = m.other().speedMps() * StrictMath.cos(c.headingRad());
    boolean ahead = c.nearestM() >= front;
    if (ahead && c.isInWay(width) && (heading <= SAME_WAY_RAD || m.other().stands())) {
      follow(m, c.nearestM() - front, Math.max(0, along));
    } else if (heading > SAME_WAY_RAD && heading < ONCOMING_RAD && !m.other().stands()) {
      cross(m);
    }
    boolean sameWay = heading <= SAME_WAY_RAD || m.other().stands();
    if (c.farthestM() > 0 && (sameWay || heading >= ONCOMING_RAD)) {
      rss(m, c, Math.max(0, c.nearestM() - front), sameWay, Math.abs(along));
    }
  }

  private static double frontM(Meeting m) {
    return m.reference().distanceM(m.ego().box().centre()) + m.ego().box().lengthM() / 2;
  }

  private void follow(Meeting m, double gap, double leaderMps) {
    double own = m.speedMps();
    Following.dracMps2(gap, own, leaderMps).ifPresent(v -> drac.take(m.k(), v, m.name()));
    Following.mdracMps2(gap, own, leaderMps, reactionS)
        .ifPresent(v -> mdrac.take(m.k(), v, m.name()));
    Following.thwS(gap, own).ifPresent(v -> headway.take(m.k(), v, m.name()));
  }

  private void cross(Meeting m) {
    ConflictArea area = ConflictArea.of(m.ego(), m.other());
    if (area != null) {
      boolean passed = area.exitM() <= 0 || area.otherExitM() <= 0;
      crossing.set(m.k(), crossing.get(m.k()) || !passed);
      area.dracMps2(m.ego().speedMps(), m.other().speedMps())
          .ifPresent(v -> drac.take(m.k(), v, m.name()));
    }
  }

  /**
   * Dangerous only when both the gap along and the gap aside are too small. Where the two are
   * abreast only the gap aside can be safe, and where one lies in the other's way only that along.
   */
  private void rss(Meeting m, Corridor c, double gap, boolean sameWay, double otherMps) {
    double along =
        sameWay
            ? Rss.longitudinalM(m.speedMps(), otherMps, rss.egoResponseS(), rss)
            : Rss.oppositeM(
                m.speedMps(),
                rss.egoResponseS(),
                Rss.CORRECT_LANE_BRAKING_MPS2,
                otherMps,
                rss.otherResponseS(),
                rss);
    // Seen from the ego its own way has no speed aside; the other's is what its heading leaves.
    double aside = m.other().speedMps() * StrictMath.sin(c.headingRad());
    boolean otherIsLeft = c.rightM() + c.leftM() > 0;
    double safeAside =
        otherIsLeft
            ? Rss.lateralM(-aside, 0, rss.otherResponseS(), rss.egoResponseS(), rss)
            : Rss.lateralM(0, -aside, rss.egoResponseS(), rss.otherResponseS(), rss);
    double gapAside = c.lateralGapM(m.ego().box().widthM());
    double margin = Math.max(gap - along, gapAside - safeAside);
    if (gap > 0 != gapAside > 0) {
      margin = gap > 0 ? gap - along : gapAside - safeAside;
    }
    rssMargin.take(m.k(), margin, m.name());
  }
}
