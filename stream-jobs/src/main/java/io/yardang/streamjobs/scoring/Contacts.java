package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.safety.CollisionType;
import io.yardang.streamjobs.scoring.safety.ImpactSpeed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Contacts of outlines: each other counts once, at its first contact, until it has been out of
 * sight for 5 s (perception gives numbers again). A collision is claimed only with participants and
 * with objects whose size was measured; contacts by the typical size of a class are kept apart.
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
  private final List<Contact> byTypicalSize = new ArrayList<>();
  private final Map<String, Other> others = new HashMap<>();

  private static final class Other {
    private double lastSeenS = Double.NaN;

    /** Number of its contact; -1 when there was none. */
    private int contact = -1;

    /** The same of one by typical size. */
    private int likely = -1;
  }

  /** Takes a meeting; returns true when the two have collided, now or before. */
  boolean meet(Meeting m) {
    Other other = others.computeIfAbsent(m.name(), name -> new Other());
    if (m.timeS() - other.lastSeenS > FORGOTTEN_S) {
      other.contact = -1;
      other.likely = -1;
    }
    other.lastSeenS = m.timeS();
    if (m.ego().box().overlaps(m.other().box())) {
      if (m.sizeKnown()) {
        other.contact = touch(all, other.contact, m);
      } else if (other.contact < 0) {
        other.likely = touch(byTypicalSize, other.likely, m);
      }
    }
    return other.contact >= 0;
  }

  /** Begins a contact, or goes on with that of the number, which it returns. */
  private static int touch(List<Contact> contacts, int number, Meeting m) {
    if (number < 0) {
      contacts.add(contact(m));
      return contacts.size() - 1;
    }
    Contact c = contacts.get(number);
    contacts.set(
        number,
        new Contact(
            c.other(), c.kind(), c.type(), c.atFault(), c.deltaVMps(), c.startS(), m.timeS()));
    return number;
  }

  private static Contact contact(Meeting m) {
    boolean thing = m.kind() == Meeting.Kind.THING;
    CollisionType type = CollisionType.of(m.ego(), m.reference(), m.other(), thing);
    double otherMps = m.other().hasVelocity() ? m.other().speedMps() : 0;
    double deltaV =
        ImpactSpeed.deltaV(
            m.ego().speedMps(), m.ego().headingRad(), otherMps, m.other().headingRad());
    return new Contact(
        m.name(),
        m.kind(),
        type,
        type.atFault(m.inOneLane().isTrue()),
        deltaV,
        m.timeS(),
        m.timeS());
  }

  List<Contact> all() {
    return all;
  }

  /** With objects whose size was not measured: told, but no collision. */
  List<Contact> byTypicalSize() {
    return byTypicalSize;
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
