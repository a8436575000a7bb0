package io.yardang.ingest.remote;

import io.yardang.v1.Reject;
import io.yardang.v1.RejectReason;
import java.io.IOException;

/** The gateway ended the session, and said why. */
final class GatewayRejection extends IOException {
  private static final long serialVersionUID = 1L;

  private final RejectReason reason;

  GatewayRejection(Reject reject) {
    super(
        reject.getReason().name().replaceFirst("^REJECT_REASON_", "") + ": " + reject.getDetail());
    reason = reject.getReason();
  }

  /** Whether the gateway's journal does not hold the position asked for. */
  boolean isOfPosition() {
    return reason == RejectReason.REJECT_REASON_JOURNAL_POSITION;
  }

  /** Whether it is no use to connect again before a person has done something about it. */
  boolean isFinal() {
    return switch (reason) {
      case REJECT_REASON_PROTOCOL_VERSION,
          REJECT_REASON_BAD_SENDER_ID,
          REJECT_REASON_NOT_AUTHORISED,
          REJECT_REASON_JOURNAL_POSITION,
          REJECT_REASON_WRONG_ROLE,
          REJECT_REASON_MALFORMED_MESSAGE,
          REJECT_REASON_UNKNOWN_MESSAGE ->
          true;
      default -> false;
    };
  }
}
