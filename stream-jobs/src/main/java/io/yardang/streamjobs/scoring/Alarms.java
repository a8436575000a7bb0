package io.yardang.streamjobs.scoring;

import io.yardang.streamjobs.scoring.geometry.Point;
import io.yardang.v1.Alarm;
import io.yardang.v1.AlarmKind;
import io.yardang.v1.ExpectedAlarm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * alarms: what was staged along the way against the alarms raised. Something is present while the
 * vehicle is within its radius, between its times; an alarm of its kind answers it when it is
 * raised then or up to the card's grace_s (5 s) later, each alarm one. Recall is answered / staged,
 * precision is answering / raised, latency is counted from the first presence. The value and score
 * is F1, their harmonic mean (policy; limits are a matter of the contract).
 */
final class Alarms extends NamedMetric {
  Alarms() {
    super("alarms", "Alarms: precision and recall (F1)", "1");
  }

  private record Raised(AlarmKind kind, double timeS, String text) {}

  private record Presence(ExpectedAlarm expected, double fromS, double untilS, Point at) {}

  @Override
  public boolean onlyAtEnd() {
    return true;
  }

  @Override
  public Judgement judge(RunData run, Scorecard.Entry card) {
    List<ExpectedAlarm> staged = run.plan().getExpectedAlarmsList();
    if (staged.isEmpty()) {
      return Judgement.notApplicable("the plan stages nothing to raise an alarm about");
    }
    List<Raised> open = raised(run.subject());
    int all = open.size();
    Judgement judgement = Judgement.of(0, run.subject().size());
    double grace = card.parameter("grace_s");
    int answered = 0;
    double latency = 0;
    double slowest = 0;
    for (ExpectedAlarm expected : staged) {
      Presence presence = presence(run, expected);
      Raised answer =
          open.stream()
              .filter(a -> a.kind == expected.getKind())
              .filter(a -> a.timeS >= presence.fromS && a.timeS <= presence.untilS + grace)
              .findFirst()
              .orElse(null);
      if (answer == null) {
        judgement.violation(missed(run, presence, grace));
        continue;
      }
      open.remove(answer);
      answered++;
      latency += answer.timeS - presence.fromS;
      slowest = Math.max(slowest, answer.timeS - presence.fromS);
    }
    open.forEach(a -> judgement.violation(wrong(a)));
    double recall = (double) answered / staged.size();
    double f1 = answered == 0 ? 0 : 2.0 * answered / (all + staged.size());
    judgement.value = f1;
    return judgement
        .score(f1)
        .detail("recall", recall)
        .detail("precision", all == 0 ? Double.NaN : (double) answered / all)
        .detail("latency_mean_s", answered == 0 ? Double.NaN : latency / answered)
        .detail("latency_max_s", answered == 0 ? Double.NaN : slowest)
        .detail("staged", staged.size())
        .detail("raised", all);
  }

  /** Each alarm once: by its id, or, without one, when its kind begins to be raised. */
  private static List<Raised> raised(Samples s) {
    List<Raised> raised = new ArrayList<>();
    Set<String> seen = new TreeSet<>();
    Set<AlarmKind> before = Set.of();
    for (int i = 0; i < s.size(); i++) {
      Set<AlarmKind> now = new TreeSet<>();
      for (Alarm alarm : s.alarms.getOrDefault(i, List.of())) {
        boolean named = !alarm.getAlarmId().isEmpty();
        boolean isNew = named ? seen.add(alarm.getAlarmId()) : !before.contains(alarm.getKind());
        if (!named) {
          now.add(alarm.getKind());
        }
        if (isNew) {
          raised.add(new Raised(alarm.getKind(), s.t[i], alarm.getText()));
        }
      }
      before = now;
    }
    return raised;
  }

  /** When the vehicle was first and last near it; NaN when it never was. */
  private static Presence presence(RunData run, ExpectedAlarm expected) {
    double[] at =
        run.geometry()
            .toLocal(
                expected.getPosition().getLatitudeDeg(), expected.getPosition().getLongitudeDeg());
    double from = expected.hasFromS() ? expected.getFromS() : 0;
    double until = expected.hasUntilS() ? expected.getUntilS() : run.endS();
    Samples s = run.subject();
    double first = Double.NaN;
    double last = Double.NaN;
    for (int i = 0; i < s.size(); i++) {
      boolean near =
          s.hasPosition(i)
              && StrictMath.hypot(s.x[i] - at[0], s.y[i] - at[1]) <= expected.getRadiusM();
      if (near && s.t[i] >= from && s.t[i] <= until) {
        first = Double.isNaN(first) ? s.t[i] : first;
        last = s.t[i];
      }
    }
    return new Presence(expected, first, last, new Point(at[0], at[1]));
  }

  private static Violation missed(RunData run, Presence presence, double graceS) {
    boolean near = !Double.isNaN(presence.fromS);
    String text =
        near
            ? "Raised no alarm about %s (%s), though within %.0f m of it."
            : "Never came near %s (%s), within %.0f m.";
    Violation missed =
        Violation.undone(
            near ? presence.fromS : run.endS(),
            0,
            1,
            presence.at.xM(),
            presence.at.yM(),
            Rounding.text(
                text,
                presence.expected.getExpectedAlarmId(),
                word(presence.expected.getKind()),
                presence.expected.getRadiusM()),
            "1");
    return near ? missed.over(presence.fromS, presence.untilS + graceS) : missed;
  }

  private static Violation wrong(Raised alarm) {
    return Violation.during(
            alarm.timeS,
            alarm.timeS,
            alarm.timeS,
            1,
            0,
            "Raised an alarm (" + word(alarm.kind) + ") about nothing that was staged.")
        .knownAtEnd();
  }

  private static String word(AlarmKind kind) {
    return kind.name().replace("ALARM_KIND_", "").toLowerCase(Locale.ROOT);
  }
}
