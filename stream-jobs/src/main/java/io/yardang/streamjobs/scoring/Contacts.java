package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.safety.CollisionType;
import io.yardang.streamjobs.scoring.safety.ImpactSpeed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Contacts of outlines: each other counts once, at its first contact, until it has been out of
 * sight for 5 s (perception gives numbers again). Only with participants and with objects whose
 * size was measured: a typical size is not enough to claim a collision.
 */
final class Contacts {
  private static final double FORGOTTEN_S = 5;

  /** A contact, with what nuPlan says of it. */
  record Contact(
      String other,
      Meeting.Kind kind,
      CollisionType type,
      boolean atFault,
      double deltaVMps,
      double startS,
      double endS) {}

  private final List<Contact> all = new ArrayList<>();
  private final Map<String, Integer> contactOf = new TreeMap<>();
  private final Map<String, Double> lastSeenS = new TreeMap<>();

  /** Takes a meeting; returns true when the two have collided, now or before. */
  boolean meet(Meeting m) {
    Double seen = lastSeenS.put(m.name(), m.timeS());
    if (seen != null && m.timeS() - seen > FORGOTTEN_S) {
      contactOf.remove(m.name());
    }
    if (!m.sizeKnown() || !m.ego().box().overlaps(m.other().box())) {
      return contactOf.containsKey(m.name());
    }
    Integer before = contactOf.get(m.name());
    if (before == null) {
      contactOf.put(m.name(), all.size());
      all.add(contact(m));
    } else {
      Contact c = all.get(before);
      all.set(
          before,
          new Contact(
              c.other(), c.kind(), c.type(), c.atFault(), c.deltaVMps(), c.startS(), m.timeS()));
    }
    return true;
  }

  private static Contact contact(Meeting m) {
    boolean thing = m.kind() == Meeting.Kind.THING;
    CollisionType type = CollisionType.of(m.ego(), m.reference(), m.other(), thing);
    double otherMps = m.other().hasVelocity() ? m.other().speedMps() : 0;
    double deltaV =
        ImpactSpeed.deltaV(
            m.ego().speedMps(), m.ego().headingRad(), otherMps, m.other().headingRad());
    return new Contact(
        m.name(), m.kind(), type, type.atFault(m.inOneLane()), deltaV, m.timeS(), m.timeS());
  }

  List<Contact> all() {
    return all;
  }

  /** True when a contact at fault began at that time. */
  boolean beganAtFault(double timeS) {
    return !all.isEmpty() && all.stream().anyMatch(c -> c.atFault() && c.startS() == timeS);
  }

  long atFault(Meeting.Kind... kinds) {
    List<Meeting.Kind> of = List.of(kinds);
    return all.stream().filter(c -> c.atFault() && of.contains(c.kind())).count();
  }
}
