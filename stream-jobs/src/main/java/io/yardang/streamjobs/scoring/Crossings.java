package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.Box;
import io.yardang.streamjobs.scoring.safety.PostEncroachment;
import io.yardang.streamjobs.scoring.safety.TimedWay;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ways of the vehicle under test and of all others, and where they crossed in time. */
final class Crossings {
  /** A post-encroachment time, and with whom. */
  record Pet(String other, PostEncroachment.Crossing crossing) {}

  private static final double FORGOTTEN_S = 5;

  private TimedWay own;
  private final Map<String, TimedWay> others = new TreeMap<>();
  private final Map<String, Other> newest = new HashMap<>();

  private static final class Other {
    private double lastSeenS = Double.NaN;
    private int life;
    private TimedWay way;
  }

  /** The noise of a position is no way: who stands stays where it was. */
  void own(double timeS, Box box, boolean stands) {
    if (own == null) {
      own = new TimedWay(box.lengthM(), box.widthM());
    } else if (stands) {
      own.stays(timeS);
      return;
    }
    own.add(timeS, box.at(box.lengthM() / 2, 0));
  }

  /** A perceived object that was out of sight for 5 s begins a new way under its old name. */
  void meet(Meeting m) {
    if (m.other().stands()) {
      if (m.other().hasVelocity()) {
        stay(m);
      }
      return;
    }
    Other other = newest.computeIfAbsent(m.name(), name -> new Other());
    boolean forgotten = m.timeS() - other.lastSeenS > FORGOTTEN_S;
    other.lastSeenS = m.timeS();
    Box box = m.other().box();
    if (other.way == null || forgotten) {
      other.life += forgotten ? 1 : 0;
      other.way = new TimedWay(box.lengthM(), box.widthM());
      others.put(m.name() + "#" + other.life, other.way);
    }
    other.way.add(m.timeS(), box.at(box.lengthM() / 2, 0));
  }

  private void stay(Meeting m) {
    Other other = newest.get(m.name());
    if (other != null && !(m.timeS() - other.lastSeenS > FORGOTTEN_S)) {
      other.lastSeenS = m.timeS();
      other.way.stays(m.timeS());
    }
  }

  /** In order of time. */
  List<Pet> all() {
    List<Pet> all = new ArrayList<>();
    if (own == null) {
      return all;
    }
    PostEncroachment encroachment = new PostEncroachment(own);
    others.forEach(
        (life, way) -> {
          String name = life.substring(0, life.lastIndexOf('#'));
          encroachment.with(way).forEach(crossing -> all.add(new Pet(name, crossing)));
        });
    all.sort(Comparator.comparingDouble(p -> p.crossing().secondEntryS()));
    return all;
  }
}
