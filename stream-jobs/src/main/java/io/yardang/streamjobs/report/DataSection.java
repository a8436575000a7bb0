package io.yardang.streamjobs.report;

import io.yardang.v1.GapLedger;
import io.yardang.v1.Report;
import io.yardang.v1.SeqRange;
import io.yardang.v1.StreamLedger;
import java.util.stream.Collectors;

/** What the data is worth: per vehicle how much of it there is, and every missing seq. */
final class DataSection {
  // More than this on paper helps no one; report.json has them all.
  private static final int RANGES_SHOWN_MAX = 60;

  private DataSection() {}

  static Markup of(Report report) {
    Markup html = new Markup().open("section");
    html.leaf("h2", "Data quality");
    if (report.getNoDataMissing()) {
      html.leaf(
          "p",
          "No data missing: every participant's frames are there, without a missing seq.",
          "class",
          "statement PASS");
    } else if (isMissing(report)) {
      html.leaf("p", "Data is missing: see the table.", "class", "statement FAIL");
    } else {
      html.leaf(
          "p",
          "No seq is missing between the frames that are there, but it is not known of every stream"
              + " which seq the run begins and ends with: see below the table.",
          "class",
          "statement FAIL");
    }
    if (report.getDataCount() == 0) {
      return html.leaf("p", "No frame of any participant was received.").close();
    }
    html.open("div", "class", "scroll").open("table").open("thead").open("tr");
    html.leaf("th", "Vehicle");
    for (String column :
        new String[] {
          "Frames",
          "Expected",
          "Missing",
          "Longest gap",
          "Median interval",
          "Not covered",
          "Without position",
          "Time reversed"
        }) {
      html.leaf("th", column, "class", "num");
    }
    html.close().close().open("tbody");
    report.getDataList().forEach(ledger -> row(html, ledger));
    html.close().close().close();
    report.getDataList().forEach(ledger -> streams(html, ledger));
    report.getDataList().forEach(ledger -> dropped(html, ledger));
    return html.close();
  }

  private static boolean isMissing(Report report) {
    return report.getDataCount() == 0
        || report.getDataList().stream()
            .anyMatch(l -> l.getFrames() == 0 || l.getMissingFrames() > 0);
  }

  private static void row(Markup html, GapLedger ledger) {
    html.open("tr").leaf("td", ledger.getVehicleId());
    html.leaf(
        "td",
        Long.toUnsignedString(ledger.getFrames()),
        "class",
        ledger.getFrames() == 0 ? "num over" : "num");
    count(html, ledger.getExpectedFrames(), false);
    count(html, ledger.getMissingFrames(), true);
    seconds(html, ledger.hasLongestGapS(), ledger.getLongestGapS());
    seconds(html, ledger.hasMedianIntervalS(), ledger.getMedianIntervalS());
    seconds(html, ledger.hasUncoveredS(), ledger.getUncoveredS());
    count(html, ledger.getWithoutPosition(), true);
    count(html, ledger.getReversedTimes(), true);
    html.close().newLine();
  }

  private static void streams(Markup html, GapLedger ledger) {
    for (StreamLedger stream : ledger.getStreamsList()) {
      html.open("p", "class", "sub");
      html.text(ledger.getVehicleId() + ", stream ").leaf("code", stream.getStreamId());
      html.text(
          stream.getFrames() == 0
              ? ": none of its frames within the run"
              : ": "
                  + Long.toUnsignedString(stream.getFrames())
                  + " frames, seq "
                  + Words.range(stream.getFirstSeq(), stream.getLastSeq()));
      if (stream.getMissingCount() > 0) {
        html.text("; missing ").leaf("code", missing(stream));
      }
      if (!stream.getBeginKnown()) {
        html.text("; whether frames before these are missing is not known");
      }
      if (!stream.getEndKnown()) {
        html.text("; whether frames after these are missing is not known");
      }
      html.close();
    }
  }

  /** What was there but was not used, and why. */
  private static void dropped(Markup html, GapLedger ledger) {
    if (ledger.getSamplesDroppedCount() > 0) {
      String reasons =
          ledger.getSamplesDroppedList().stream()
              .map(d -> Long.toUnsignedString(d.getCount()) + " × " + d.getReason())
              .collect(Collectors.joining(", "));
      html.leaf("p", ledger.getVehicleId() + ", not used: " + reasons, "class", "sub");
    }
  }

  private static String missing(StreamLedger stream) {
    String ranges =
        stream.getMissingList().stream()
            .limit(RANGES_SHOWN_MAX)
            .map((SeqRange range) -> Words.range(range.getFirstSeq(), range.getLastSeq()))
            .collect(Collectors.joining(", "));
    int more = stream.getMissingCount() - RANGES_SHOWN_MAX;
    return more > 0 ? ranges + " and " + more + " more ranges, see report.json" : ranges;
  }

  private static void count(Markup html, long count, boolean bad) {
    html.leaf("td", Long.toUnsignedString(count), "class", bad && count != 0 ? "num over" : "num");
  }

  private static void seconds(Markup html, boolean known, double seconds) {
    html.leaf("td", known ? Words.number(seconds, 3) + " s" : "–", "class", "num");
  }
}
