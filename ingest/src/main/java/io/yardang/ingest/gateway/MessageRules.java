package io.yardang.ingest.gateway;

import io.yardang.v1.RejectReason;
import io.yardang.v1.RunEvent;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a frame or run event must be like to get into the journal. */
final class MessageRules {
  static final String ID_RULE = "must be 1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or digit";

  /** At a million frames a second, no boot lasts for so many. */
  static final long MAX_SEQ = 1L << 48;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private MessageRules() {}

  record Violation(RejectReason reason, String detail) {}

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /** For frames and run events alike. */
  static Optional<Violation> checkSeqAndTime(long seq, long timeUnixNs) {
    if (seq <= 0 || seq > MAX_SEQ) {
      return violation(
          RejectReason.REJECT_REASON_BAD_SEQ,
          "seq=" + Long.toUnsignedString(seq) + ": must be 1.." + MAX_SEQ);
    }
    if (timeUnixNs <= 0) {
      return violation(
          RejectReason.REJECT_REASON_BAD_SAMPLE_TIME,
          "time=" + timeUnixNs + ": must be nanoseconds since 1970-01-01T00:00:00Z, above 0");
    }
    return Optional.empty();
  }

  static Optional<Violation> checkRunEvent(RunEvent event) {
    return switch (event.getEventCase()) {
      case STARTED -> {
        if (!isId(event.getStarted().getRunId())) {
          yield badRunId(event.getStarted().getRunId());
        }
        if (!event.getStarted().hasPlan()) {
          yield badRunEvent("started without a plan");
        }
        if (event.getStarted().getPlan().getParticipantsCount() == 0) {
          yield badRunEvent("started with a plan that has no participant");
        }
        if (event.getStarted().getStartTimeUnixNs() <= 0) {
          yield badRunEvent("start_time_unix_ns=" + event.getStarted().getStartTimeUnixNs());
        }
        yield Optional.empty();
      }
      case ENDED -> {
        if (!isId(event.getEnded().getRunId())) {
          yield badRunId(event.getEnded().getRunId());
        }
        if (event.getEnded().getEndTimeUnixNs() <= 0) {
          yield badRunEvent("end_time_unix_ns=" + event.getEnded().getEndTimeUnixNs());
        }
        yield Optional.empty();
      }
      case EVENT_NOT_SET -> badRunEvent("neither started nor ended is set");
    };
  }

  private static Optional<Violation> badRunId(String runId) {
    return badRunEvent("run_id=\"" + runId + "\": " + ID_RULE);
  }

  private static Optional<Violation> badRunEvent(String detail) {
    return violation(RejectReason.REJECT_REASON_BAD_RUN_EVENT, detail);
  }

  private static Optional<Violation> violation(RejectReason reason, String detail) {
    return Optional.of(new Violation(reason, detail));
  }
}
