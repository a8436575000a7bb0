package io.yardang.rigs.client;

import io.yardang.v1.Reject;
import io.yardang.v1.RejectReason;
import java.util.Optional;

/** The client cannot go on, or not in time; the message says why and with which values. */
public class ClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RejectReason reason;

  ClientException(String message) {
    this(message, null, null);
  }

  ClientException(String message, RejectReason reason, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static ClientException refused(String who, Reject reject) {
    return new ClientException(
        who + " refused by the gateway: " + reject.getReason() + ": " + reject.getDetail(),
        reject.getReason(),
        null);
  }

  /** The gateway's reason, where it was the gateway that refused. */
  public Optional<RejectReason> reason() {
    return Optional.ofNullable(reason);
  }
}
